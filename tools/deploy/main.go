// Command deploy checks compose.yaml by Compose's own parser. It prints a line
// for each mistake, and nothing when there is none; with --json what the parser
// makes of the file, for the test that starts its services.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	asJSON := flag.Bool("json", false, "print the file as Compose reads it")
	flag.Parse()
	top, err := filepath.Abs(flag.Arg(0))
	exitOn(err)
	project, err := load(top, flag.Args()[1:])
	if err == nil && *asJSON {
		text, err := project.MarshalJSON()
		exitOn(err)
		fmt.Println(string(text))
		return
	}
	problems := checkCompose(project, err)
	for _, p := range problems {
		fmt.Println(p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// load loads compose.yaml as Compose does, with .env.example as the environment.
// Values, as NAME=VALUE, win over it.
func load(top string, values []string) (*types.Project, error) {
	options, err := cli.NewProjectOptions([]string{filepath.Join(top, "compose.yaml")},
		cli.WithWorkingDirectory(top), cli.WithEnv(append([]string{"POSTGRES_PASSWORD=secret", "SERVING_PASSWORD=secret"}, values...)), cli.WithEnvFiles(filepath.Join(top, ".env.example")),
		cli.WithDotEnv, cli.WithProfiles([]string{"full"}))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

// checkCompose checks what Compose does not.
func checkCompose(project *types.Project, err error) []string {
	if err != nil {
		return []string{"compose.yaml: " + err.Error()}
	}
	var problems []string
	add := func(format string, args ...any) {
		problems = append(problems, "compose.yaml: "+fmt.Sprintf(format, args...))
	}
	for name, service := range project.Services {
		if service.Privileged {
			add("%s is privileged", name)
		}
		if strings.HasSuffix(service.Image, ":latest") && !strings.HasPrefix(service.Image, "localhost/") {
			add("%s has an image of no fixed version: %s", name, service.Image)
		}
		for _, v := range service.Volumes {
			if v.Type == types.VolumeTypeBind && !exists(v.Source) {
				add("%s mounts %s, which is not there", name, v.Source)
			}
		}
	}
	for _, name := range []string{"postgres", "migrate", "web", "worker"} {
		if service, err := project.GetService(name); err != nil || len(service.Profiles) > 0 {
			add("%s is not in the minimal set: %v", name, err)
		}
	}
	if graph, err := project.GetService("neo4j"); err != nil || len(graph.Ports) > 0 || len(graph.Networks) != 1 || graph.Environment["NEO4J_dbms_security_procedures_allowlist"] == nil {
		add("neo4j is missing, reached from outside, or lets queries call anything: %v", err)
	}
	for _, port := range publishedPorts(project) {
		if port.HostIP != "127.0.0.1" {
			add("port %s is published on %q: a proxy with TLS belongs before it", port.Published, port.HostIP)
		}
	}
	return problems
}

func publishedPorts(project *types.Project) (all []types.ServicePortConfig) {
	for _, service := range project.Services {
		all = append(all, service.Ports...)
	}
	return all
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }
