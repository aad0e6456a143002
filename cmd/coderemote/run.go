package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"coderemote/client"
)

// runCommand runs a program on an instance as if it ran here: its output comes
// as it is written, it is given standard input when it asks for some, and its
// exit status becomes this command's.
type runCommand struct {
	File    string   `arg:"" help:"The program; - reads it from standard input."`
	Server  string   `required:"" env:"CODEREMOTE_SERVER" help:"Address of the instance, as https://HOST."`
	Token   string   `required:"" env:"CODEREMOTE_TOKEN" help:"An API token with the scopes run and read."`
	Timeout *float64 `help:"Seconds that the program may run; 30 when not given."`
	Snippet string   `help:"The id of a snippet of yours that it is a run of."`
}

// exitStatus ends this process with a status and without a sentence.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// interrupted is the status of a program that Ctrl+C ended.
const interrupted = exitStatus(128 + int(syscall.SIGINT))

func (c *runCommand) run() error {
	code, input, err := c.read()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	f := &follower{client: &client.Client{URL: strings.TrimSuffix(c.Server, "/"), Token: c.Token}, input: input, asks: make(chan struct{}, 1)}
	f.id, err = f.client.Start(ctx, client.Run{Code: code, TimeoutSeconds: c.Timeout, SnippetID: c.Snippet})
	if err != nil {
		return err
	}
	go f.feed(ctx)
	err = f.follow(ctx)
	if ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(f.client.Cancel(last, f.id), interrupted)
}

// read returns the program and what its standard input is.
func (c *runCommand) read() (code string, input io.Reader, err error) {
	if c.File == "-" {
		data, err := io.ReadAll(os.Stdin)
		return string(data), strings.NewReader(""), err
	}
	data, err := os.ReadFile(c.File)
	return string(data), os.Stdin, err
}

// follower is a run that is watched.
type follower struct {
	client *client.Client
	id     string
	input  io.Reader
	asks   chan struct{} // the program waits for input
	seen   int64         // number of the last event
	ended  *client.Execution
}

// follow writes the output until the end. A connection that breaks is made
// again: the stream goes on behind the last event.
func (f *follower) follow(ctx context.Context) error {
	for wait := 100 * time.Millisecond; f.ended == nil; wait = min(2*wait, 5*time.Second) {
		before := f.seen
		err := f.client.Events(ctx, f.id, f.seen, f.event)
		var refused *client.Problem
		if errors.As(err, &refused) && refused.Status < 500 || ctx.Err() != nil {
			return err
		}
		if f.ended != nil {
			break
		}
		if f.seen > before {
			wait = 100 * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return f.result()
}

func (f *follower) event(e client.Event) error {
	f.seen = e.ID
	switch e.Type {
	case "output":
		var output struct{ Stream, Text string }
		if err := json.Unmarshal(e.Data, &output); err != nil {
			return err
		}
		to := os.Stdout
		if output.Stream == "stderr" {
			to = os.Stderr
		}
		_, err := io.WriteString(to, output.Text)
		return err
	case "input_requested":
		select {
		case f.asks <- struct{}{}:
		default: // it has asked already
		}
	case "done":
		f.ended = &client.Execution{}
		return json.Unmarshal(e.Data, f.ended)
	}
	return nil
}

// result is the end of the program as the end of a command. What the program
// itself could not say is said here.
func (f *follower) result() error {
	e := f.ended
	said := e.Status == "succeeded" || e.Status == "failed"
	if !said && e.Error != nil {
		fmt.Fprintf(os.Stderr, "coderemote: %s: %s\n", e.Status, *e.Error)
	} else if !said {
		fmt.Fprintf(os.Stderr, "coderemote: %s\n", e.Status)
	}
	for _, v := range e.Violations {
		fmt.Fprintf(os.Stderr, "main.py:%d:%d: %s\n", v.Line, v.Column+1, v.Message)
	}
	switch {
	case e.ExitCode != nil && *e.ExitCode != 0:
		return exitStatus(*e.ExitCode)
	case e.Status != "succeeded":
		return exitStatus(1)
	}
	return nil
}

// feed gives the program what it asks for: on a terminal a line, from a pipe as
// much as is there. Text travels as UTF-8; a character that a read has cut waits
// for its rest.
func (f *follower) feed(ctx context.Context) {
	buffer, rest := make([]byte, 16<<10), []byte(nil)
	for {
		select {
		case <-f.asks:
		case <-ctx.Done():
			return
		}
		n, err := f.input.Read(buffer)
		text := append(rest, buffer[:n]...)
		whole := len(text)
		if err == nil {
			whole = wholeRunes(text)
		}
		rest = bytes.Clone(text[whole:])
		if !f.send(ctx, strings.ToValidUTF8(string(text[:whole]), "\ufffd"), err != nil) || err != nil {
			return
		}
	}
}

// send posts input and reports whether the program may want more. Input that
// waits unread is no reason to lose any.
func (f *follower) send(ctx context.Context, text string, eof bool) bool {
	for {
		err := f.client.Input(ctx, f.id, text, eof)
		var refused *client.Problem
		if !errors.As(err, &refused) || refused.Status != 429 {
			return err == nil
		}
		select {
		case <-time.After(max(refused.RetryAfter, 100*time.Millisecond)):
		case <-ctx.Done():
			return false
		}
	}
}

// wholeRunes returns how much of text does not end in the middle of a character.
func wholeRunes(text []byte) int {
	for cut := 1; cut <= min(utf8.UTFMax, len(text)); cut++ {
		start := len(text) - cut
		if utf8.RuneStart(text[start]) {
			if !utf8.FullRune(text[start:]) {
				return start
			}
			break
		}
	}
	return len(text)
}
