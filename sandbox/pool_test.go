package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

// ownPool is a pool in a store that other tests use too.
func ownPool(t *testing.T, boxes int) (*sandbox.Pool, sandbox.Podman) {
	t.Helper()
	config := testConfig(t)
	config.Boxes = boxes
	return poolOf(t, config)
}

func poolOf(t *testing.T, config sandbox.Config) (*sandbox.Pool, sandbox.Podman) {
	t.Helper()
	pool, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	podman, err := sandbox.NewPodman(config.DataDir, config.Runtime)
	if err != nil {
		t.Fatal(err)
	}
	return pool, podman
}

// containers are the ids of every container in the store.
func containers(t *testing.T, podman sandbox.Podman) []string {
	t.Helper()
	out, err := podman.Command(context.Background(), "ps", "--all", "--quiet", "--no-trunc").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

func newContainers(t *testing.T, podman sandbox.Podman, before []string) (ids []string) {
	t.Helper()
	for _, id := range containers(t, podman) {
		if !strings.Contains(strings.Join(before, " "), id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func storeOf(t *testing.T) sandbox.Podman {
	t.Helper()
	podman, err := sandbox.NewPodman(testConfig(t).DataDir, "")
	if err != nil {
		t.Fatal(err)
	}
	return podman
}

func runIn(t *testing.T, pool *sandbox.Pool, prog sandbox.Program, io sandbox.IO) (coderemote.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return pool.Run(ctx, prog, io)
}

func TestKilledBoxIsAnErrorAndThePoolHeals(t *testing.T) {
	before := containers(t, storeOf(t))
	pool, podman := ownPool(t, 1)
	ids := newContainers(t, podman, before)
	if len(ids) != 1 {
		t.Fatalf("a pool of one box has containers %v", ids)
	}
	killed := make(chan error, 1)
	_, err := runIn(t, pool, program("print('up')\nimport time; time.sleep(20)"), sandbox.IO{
		Output: func(coderemote.Stream, string) {
			go func() { killed <- podman.Command(context.Background(), "kill", ids[0]).Run() }()
		},
	})
	if err == nil {
		t.Error("a box was killed in mid-run, and Run gave no error")
	}
	if err := <-killed; err != nil {
		t.Fatal(err)
	}
	if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
		t.Errorf("after it: %v %v", r, err)
	}
	if pool.Size() != 1 {
		t.Errorf("the pool has %d boxes", pool.Size())
	}
}

func TestIdleBoxThatDiesIsReplaced(t *testing.T) {
	before := containers(t, storeOf(t))
	pool, podman := ownPool(t, 1)
	old := newContainers(t, podman, before)
	if err := podman.Command(t.Context(), append([]string{"kill"}, old...)...).Run(); err != nil {
		t.Fatal(err)
	}
	if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
		t.Errorf("after it: %v %v", r, err)
	}
}

func TestTemplateIsRenewed(t *testing.T) {
	pool, _ := ownPool(t, 1)
	ending := []string{"import os; os.kill(os.getpid(), 9)", "while True: print()", "print(1)"}
	for _, code := range ending {
		if _, err := runIn(t, pool, program(code), sandbox.IO{}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 * 100 {
		if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
			t.Fatal(r, err)
		}
	}
}

func TestOldBoxGoesAfterItsSuccessorCame(t *testing.T) {
	before := containers(t, storeOf(t))
	pool, podman := ownPool(t, 1)
	old := newContainers(t, podman, before)[0]
	deadline := time.Now().Add(time.Minute)
	for n := 0; n < 510 || slices.Contains(containers(t, podman), old); n++ {
		if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
			t.Fatal(n, r, err)
		}
		if pool.Size() < 1 || time.Now().After(deadline) {
			t.Fatalf("after %d runs the pool has %d boxes", n, pool.Size())
		}
	}
}

func TestProgramTooLarge(t *testing.T) {
	pool, _ := ownPool(t, 1)
	if _, err := runIn(t, pool, program(strings.Repeat("#", 300_000)), sandbox.IO{}); coderemote.CodeOf(err) != coderemote.CodeTooLarge {
		t.Errorf("got %v", err)
	}
	if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
		t.Errorf("after it: %v %v", r, err)
	}
}

func TestRunsWaitForABox(t *testing.T) {
	pool, _ := ownPool(t, 1)
	ends := make(chan error, 8)
	for range cap(ends) {
		go func() {
			_, err := pool.Run(context.Background(), program("print(1)"), sandbox.IO{})
			ends <- err
		}()
	}
	for range cap(ends) {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before := containers(t, storeOf(t))
	config := testConfig(t)
	config.Boxes = 2
	inUse := len(before) // each box of other tests has a folder
	pool, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{}, 1)
	ended := make(chan error, 1)
	go func() {
		_, err := pool.Run(context.Background(), program("print(1)\nwhile True: pass"), sandbox.IO{
			Output: func(coderemote.Stream, string) { started <- struct{}{} },
		})
		ended <- err
	}()
	<-started
	if err := pool.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("a run outlived its pool")
	}
	if left := newContainers(t, storeOf(t), before); len(left) > 0 {
		t.Errorf("containers are left: %v", left)
	}
	sockets, err := filepath.Glob(filepath.Join(config.DataDir, "run", "boxes", fmt.Sprintf("%d-*", os.Getpid()), "*"))
	if err != nil || len(sockets) > inUse {
		t.Errorf("folders of boxes are left: %v %v", sockets, err)
	}
	if _, err := pool.Run(t.Context(), program("print(1)"), sandbox.IO{}); err == nil {
		t.Error("a closed pool ran a program")
	}
}

