package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"coderemote/client"
)

// smokeCommand uses an instance as a program does and says what works. It needs
// nothing of this machine but the network.
type smokeCommand struct {
	Server  string        `required:"" help:"Address of the instance, as https://HOST."`
	Token   string        `required:"" env:"CODEREMOTE_TOKEN" help:"An API token with the scopes run and read."`
	Expect  string        `help:"The version that must answer, after a rollout."`
	Timeout time.Duration `default:"2m" help:"How long all of it may take."`
}

// Run tries every check, also behind one that failed, and fails if one did.
func (c *smokeCommand) Run(in *instance) error {
	if u, err := url.Parse(c.Server); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("--server is %q; write it as browsers do, like https://code.example.org", c.Server)
	}
	ctx, cancel := context.WithTimeout(in, c.Timeout)
	defer cancel()
	s := &smoke{client: &client.Client{URL: strings.TrimSuffix(c.Server, "/"), Token: c.Token}, expect: c.Expect}
	failed := 0
	for _, check := range []struct {
		what string
		try  func(context.Context) error
	}{
		{"the instance is healthy", s.health},
		{"it is ready for requests", s.ready},
		{"it refuses who brings no token", s.stranger},
		{"a program runs", s.hello},
		{"a program's error comes back", s.failure},
		{"a program is asked for input and gets it", s.input},
		{"a program that never ends is ended", s.endless},
		{"a program reaches no network", s.network},
	} {
		started := time.Now()
		err := check.try(ctx)
		took := time.Since(started).Round(time.Millisecond)
		if err != nil {
			failed++
			fmt.Fprintf(os.Stdout, "FAILED  %s (%s): %v\n", check.what, took, err)
			if unreached := (*net.OpError)(nil); errors.As(err, &unreached) && unreached.Op == "dial" {
				return fmt.Errorf("nothing answers at %s: check the address, and whether the web server runs", c.Server)
			}
			continue
		}
		fmt.Fprintf(os.Stdout, "ok      %s (%s)\n", check.what, took)
	}
	if failed > 0 {
		return fmt.Errorf("%d checks failed", failed)
	}
	return nil
}

type smoke struct {
	client *client.Client
	expect string
}

func (s *smoke) health(ctx context.Context) error {
	var health struct{ Status, Version string }
	if err := s.fetch(ctx, "/health", &health); err != nil {
		return err
	}
	if health.Status != "healthy" {
		return fmt.Errorf("it says that it is %s", health.Status)
	}
	if s.expect != "" && health.Version != s.expect {
		return fmt.Errorf("version %s answers, and %s should", health.Version, s.expect)
	}
	return nil
}

func (s *smoke) ready(ctx context.Context) error {
	var answer struct{ Status string }
	return s.fetch(ctx, "/readyz", &answer)
}

func (s *smoke) fetch(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.client.URL+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", path, response.Status)
	}
	return json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(into)
}

func (s *smoke) stranger(ctx context.Context) error {
	stranger := &client.Client{URL: s.client.URL}
	_, err := stranger.Execute(ctx, client.Run{Code: "print(1)"})
	var problem *client.Problem
	if !errors.As(err, &problem) || problem.Status != http.StatusUnauthorized {
		return fmt.Errorf("it answers with %v", err)
	}
	return nil
}

// run executes a program and compares how it ended.
func (s *smoke) run(ctx context.Context, run client.Run, status, stdout string) (*client.Execution, error) {
	e, err := s.client.Execute(ctx, run)
	if err != nil {
		return nil, err
	}
	if e.Status != status || e.Stdout != stdout {
		return nil, fmt.Errorf("run %s ended with %s and wrote %q", e.ID, e.Status, e.Stdout)
	}
	return e, nil
}

func (s *smoke) hello(ctx context.Context) error {
	_, err := s.run(ctx, client.Run{Code: "print(6 * 7)"}, "succeeded", "42\n")
	return err
}

func (s *smoke) failure(ctx context.Context) error {
	e, err := s.run(ctx, client.Run{Code: "1 / 0"}, "failed", "")
	if err == nil && (e.ErrorType == nil || *e.ErrorType != "ZeroDivisionError") {
		err = fmt.Errorf("run %s names no ZeroDivisionError", e.ID)
	}
	return err
}

func (s *smoke) endless(ctx context.Context) error {
	second := 1.0
	_, err := s.run(ctx, client.Run{Code: "while True: pass", TimeoutSeconds: &second}, "time_limit", "")
	return err
}

// network passes also where the policy refuses the import.
func (s *smoke) network(ctx context.Context) error {
	e, err := s.client.Execute(ctx, client.Run{Code: "import socket\nsocket.create_connection(('192.0.2.1', 80), 2)"})
	if err != nil {
		return err
	}
	if e.Status != "failed" && e.Status != "rejected" {
		return fmt.Errorf("run %s ended with %s", e.ID, e.Status)
	}
	return nil
}

func (s *smoke) input(ctx context.Context) error {
	id, err := s.client.Start(ctx, client.Run{Code: "print('hello', input())"})
	if err != nil {
		return err
	}
	last, output := int64(0), ""
	err = s.client.Events(ctx, id, 0, func(e client.Event) error {
		if e.ID != last+1 {
			return fmt.Errorf("event %d of run %s follows event %d", e.ID, id, last)
		}
		last = e.ID
		switch e.Type {
		case "input_requested":
			return s.client.Input(ctx, id, "Ada\n", true)
		case "output":
			var chunk struct{ Text string }
			if err := json.Unmarshal(e.Data, &chunk); err != nil {
				return err
			}
			output += chunk.Text
		}
		return nil
	})
	if err == nil && output != "hello Ada\n" {
		err = fmt.Errorf("run %s wrote %q", id, output)
	}
	return err
}
