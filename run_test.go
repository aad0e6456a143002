package coderemote

import (
	"strings"
	"testing"
)

func seconds(s float64) *float64 { return &s }

func TestNewRunLimits(t *testing.T) {
	tests := []struct {
		name  string
		run   NewRun
		field string // "" means valid
	}{
		{"one byte", NewRun{Code: "1"}, ""},
		{"no code", NewRun{Code: ""}, "body.code"},
		{"only a byte order mark", NewRun{Code: "\ufeff"}, "body.code"},
		{"code just under", NewRun{Code: strings.Repeat("#", MaxCodeBytes-1)}, ""},
		{"code at the limit", NewRun{Code: strings.Repeat("#", MaxCodeBytes)}, ""},
		{"code over", NewRun{Code: strings.Repeat("#", MaxCodeBytes+1)}, "body.code"},
		{"code at the limit in two-byte characters", NewRun{Code: strings.Repeat("é", MaxCodeBytes/2)}, ""},
		{"code over in two-byte characters", NewRun{Code: strings.Repeat("é", MaxCodeBytes/2+1)}, "body.code"},
		{"byte order mark is not counted", NewRun{Code: "\ufeff" + strings.Repeat("#", MaxCodeBytes)}, ""},
		{"U+0000", NewRun{Code: "a\x00b"}, "body.code"},
		{"invalid UTF-8", NewRun{Code: "a\xffb"}, "body.code"},
		{"stdin at the limit", NewRun{Code: "1", Stdin: strings.Repeat("x", MaxStdinBytes)}, ""},
		{"stdin over", NewRun{Code: "1", Stdin: strings.Repeat("x", MaxStdinBytes+1)}, "body.stdin"},
		{"stdin with U+0000", NewRun{Code: "1", Stdin: "\x00"}, "body.stdin"},
		{"no time", NewRun{Code: "1", TimeoutSeconds: seconds(0)}, "body.timeout_seconds"},
		{"less than no time", NewRun{Code: "1", TimeoutSeconds: seconds(-1)}, "body.timeout_seconds"},
		{"a little time", NewRun{Code: "1", TimeoutSeconds: seconds(0.001)}, ""},
		{"time at the limit", NewRun{Code: "1", TimeoutSeconds: seconds(30)}, ""},
		{"time over", NewRun{Code: "1", TimeoutSeconds: seconds(30.001)}, "body.timeout_seconds"},
		{"unknown policy", NewRun{Code: "1", Policy: "lax"}, "body.policy"},
		{"key at the limit", NewRun{Code: "1", IdempotencyKey: strings.Repeat("k", 255)}, ""},
		{"key over", NewRun{Code: "1", IdempotencyKey: strings.Repeat("k", 256)}, "header.Idempotency-Key"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.run.Validate()
			if test.field == "" {
				if err != nil {
					t.Fatalf("Validate: %v", err)
				}
				return
			}
			e := AsError(err)
			if err == nil || e.Code != CodeInvalid || len(e.Fields) != 1 || e.Fields[0].Location != test.field {
				t.Errorf("Validate = %+v, want one invalid field %s", e, test.field)
			}
		})
	}
}

func TestNewRunReportsEveryField(t *testing.T) {
	_, err := NewRun{Stdin: strings.Repeat("x", MaxStdinBytes+1), TimeoutSeconds: seconds(31)}.Validate()
	if got := len(AsError(err).Fields); got != 3 {
		t.Errorf("%d invalid fields, want 3: %v", got, AsError(err).Fields)
	}
}

func TestForeignErrorShowsNothing(t *testing.T) {
	e := AsError(errString("pq: relation users does not exist"))
	if e.Code != CodeInternal || strings.Contains(e.Message, "users") {
		t.Errorf("AsError = %q %q", e.Code, e.Message)
	}
}

type errString string

func (e errString) Error() string { return string(e) }