// TestStartAgain has an image appear after the first start has failed without it.
func TestStartAgain(t *testing.T) {
	config, podman := testConfig(t), storeOf(t)
	image := config.Image
	config.Boxes, config.Image = 2, fmt.Sprintf("localhost/later-%d:latest", os.Getpid())
	pool := sandbox.New(config)
	t.Cleanup(func() {
		if err := errors.Join(pool.Close(context.Background()), podman.Command(context.Background(), "untag", image, config.Image).Run()); err != nil {
			t.Error(err)
		}
	})
	if err := pool.Start(t.Context()); err == nil || errors.Is(err, sandbox.ErrUnsafe) || !strings.Contains(err.Error(), config.Image) {
		t.Errorf("without an image: %v", err)
	}
	if err := podman.Command(t.Context(), "tag", image, config.Image).Run(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds that there is nothing to do
		if err := pool.Start(t.Context()); err != nil || pool.Size() != 2 {
			t.Fatalf("with it: %d boxes, %v", pool.Size(), err)
		}
	}
	if r, err := runIn(t, pool, program("print(1)"), sandbox.IO{}); err != nil || r.Status != coderemote.StatusSucceeded {
		t.Errorf("a program: %v %v", r, err)
	}
}

// TestStartThatIsKilled ends podman at several moments of a start.
func TestStartThatIsKilled(t *testing.T) {
	podman := storeOf(t)
	before, monitored := containers(t, podman), monitors(t)
	pool := sandbox.New(testConfig(t))
	for after := 25 * time.Millisecond; after < 3*time.Second; after *= 2 {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		err := pool.Start(ctx)
		cancel()
		if err == nil {
			break
		}
		if errors.Is(err, sandbox.ErrUnsafe) {
			t.Errorf("after %s: %v", after, err)
		}
		if left := newContainers(t, podman, before); len(left) > 0 {
			t.Errorf("after %s these containers are left: %v", after, left)
		}
		if left := slices.DeleteFunc(monitors(t), func(pid string) bool { return slices.Contains(monitored, pid) }); len(left) > 0 {
			t.Errorf("after %s these processes are left that watch over one: %v", after, left)
		}
	}
	if err := pool.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// monitors are the processes that watch over containers of the store.
func monitors(t *testing.T) (pids []string) {
	t.Helper()
	commands, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range commands {
		command, _ := os.ReadFile(path) // empty when it has ended since
		if strings.Contains(string(command), "conmon") && strings.Contains(string(command), testConfig(t).DataDir+"/") {
			pids = append(pids, filepath.Base(filepath.Dir(path)))
		}
	}
	return pids
}

// TestCgroupLimitsBiteOrThereIsNoPool holds on hosts of either kind.
func TestCgroupLimitsBiteOrThereIsNoPool(t *testing.T) {
	_, err := os.Stat("/sys/fs/cgroup/cgroup.controllers")
	unified := err == nil
	config := testConfig(t)
	config.Limits = sandbox.LimitsCgroup
	pool, err := sandbox.Open(t.Context(), config)
	if err == nil {
		if err := pool.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if !unified {
			t.Error("limits held without cgroup v2")
		}
		return
	}
	if !errors.Is(err, sandbox.ErrUnsafe) || !strings.Contains(err.Error(), "CODEREMOTE_LIMITS=rlimit") {
		t.Errorf("got %v", err)
	}
}
