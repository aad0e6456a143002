package gemini

import (
	"context"

	"coderemote/analysis"

	"google.golang.org/genai"
)

// Plan asks what a question about a person's code means, by a schema that has no
// place for a query: classes are those of complexity that it may name. The
// answer is JSON, and still text from outside.
func (m *Model) Plan(ctx context.Context, q analysis.Question, classes []string) (string, analysis.Tokens, error) {
	c := config(q)
	c.ResponseMIMEType, c.ResponseSchema = "application/json", planSchema(classes)
	response, err := m.client.Models.GenerateContent(ctx, m.name, genai.Text(q.Data), c)
	if err != nil {
		return "", analysis.Tokens{}, translate(err)
	}
	var used analysis.Tokens
	if u := response.UsageMetadata; u != nil {
		used = tokens(u)
	}
	return text(response), used, nil
}

func planSchema(classes []string) *genai.Schema {
	word, yes := &genai.Schema{Type: genai.TypeString}, true
	class := &genai.Schema{Type: genai.TypeArray, Items: &genai.Schema{Type: genai.TypeString, Enum: classes}}
	oneOf := func(values ...string) *genai.Schema { return &genai.Schema{Type: genai.TypeString, Enum: values} }
	return &genai.Schema{
		Type: genai.TypeObject, Required: []string{"semantic", "languages", "time_in", "space_in", "order", "aggregate", "limit"},
		Properties: map[string]*genai.Schema{
			"semantic": word, "languages": {Type: genai.TypeArray, Items: word}, "time_in": class, "space_in": class,
			"starred": {Type: genai.TypeBoolean, Nullable: &yes}, "by_space": {Type: genai.TypeBoolean}, "limit": {Type: genai.TypeInteger},
			"order": oneOf("similar", "worst", "best", "recent"), "aggregate": oneOf("none", "count_by_time", "count_by_space", "count_by_language"),
		},
	}
}
