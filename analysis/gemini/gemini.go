// Package gemini asks Google's Gemini, by the API of Google AI Studio or of
// another server that speaks it. It is the only importer of genai.
package gemini

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"coderemote/analysis"

	"google.golang.org/genai"
)

// Model is one model of Gemini. It is safe for use by many goroutines.
type Model struct {
	client *genai.Client
	name   string
}

// New makes a Model with an API key; baseURL is "" for Google's own server.
func New(ctx context.Context, key, baseURL, name string) (*Model, error) {
	once := int32(1) // who asks knows better when to try again
	client, err := genai.NewClient(ctx, &genai.ClientConfig{
		APIKey: key, Backend: genai.BackendGeminiAPI, HTTPClient: &http.Client{},
		HTTPOptions: genai.HTTPOptions{BaseURL: baseURL, RetryOptions: &genai.HTTPRetryOptions{Attempts: &once}},
	})
	if err != nil {
		return nil, fmt.Errorf("gemini: %w", err)
	}
	return &Model{client, name}, nil
}

// Provider returns "gemini".
func (m *Model) Provider() string { return "gemini" }

// Name returns the name of the model.
func (m *Model) Name() string { return m.name }

func config(q analysis.Question) *genai.GenerateContentConfig {
	cold := float32(0)
	return &genai.GenerateContentConfig{
		SystemInstruction: genai.NewContentFromText(q.Instruction, genai.RoleUser),
		Temperature:       &cold, MaxOutputTokens: analysis.MaxOutputTokens,
	}
}

// Stream asks for text.
func (m *Model) Stream(ctx context.Context, q analysis.Question, piece func(string)) (analysis.Tokens, error) {
	var used analysis.Tokens
	finished := false
	for response, err := range m.client.Models.GenerateContentStream(ctx, m.name, genai.Text(q.Data), config(q)) {
		if err != nil {
			return used, translate(err)
		}
		if u := response.UsageMetadata; u != nil {
			used = tokens(u)
		}
		for _, c := range response.Candidates {
			finished = finished || c.FinishReason != ""
		}
		if text := text(response); text != "" {
			piece(text)
		}
	}
	if !finished {
		return used, analysis.ErrBroken
	}
	return used, nil
}

// Choose asks for two classes, by a schema that allows no other answer.
func (m *Model) Choose(ctx context.Context, q analysis.Question) (time, space string, used analysis.Tokens, err error) {
	c := config(q)
	class := &genai.Schema{Type: genai.TypeString, Enum: analysis.ClassNames()}
	c.ResponseMIMEType = "application/json"
	c.ResponseSchema = &genai.Schema{Type: genai.TypeObject, Required: []string{"time", "space"}, Properties: map[string]*genai.Schema{"time": class, "space": class}}
	response, err := m.client.Models.GenerateContent(ctx, m.name, genai.Text(q.Data), c)
	if err != nil {
		return "", "", used, translate(err)
	}
	if u := response.UsageMetadata; u != nil {
		used = tokens(u)
	}
	var answer struct{ Time, Space string }
	if err := json.Unmarshal([]byte(text(response)), &answer); err != nil {
		return "", "", used, fmt.Errorf("gemini: decode the classes: %w", analysis.ErrBroken)
	}
	return answer.Time, answer.Space, used, nil
}

// text is what the first candidate says, without what it thinks.
func text(r *genai.GenerateContentResponse) string {
	if len(r.Candidates) == 0 || r.Candidates[0].Content == nil {
		return ""
	}
	var all string
	for _, p := range r.Candidates[0].Content.Parts {
		if p != nil && !p.Thought {
			all += p.Text
		}
	}
	return all
}

func tokens(u *genai.GenerateContentResponseUsageMetadata) analysis.Tokens {
	return analysis.Tokens{Input: int(u.PromptTokenCount), Output: int(u.CandidatesTokenCount + u.ThoughtsTokenCount)}
}

// translate says what kind of error it is. The server's own words may name the
// key's project, so they stay in the log.
func translate(err error) error {
	var api genai.APIError
	switch {
	case !errors.As(err, &api):
		return fmt.Errorf("gemini: %w", err)
	case api.Code == http.StatusTooManyRequests || api.Code >= 500:
		return fmt.Errorf("gemini: %w: %d %s", analysis.ErrBusy, api.Code, api.Status)
	}
	return fmt.Errorf("gemini: %w: %d %s", analysis.ErrRefused, api.Code, api.Status)
}
