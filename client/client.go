// Package client speaks the JSON API of Code Remote, version 1.
package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Client calls one instance with one token. It is safe for use by many
// goroutines.
type Client struct {
	URL   string // of the instance, without a path
	Token string
	HTTP  *http.Client // nil means http.DefaultClient
}

// Run is what to execute.
type Run struct {
	Code           string   `json:"code"`
	Stdin          string   `json:"stdin,omitempty"`
	TimeoutSeconds *float64 `json:"timeout_seconds,omitempty"`
	SnippetID      string   `json:"snippet_id,omitempty"`
}

// Execution is a run and, from Execute, its output.
type Execution struct {
	ID              string   `json:"id"`
	Status          string   `json:"status"`
	Success         *bool    `json:"success"`
	Stdout          string   `json:"stdout"`
	Stderr          string   `json:"stderr"`
	Error           *string  `json:"error"`
	ErrorType       *string  `json:"error_type"`
	ExitCode        *int     `json:"exit_code"`
	ExecutionTimeMS *float64 `json:"execution_time_ms"`
	PeakMemoryBytes *int64   `json:"peak_memory_bytes"`
	SnippetID       *string  `json:"snippet_id"`
	Violations      []struct {
		Line    int    `json:"line"`   // from 1
		Column  int    `json:"column"` // from 0
		Message string `json:"message"`
	} `json:"security_violations"`
	CreatedAt  time.Time  `json:"created_at"`
	StartedAt  *time.Time `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
}

// Event is one event of a run's stream. Data is its JSON.
type Event struct {
	ID   int64
	Type string // status, output, input_requested, artifact or done
	Data json.RawMessage
}

// Problem is the instance's refusal (RFC 9457).
type Problem struct {
	Status     int           `json:"status"`
	Title      string        `json:"title"`
	Detail     string        `json:"detail"`
	RetryAfter time.Duration `json:"-"` // zero when waiting does not help
}

// Error returns the sentence of the problem.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Detail) }

// Execute runs a program and waits for its end. The error is a *Problem when
// the instance refused.
func (c *Client) Execute(ctx context.Context, run Run) (*Execution, error) {
	var e Execution
	return &e, c.call(ctx, http.MethodPost, "/execute", run, &e)
}

// Start queues a program and returns its id.
func (c *Client) Start(ctx context.Context, run Run) (string, error) {
	var accepted struct {
		JobID string `json:"job_id"`
	}
	err := c.call(ctx, http.MethodPost, "/execute/async", run, &accepted)
	return accepted.JobID, err
}

// Input gives a running program text; eof ends its input.
func (c *Client) Input(ctx context.Context, id, text string, eof bool) error {
	body := struct {
		Text string `json:"text"`
		EOF  bool   `json:"eof"`
	}{text, eof}
	return c.call(ctx, http.MethodPost, "/executions/"+id+"/stdin", body, nil)
}

// Cancel stops a run. One that has ended stays as it is.
func (c *Client) Cancel(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodPost, "/executions/"+id+"/cancel", nil, nil)
}

// Events calls each with the events of a run after the number after, until the
// last one, an error of each, or a broken connection, which is io.ErrUnexpectedEOF:
// then call it again with the number of the last event.
func (c *Client) Events(ctx context.Context, id string, after int64, each func(Event) error) error {
	response, err := c.do(ctx, http.MethodGet, "/executions/"+id+"/events?after="+strconv.FormatInt(after, 10), nil, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var event Event
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			event.ID, _ = strconv.ParseInt(value, 10, 64)
		case "event":
			event.Type = value
		case "data":
			event.Data = json.RawMessage(value)
		case "":
			if err := deliver(&event, each); err != nil || event.Type == "done" {
				return err
			}
			event = Event{}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// deliver hands an event on; a comment is none.
func deliver(event *Event, each func(Event) error) error {
	if event.Type == "" {
		return nil
	}
	return each(*event)
}

func (c *Client) call(ctx context.Context, method, path string, body, into any) error {
	_, err := c.exchange(ctx, method, path, nil, body, into)
	return err
}

// exchange is call with headers for the request, and returns those of the answer.
func (c *Client) exchange(ctx context.Context, method, path string, header http.Header, body, into any) (http.Header, error) {
	response, err := c.do(ctx, method, path, header, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if into == nil {
		_, err := io.Copy(io.Discard, response.Body)
		return response.Header, err
	}
	return response.Header, json.NewDecoder(response.Body).Decode(into)
}

func (c *Client) do(ctx context.Context, method, path string, header http.Header, body any) (*http.Response, error) {
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("client: encode request: %w", err)
		}
		payload = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.URL+"/api/v1"+path, payload)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Content-Type", "application/json")
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if response.StatusCode >= 400 {
		defer response.Body.Close()
		return nil, problem(response)
	}
	return response, nil
}

func problem(response *http.Response) error {
	p := &Problem{Status: response.StatusCode, Title: http.StatusText(response.StatusCode)}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(p); err != nil {
		p.Detail = "The answer is not one of Code Remote's."
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
		p.RetryAfter = time.Duration(seconds) * time.Second
	}
	return p
}
