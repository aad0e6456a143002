package sandbox_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

// testConfig is where the tests' boxes live. The data folder outlives a test
// run, so that the image is built once.
func testConfig(t testing.TB) sandbox.Config {
	t.Helper()
	image, dir := os.Getenv("CODEREMOTE_TEST_IMAGE"), os.Getenv("CODEREMOTE_TEST_DATA_DIR")
	if image == "" || dir == "" || os.Geteuid() == 0 {
		t.Fatal("the tests of boxes need an image, a data folder and a user that is not root: run `make test`")
	}
	return sandbox.Config{
		DataDir: dir, Image: image, Limits: sandbox.LimitsRlimit, Boxes: 1,
		DataImage: os.Getenv("CODEREMOTE_TEST_DATA_IMAGE"), DataBoxes: 1,
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
}

// shared is the pool that most tests run their programs in.
var shared struct {
	once sync.Once
	pool *sandbox.Pool
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.pool != nil {
		if err := shared.pool.Close(context.Background()); err != nil {
			slog.Error("close pool", "error", err)
			code = 1
		}
	}
	os.Exit(code)
}

func sharedPool(t testing.TB) *sandbox.Pool {
	t.Helper()
	config := testConfig(t)
	shared.once.Do(func() {
		config.Boxes = 2
		shared.pool, shared.err = sandbox.Open(context.Background(), config)
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.pool
}

// program is an open-policy program with short limits.
func program(code string) sandbox.Program {
	l := coderemote.DefaultLimits()
	l.Wall, l.CPU = 10*time.Second, 10*time.Second
	return sandbox.Program{Code: code, Policy: coderemote.PolicyOpen, Limits: l}
}

// got is what a run did, as text.
type got struct {
	coderemote.Result
	stdout, stderr, all string
}

func run(t testing.TB, prog sandbox.Program) got {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return runWith(t, ctx, prog, sandbox.IO{})
}

func runWith(t testing.TB, ctx context.Context, prog sandbox.Program, io sandbox.IO) got {
	t.Helper()
	var stdout, stderr, all strings.Builder
	then := io.Output
	io.Output = func(stream coderemote.Stream, text string) {
		all.WriteString(text)
		if stream == coderemote.Stderr {
			stderr.WriteString(text)
		} else {
			stdout.WriteString(text)
		}
		if then != nil {
			then(stream, text)
		}
	}
	result, err := sharedPool(t).Run(ctx, prog, io)
	if err != nil {
		t.Fatal(err)
	}
	return got{result, stdout.String(), stderr.String(), all.String()}
}

func TestHello(t *testing.T) {
	r := run(t, program("print('hello')"))
	if r.Status != coderemote.StatusSucceeded || r.stdout != "hello\n" || r.stderr != "" || *r.ExitCode != 0 {
		t.Errorf("got %+v", r)
	}
	if r.Usage.CPU <= 0 || r.Usage.Wall <= 0 || r.Usage.PeakMemory < 1<<20 {
		t.Errorf("usage %+v", r.Usage)
	}
}
