package gemini

import (
	"context"
	"fmt"

	"coderemote/analysis"

	"google.golang.org/genai"
)

// Which use of a vector is asked for: those of questions and of code lie near
// each other when the one answers the other.
const (
	documentTask = "RETRIEVAL_DOCUMENT"
	questionTask = "CODE_RETRIEVAL_QUERY"
)

// EmbedDocument returns the vector of a text of a title, which may be "". It is
// what the server says: of any length, and not a unit vector where fewer
// dimensions are asked for than the model has.
func (m *Model) EmbedDocument(ctx context.Context, title, text string, dimensions int) ([]float32, error) {
	return m.embed(ctx, text, &genai.EmbedContentConfig{TaskType: documentTask, Title: title}, dimensions)
}

// EmbedQuestion returns the vector of a question about code, as EmbedDocument does.
func (m *Model) EmbedQuestion(ctx context.Context, question string, dimensions int) ([]float32, error) {
	return m.embed(ctx, question, &genai.EmbedContentConfig{TaskType: questionTask}, dimensions)
}

func (m *Model) embed(ctx context.Context, text string, c *genai.EmbedContentConfig, dimensions int) ([]float32, error) {
	n := int32(dimensions)
	c.OutputDimensionality = &n
	response, err := m.client.Models.EmbedContent(ctx, m.name, genai.Text(text), c)
	if err != nil {
		return nil, translate(err)
	}
	if len(response.Embeddings) != 1 || response.Embeddings[0] == nil {
		return nil, fmt.Errorf("gemini: %d vectors of one text: %w", len(response.Embeddings), analysis.ErrBroken)
	}
	return response.Embeddings[0].Values, nil
}
