package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
)

// TestSelfTestJudges wants a limit that is not there to be the last word about a
// host, and a test that could not be made to be none.
func TestSelfTestJudges(t *testing.T) {
	config := Config{DataDir: os.Getenv("CODEREMOTE_TEST_DATA_DIR"), Image: os.Getenv("CODEREMOTE_TEST_IMAGE"), Limits: LimitsRlimit, Logger: slog.New(slog.DiscardHandler)}
	podman, err := NewPodman(config.DataDir, "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := startBox(t.Context(), podman, config)
	if err != nil {
		t.Fatal(err)
	}
	defer b.remove()
	if err := selfTest(t.Context(), b, LimitsRlimit); err != nil {
		t.Errorf("the limits that it has: %v", err)
	}
	if err := selfTest(t.Context(), b, LimitsCgroup); !errors.Is(err, ErrUnsafe) {
		t.Errorf("limits that it has not: %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := selfTest(over, b, LimitsRlimit); err == nil || errors.Is(err, ErrUnsafe) {
		t.Errorf("without the time for it: %v", err)
	}
	b.conn.Close()
	if err := selfTest(t.Context(), b, LimitsRlimit); err == nil || errors.Is(err, ErrUnsafe) {
		t.Errorf("in a box that is gone: %v", err)
	}
}
