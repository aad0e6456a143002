package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

// TestGatheringGoesOnWhenEverythingWasTaken has a worker that takes all that it
// is given at once: its socket never tells that there is room again, because
// there always was.
func TestGatheringGoesOnWhenEverythingWasTaken(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a"), make([]byte, 3*most), 0o600); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Open(folder, unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	c := &child{home: home{folder: fd, uid: os.Getuid()}}
	r := &run{child: c, peer: &peer{}, exited: &figures{}, reaped: &figures{}, stopped: time.Now()}
	taken := 0
	for done := false; !done; {
		if done, err = r.gather(); err != nil {
			t.Fatal(err)
		}
		far := time.Now().Add(time.Minute)
		if !done && r.deadline().Before(far) {
			t.Fatal("there is no room, and the init does not wait for it")
		}
		taken += len(r.peer.out)
		r.peer.out = nil
		if !done && r.deadline().After(far) {
			t.Fatal("everything was taken, and the init waits")
		}
	}
	if taken < 3*most || taken > 3*most+3*wire.MaxPayload {
		t.Errorf("%d bytes were given", taken)
	}
}
