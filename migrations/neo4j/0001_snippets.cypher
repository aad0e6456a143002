// People's snippets, a projection of PostgreSQL: each node can be made again from
// its row. The ids are those of the rows.
CREATE CONSTRAINT user_id IF NOT EXISTS FOR (u:User) REQUIRE u.id IS UNIQUE;
CREATE CONSTRAINT snippet_id IF NOT EXISTS FOR (s:Snippet) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT language_name IF NOT EXISTS FOR (l:Language) REQUIRE l.name IS UNIQUE;
CREATE CONSTRAINT complexity_name IF NOT EXISTS FOR (c:Complexity) REQUIRE c.name IS UNIQUE;
