// Package openai asks any server that speaks OpenAI's chat completions, such as
// one that a school runs by itself.
package openai

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"coderemote/analysis"
)

// Model is one model of such a server. It is safe for use by many goroutines.
type Model struct {
	url    string // of chat/completions
	key    string // "" for none
	name   string
	client *http.Client
}

// New makes a Model at baseURL, which usually ends in /v1.
func New(baseURL, key, name string) *Model {
	return &Model{url: strings.TrimSuffix(baseURL, "/") + "/chat/completions", key: key, name: name, client: &http.Client{}}
}

// Provider returns "openai-compatible".
func (m *Model) Provider() string { return "openai-compatible" }

// Name returns the name of the model.
func (m *Model) Name() string { return m.name }

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Model          string         `json:"model"`
	Messages       []message      `json:"messages"`
	Temperature    float64        `json:"temperature"`
	MaxTokens      int            `json:"max_tokens"`
	Stream         bool           `json:"stream,omitempty"`
	StreamOptions  map[string]any `json:"stream_options,omitempty"`
	ResponseFormat map[string]any `json:"response_format,omitempty"`
}

type response struct {
	Choices []struct {
		Message      message `json:"message"`
		Delta        message `json:"delta"`
		FinishReason string  `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	} `json:"usage"`
}

func (r response) used() analysis.Tokens {
	if r.Usage == nil {
		return analysis.Tokens{}
	}
	return analysis.Tokens{Input: r.Usage.PromptTokens, Output: r.Usage.CompletionTokens}
}

func (m *Model) request(q analysis.Question) request {
	return request{Model: m.name, Messages: []message{{"system", q.Instruction}, {"user", q.Data}}, MaxTokens: analysis.MaxOutputTokens}
}

// maxAnswer is how much of an answer is read at most.
const maxAnswer = 1 << 20

// Stream asks for text.
func (m *Model) Stream(ctx context.Context, q analysis.Question, piece func(string)) (used analysis.Tokens, err error) {
	ask := m.request(q)
	ask.Stream, ask.StreamOptions = true, map[string]any{"include_usage": true}
	body, err := m.post(ctx, ask)
	if err != nil {
		return used, err
	}
	defer body.Close()
	finished := false
	lines := bufio.NewScanner(io.LimitReader(body, maxAnswer))
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if data = strings.TrimSpace(data); !ok || data == "[DONE]" {
			finished = finished || data == "[DONE]"
			continue
		}
		var r response
		if err := json.Unmarshal([]byte(data), &r); err != nil {
			return used, fmt.Errorf("openai: decode a piece: %w", analysis.ErrBroken)
		}
		used = used.Add(r.used())
		if len(r.Choices) > 0 && r.Choices[0].Delta.Content != "" {
			piece(r.Choices[0].Delta.Content)
		}
	}
	if err := lines.Err(); err != nil {
		return used, fmt.Errorf("openai: read: %w", err)
	}
	if !finished {
		return used, analysis.ErrBroken
	}
	return used, nil
}

// Choose asks for two classes, by a schema that allows no other answer.
func (m *Model) Choose(ctx context.Context, q analysis.Question) (time, space string, used analysis.Tokens, err error) {
	class := map[string]any{"type": "string", "enum": analysis.ClassNames()}
	schema := map[string]any{"type": "object", "required": []string{"time", "space"}, "additionalProperties": false,
		"properties": map[string]any{"time": class, "space": class}}
	ask := m.request(q)
	ask.ResponseFormat = map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "complexity", "strict": true, "schema": schema}}
	body, err := m.post(ctx, ask)
	if err != nil {
		return "", "", used, err
	}
	defer body.Close()
	var r response
	if err := json.NewDecoder(io.LimitReader(body, maxAnswer)).Decode(&r); err != nil || len(r.Choices) == 0 {
		return "", "", used, fmt.Errorf("openai: decode the answer: %w", analysis.ErrBroken)
	}
	var answer struct{ Time, Space string }
	if err := json.Unmarshal([]byte(r.Choices[0].Message.Content), &answer); err != nil {
		return "", "", r.used(), fmt.Errorf("openai: decode the classes: %w", analysis.ErrBroken)
	}
	return answer.Time, answer.Space, r.used(), nil
}

// post sends a request and returns the body of a good answer.
func (m *Model) post(ctx context.Context, ask request) (io.ReadCloser, error) {
	text, err := json.Marshal(ask)
	if err != nil {
		return nil, fmt.Errorf("openai: encode: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("openai: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if m.key != "" {
		r.Header.Set("Authorization", "Bearer "+m.key)
	}
	answer, err := m.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("openai: %w", err)
	}
	if answer.StatusCode == http.StatusOK {
		return answer.Body, nil
	}
	answer.Body.Close()
	if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500 {
		return nil, fmt.Errorf("openai: %w: %s", analysis.ErrBusy, answer.Status)
	}
	return nil, fmt.Errorf("openai: %w: %s", analysis.ErrRefused, answer.Status)
}
