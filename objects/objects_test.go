package objects_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coderemote"
	"coderemote/internal/tests3"
	"coderemote/objects"
)

func open(t *testing.T, c objects.Config) *objects.Bucket {
	t.Helper()
	b, err := objects.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBucket(t *testing.T) {
	s := tests3.New(t)
	b := open(t, objects.Config{Bucket: tests3.Bucket, Endpoint: s.URL})
	content := bytes.Repeat([]byte{0, 255, '\n'}, 1000)
	for _, c := range [][]byte{content, {}} {
		if err := b.Put(t.Context(), "a/b", c); err != nil {
			t.Fatal(err)
		}
		got, err := b.Get(t.Context(), "a/b", int64(len(c)))
		if err != nil || !bytes.Equal(got, c) {
			t.Fatalf("%d bytes came back as %d, %v", len(c), len(got), err)
		}
	}
	if err := b.Put(t.Context(), "a/b", content); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), "a/b", int64(len(content))-1); coderemote.CodeOf(err) != coderemote.CodeUnavailable {
		t.Errorf("one byte more than is taken: %v", err)
	}
	if err := b.Delete(t.Context(), []string{"a/b", "nothing"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), "a/b", 10); coderemote.CodeOf(err) != coderemote.CodeNotFound {
		t.Errorf("what was deleted: %v", err)
	}
	if err := b.Check(t.Context()); err != nil || len(s.Keys()) != 0 {
		t.Errorf("the check: %v, and it leaves %v", err, s.Keys())
	}
}

// TestMany deletes as many as one request may name.
func TestMany(t *testing.T) {
	s := tests3.New(t)
	b := open(t, objects.Config{Bucket: tests3.Bucket, Endpoint: s.URL})
	var keys []string
	for n := range objects.MostDeleted {
		keys = append(keys, fmt.Sprintf("artifacts/%d", n))
	}
	if err := b.Put(t.Context(), keys[0], nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), keys[len(keys)-1], nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Delete(t.Context(), keys); err != nil || len(s.Keys()) != 0 {
		t.Errorf("%v, and %v is left", err, s.Keys())
	}
}

// TestAway has the bucket missing, refused, and the server gone.
func TestAway(t *testing.T) {
	s := tests3.New(t)
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }))
	t.Cleanup(refuses.Close)
	gone := tests3.New(t)
	gone.Close()
	for name, b := range map[string]*objects.Bucket{
		"no such bucket": open(t, objects.Config{Bucket: "another", Endpoint: s.URL}),
		"refused":        open(t, objects.Config{Bucket: tests3.Bucket, Endpoint: refuses.URL}),
		"gone":           open(t, objects.Config{Bucket: tests3.Bucket, Endpoint: gone.URL}),
	} {
		_, got := b.Get(t.Context(), "a", 1)
		for what, err := range map[string]error{"put": b.Put(t.Context(), "a", nil), "get": got, "delete": b.Delete(t.Context(), []string{"a"}), "check": b.Check(t.Context())} {
			var e *coderemote.Error
			if !errors.As(err, &e) || e.Code != coderemote.CodeUnavailable || !strings.Contains(e.Message, "Try again") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func TestRegion(t *testing.T) {
	tests3.New(t)
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	if _, err := objects.Open(t.Context(), objects.Config{Bucket: "b"}); err == nil || !strings.Contains(err.Error(), "CODEREMOTE_S3_REGION") {
		t.Errorf("no region: %v", err)
	}
	open(t, objects.Config{Bucket: "b", Region: "eu-central-1"})
}
