package graph

import (
	"context"
	"time"

	"coderemote"
)

// A node of a newer version is left as it is: jobs may come in any order.
const qPut = `
MERGE (u:User {id: $user})
MERGE (s:Snippet {id: $id})
WITH u, s WHERE coalesce(s.version, 0) <= $version
SET s.title = $title, s.description = $description, s.code = $code, s.language = $language, s.complexity_explanation = $explanation, s.version = $version,
  s.is_starred = $starred, s.time_complexity = $time, s.space_complexity = $space, s.updated_at = $updated, s.backend = $backend, s.terms = $terms, s.embedding = $vector
MERGE (s)-[:OWNED_BY]->(u)
WITH s
OPTIONAL MATCH (s)-[old:WRITTEN_IN|HAS_TIME_COMPLEXITY|HAS_SPACE_COMPLEXITY]->()
DELETE old
WITH DISTINCT s
MERGE (l:Language {name: $language})
MERGE (s)-[:WRITTEN_IN]->(l)
FOREACH (name IN CASE WHEN $time IS NULL THEN [] ELSE [$time] END | MERGE (c:Complexity {name: name}) MERGE (s)-[:HAS_TIME_COMPLEXITY]->(c))
FOREACH (name IN CASE WHEN $space IS NULL THEN [] ELSE [$space] END | MERGE (c:Complexity {name: name}) MERGE (s)-[:HAS_SPACE_COMPLEXITY]->(c))`

// The five nearest of the same owner and backend.
const qLinkSimilar = `
MATCH (s:Snippet {id: $id})-[:OWNED_BY]->(u:User)
OPTIONAL MATCH (s)-[old:SIMILAR_TO]->()
DELETE old
WITH DISTINCT s, u
MATCH (u)<-[:OWNED_BY]-(o:Snippet)
WHERE o <> s AND o.backend = s.backend AND o.embedding IS NOT NULL AND s.embedding IS NOT NULL
WITH s, o, vector.similarity.cosine(s.embedding, o.embedding) AS score
ORDER BY score DESC LIMIT 5
MERGE (s)-[r:SIMILAR_TO]->(o)
SET r.score = score`

// Put makes the node of a snippet what n is, with its relations.
func (g *Graph) Put(ctx context.Context, n coderemote.SearchNode) error {
	p := map[string]any{
		"user": n.UserID, "id": n.ID, "title": n.Title, "description": n.Description, "code": n.Code, "language": n.Language, "explanation": n.Explanation,
		"version": n.Version, "starred": n.Starred, "time": orNull(n.TimeComplexity), "space": orNull(n.SpaceComplexity), "updated": n.UpdatedAt.UnixMicro(),
		"backend": n.Backend, "terms": n.Terms, "vector": nil,
	}
	if length(n.Vector) > 0 {
		p["vector"] = padded(n.Vector)
	}
	if _, err := g.runFor(ctx, writeTime, qPut, p); err != nil {
		return err
	}
	_, err := g.runFor(ctx, writeTime, qLinkSimilar, map[string]any{"id": n.ID})
	return err
}

// length is the squared one: a vector of zeros has no direction to compare.
func length(vector []float32) (sum float32) {
	for _, value := range vector {
		sum += value * value
	}
	return sum
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

const qRemove = `MATCH (s:Snippet {id: $id}) DETACH DELETE s`

// Remove takes the node of a snippet away; one that is gone is no error.
func (g *Graph) Remove(ctx context.Context, snippetID string) error {
	_, err := g.runFor(ctx, writeTime, qRemove, map[string]any{"id": snippetID})
	return err
}

const qRemoveUser = `MATCH (u:User {id: $user}) OPTIONAL MATCH (u)<-[:OWNED_BY]-(s:Snippet) DETACH DELETE s, u`

// RemoveUser takes a person away with all that is theirs.
func (g *Graph) RemoveUser(ctx context.Context, userID string) error {
	_, err := g.runFor(ctx, writeTime, qRemoveUser, map[string]any{"user": userID})
	return err
}

const qStates = `
MATCH (s:Snippet)-[:OWNED_BY]->(u:User)
RETURN s.id AS id, u.id AS user, s.version AS version, s.is_starred AS starred, s.time_complexity AS time, s.space_complexity AS space, s.backend AS backend`

// statesTime is how long reading the state of the whole graph may take.
const statesTime = time.Minute

// States returns what the graph has of each snippet, by id, and the owners.
func (g *Graph) States(ctx context.Context) (states map[string]coderemote.SearchState, owners map[string]string, err error) {
	records, err := g.runFor(ctx, statesTime, qStates, nil)
	if err != nil {
		return nil, nil, err
	}
	states, owners = map[string]coderemote.SearchState{}, map[string]string{}
	for _, r := range records {
		v := r.AsMap()
		starred, _ := v["starred"].(bool)
		id := text(v["id"])
		owners[id] = text(v["user"])
		states[id] = coderemote.SearchState{Version: int(number(v["version"])), Starred: starred, TimeComplexity: text(v["time"]), SpaceComplexity: text(v["space"]), Backend: text(v["backend"])}
	}
	return states, owners, nil
}
