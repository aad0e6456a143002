package sandbox

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox/wire"
)

// TestLateFramesReachNobody holds that what is sent for a run that is over, its
// input or its cancellation, does not go to the next run in the box.
func TestLateFramesReachNobody(t *testing.T) {
	conn, other := connected(t)
	b := &box{conn: conn}
	over, next := &session{box: b}, &session{box: b}
	b.current = next
	for _, send := range []error{over.send(wire.KindInput, []byte("late")), over.send(wire.KindCancel, nil), next.send(wire.KindInputEnd, nil)} {
		if send != nil {
			t.Fatal(send)
		}
	}
	conn.Close()
	got, err := io.ReadAll(other)
	want, _ := wire.Append(nil, wire.KindInputEnd, nil)
	if err != nil || string(got) != string(want) {
		t.Errorf("sent %q, %v; want %q", got, err, want)
	}
}

// connected is the two ends of a connection, the worker's first.
func connected(t *testing.T) (ours, theirs *net.UnixConn) {
	t.Helper()
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "s"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ours, err = net.DialUnix("unix", nil, listener.Addr().(*net.UnixAddr))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err = listener.AcceptUnix()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ours.Close()
		theirs.Close()
	})
	return ours, theirs
}

// TestSilentInit has an init that does not end a run, neither after its lifetime
// nor when it is cancelled: the box is given up, and the run with it.
func TestSilentInit(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx      context.Context
		lifetime time.Duration
	}{"over its lifetime": {t.Context(), 0}, "cancelled": {cancelled, time.Hour}} {
		t.Run(name, func(t *testing.T) {
			conn, init := connected(t)
			go io.Copy(io.Discard, init)
			b := &box{conn: conn, patience: time.Millisecond, ready: make(chan struct{}, 1), dead: make(chan struct{})}
			go b.listenTo(nil)
			prog := Program{Limits: coderemote.Limits{Lifetime: test.lifetime}}
			if exit, err := b.run(test.ctx, prog, nil, IO{}); err == nil {
				t.Errorf("the run ended with %+v", exit)
			}
			if b.alive() {
				t.Error("the box is still there")
			}
		})
	}
}

// BenchmarkBoxStart takes from the command that starts a container to the first
// confined child of it.
func BenchmarkBoxStart(b *testing.B) {
	config := Config{
		DataDir: os.Getenv("CODEREMOTE_TEST_DATA_DIR"), Image: os.Getenv("CODEREMOTE_TEST_IMAGE"), Limits: LimitsRlimit,
		Boxes: 1, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	podman, err := NewPodman(config.DataDir, config.Runtime)
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for range max(b.N, 6) {
		begin := time.Now()
		box, err := startBox(context.Background(), podman, config)
		if err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(begin))
		if err := box.remove(); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Milliseconds()), "start_p50_ms")
}
