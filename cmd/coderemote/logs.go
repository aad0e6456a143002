package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// logsCommand finds in the logs what happened to one run, in every process that
// had to do with it.
type logsCommand struct {
	Run     string   `name:"run" xor:"id" help:"Id of a run."`
	Request string   `xor:"id" help:"Id of a request, which every error shows; with it come the lines of the runs that it started."`
	Files   []string `arg:"" optional:"" help:"Logs in JSON, of web servers and workers; standard input without any."`
}

// entry is one line of a log.
type entry struct {
	time   time.Time
	fields map[string]any
}

func (c *logsCommand) AfterApply() error {
	if c.Run == "" && c.Request == "" {
		return errors.New("name a run with --run or a request with --request")
	}
	return nil
}

// The method is not named Run, because a field is.
func (c *logsCommand) scan(out io.Writer) error {
	entries, err := c.read()
	if err != nil {
		return err
	}
	wanted := map[string]bool{c.Run: true, c.Request: true}
	delete(wanted, "")
	for _, e := range entries {
		if id := e.text("run_id"); id != "" && wanted[e.text("request_id")] {
			wanted[id] = true
		}
		// And back: from a run to the request that it came with.
		if id := e.text("request_id"); id != "" && wanted[e.text("run_id")] {
			wanted[id] = true
		}
	}
	found := slices.DeleteFunc(entries, func(e entry) bool { return !wanted[e.text("run_id")] && !wanted[e.text("request_id")] })
	slices.SortStableFunc(found, func(a, b entry) int { return a.time.Compare(b.time) })
	for _, e := range found {
		fmt.Fprintln(out, e)
	}
	if len(found) == 0 {
		return errors.New("no line names it: give the logs of every web server and worker, in JSON (CODEREMOTE_LOG)")
	}
	return nil
}

// read returns the lines that name a run or a request.
func (c *logsCommand) read() (entries []entry, err error) {
	if len(c.Files) == 0 {
		return readLog(os.Stdin)
	}
	for _, name := range c.Files {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		more, err := readLog(file)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		entries = append(entries, more...)
	}
	return entries, nil
}

// readLog skips what is no JSON object, like the lines that other programs put
// into the same log.
func readLog(r io.Reader) (entries []entry, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		// Some collectors put a time before each line.
		_, object, ok := strings.Cut(lines.Text(), "{")
		if !ok || !strings.Contains(object, `_id":`) {
			continue
		}
		e := entry{}
		if json.Unmarshal([]byte("{"+object), &e.fields) != nil {
			continue
		}
		e.time, _ = time.Parse(time.RFC3339Nano, e.text("time"))
		entries = append(entries, e)
	}
	return entries, lines.Err()
}

func (e entry) text(key string) string {
	text, _ := e.fields[key].(string)
	return text
}

// String is the line as a person reads it.
func (e entry) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %-5s %s", e.time.UTC().Format("2006-01-02T15:04:05.000Z"), e.text("level"), e.text("msg"))
	for _, key := range slices.Sorted(maps.Keys(e.fields)) {
		if key == "time" || key == "level" || key == "msg" {
			continue
		}
		fmt.Fprintf(&b, " %s=%v", key, e.fields[key])
	}
	return b.String()
}
