package e2e

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// example is a block of the guide that a shell runs, and what it prints.
type example struct{ commands, answer string }

func examples(t *testing.T) (all []example) {
	t.Helper()
	guide, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```(sh|json|text)\n(.*?)```\n")
	for _, found := range block.FindAllStringSubmatch(string(guide), -1) {
		if found[1] == "sh" {
			all = append(all, example{commands: found[2]})
			continue
		}
		if len(all) == 0 || all[len(all)-1].answer != "" {
			t.Fatalf("an answer without a call: %s", found[2])
		}
		all[len(all)-1].answer = found[2]
	}
	return all
}

// pattern is an answer of the guide, in which … stands for anything.
func (e example) pattern() *regexp.Regexp {
	parts := strings.Split(strings.TrimSpace(e.answer), "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, `.*?`) + `\s*$`)
}

// TestGuide runs the examples of docs/api.md in one shell after the other, as
// somebody does who reads it.
func TestGuide(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	token := s.token(t, s.person(t), "run,read,write")
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	all := examples(t)
	if len(all) < 10 {
		t.Fatalf("the guide has only %d examples", len(all))
	}
	before := ""
	for _, e := range all {
		// What an earlier example has set is there in the next.
		shell := exec.CommandContext(ctx, "bash", "-euc", before+e.commands)
		shell.Env = append(os.Environ(), "SERVER="+s.url+"/api/v1", "TOKEN="+token)
		var said strings.Builder // what curl says of a call that it repeats
		shell.Stderr = &said
		out, err := shell.Output()
		if err != nil {
			t.Errorf("%s\n%v: %s", e.commands, err, said.String())
			continue
		}
		if !e.pattern().Match(out) {
			t.Errorf("%s\nprints\n%s\nand the guide says\n%s", e.commands, out, e.answer)
		}
		for line := range strings.Lines(e.commands) {
			if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(value, "$(curl") && !strings.Contains(name, " ") && name != "run" {
				before += line
			}
		}
	}
}

func TestGuideCanFail(t *testing.T) {
	e := example{answer: "{\"id\":\"…\",\"n\":1}\n"}
	if !e.pattern().MatchString(`{"id":"abc","n":1}`+"\n") || e.pattern().MatchString(`{"id":"abc","n":2}`) || e.pattern().MatchString(`{"id":"abc","n":1,"m":2}`) {
		t.Error("the pattern takes what it should not")
	}
}
