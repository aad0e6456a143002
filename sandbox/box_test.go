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

	"coderemote/sandbox/wire"
)

// TestLateFramesReachNobody holds that what is sent for a run that is over, its
// input or its cancellation, does not go to the next run in the box.
func TestLateFramesReachNobody(t *testing.T) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "s"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := net.DialUnix("unix", nil, listener.Addr().(*net.UnixAddr))
	if err != nil {
		t.Fatal(err)
	}
	other, err := listener.AcceptUnix()
	if err != nil {
		t.Fatal(err)
	}
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
