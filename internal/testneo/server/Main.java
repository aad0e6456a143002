import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** A Neo4j server for tests, in the folder that its argument names. */
public class Main {
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    DatabaseManagementService server =
        new DatabaseManagementServiceBuilder(home).loadPropertiesFromFile(home.resolve("neo4j.conf")).build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
