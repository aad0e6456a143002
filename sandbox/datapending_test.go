package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coderemote"
	"coderemote/explain"
	"coderemote/sandbox"
)

const sixByNumpy = "import numpy\nprint(numpy.arange(4).sum())"

// lateImage is a config whose data image is not there yet.
func lateImage(t *testing.T) sandbox.Config {
	t.Helper()
	config := testConfig(t)
	config.DataImage = "localhost/coderemote-sandbox-data:late"
	// Without a name after the image, untag takes all of its names.
	remove := func() { _ = store(t, config, "untag", config.DataImage, config.DataImage) }
	remove() // a test that was killed
	t.Cleanup(remove)
	return config
}

func store(t *testing.T, config sandbox.Config, args ...string) error {
	t.Helper()
	podman, err := sandbox.NewPodman(config.DataDir, config.Runtime)
	if err != nil {
		t.Fatal(err)
	}
	return podman.Command(context.Background(), args...).Run()
}

// makeImage holds the lock of whoever makes the data image.
func makeImage(t *testing.T, config sandbox.Config) *os.File {
	t.Helper()
	file, err := os.Create(filepath.Join(config.DataDir, "containers", "data-image.lock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	return file
}

// in runs a program in pool and returns what it wrote and what it was told to wait for.
func in(t *testing.T, pool *sandbox.Pool, code string) (result coderemote.Result, out, told string) {
	t.Helper()
	result, err := pool.Run(t.Context(), program(code), sandbox.IO{
		Output:   func(_ coderemote.Stream, text string) { out += text },
		Starting: func(sentence string) { told += sentence + "\n" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return result, out, told
}

func TestProgramsWaitForTheDataImage(t *testing.T) {
	config := lateImage(t)
	lock := makeImage(t, config)
	config.DataPatience = time.Hour
	pool, _ := poolOf(t, config)
	said := make(chan string, 10)
	first := make(chan string, 1)
	go func() {
		var out strings.Builder
		_, err := pool.Run(t.Context(), program(sixByNumpy), sandbox.IO{
			Output:   func(_ coderemote.Stream, text string) { out.WriteString(text) },
			Starting: func(sentence string) { said <- sentence },
		})
		if err != nil {
			t.Error(err)
		}
		first <- out.String()
	}()
	if sentence := receive(t, said); !strings.Contains(sentence, "being set up on this server") || !strings.Contains(sentence, "3600 s at most") {
		t.Errorf("it says %q", sentence)
	}
	// As many wait as there will be boxes: the others keep theirs.
	if r, out, told := in(t, pool, sixByNumpy); r.Status != coderemote.StatusInternalError || r.Error != coderemote.DataPending || out != "" || told != "" {
		t.Errorf("a second program: %+v %q %q", r, out, told)
	}
	if r, out, _ := in(t, pool, "# import numpy\nprint('hello')"); r.Status != coderemote.StatusSucceeded || out != "hello\n" {
		t.Errorf("a program without numpy: %+v %q", r, out)
	}
	if n := pool.DataSize(); n != 0 {
		t.Errorf("there are %d boxes of no image", n)
	}
	if err := store(t, config, "tag", os.Getenv("CODEREMOTE_TEST_DATA_IMAGE"), config.DataImage); err != nil {
		t.Fatal(err)
	}
	lock.Close()
	if out := receive(t, first); out != "6\n" {
		t.Errorf("after the image was there: %q", out)
	}
	if sentence := receive(t, said); !strings.Contains(sentence, "are starting on this server") {
		t.Errorf("it says %q", sentence)
	}
	if n := pool.DataSize(); n != 1 {
		t.Errorf("%d boxes of the data image are warm, want 1", n)
	}
}

func TestProgramsDoNotWaitForEver(t *testing.T) {
	config := lateImage(t)
	makeImage(t, config)
	config.DataPatience = time.Nanosecond
	pool, _ := poolOf(t, config)
	r, out, told := in(t, pool, sixByNumpy)
	if r.Status != coderemote.StatusInternalError || r.Error != coderemote.DataPending || out != "" || !strings.Contains(told, "being set up") {
		t.Errorf("got %+v %q %q", r, out, told)
	}
}

func TestNobodyMakesTheDataImage(t *testing.T) {
	for name, made := range map[string]bool{"never": false, "and it failed": true} {
		t.Run(name, func(t *testing.T) {
			config := lateImage(t)
			if made {
				makeImage(t, config).Close()
			}
			pool, _ := poolOf(t, config)
			r, _, told := in(t, pool, sixByNumpy)
			if sentence := explain.Error(r.ErrorType, r.Error); r.Status != coderemote.StatusFailed || !strings.Contains(sentence, "make data-image") || told != "" {
				t.Errorf("got %+v %q, told %q", r, sentence, told)
			}
		})
	}
}

func receive(t *testing.T, from <-chan string) string {
	t.Helper()
	select {
	case text := <-from:
		return text
	case <-time.After(time.Minute):
		t.Fatal("nothing came in a minute")
		return ""
	}
}
