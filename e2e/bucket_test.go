package e2e

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"coderemote/internal/tests3"
)

// TestBucket has what programs leave in a bucket; when that is away, programs go
// on and say that their files were not kept.
func TestBucket(t *testing.T) {
	bucket := tests3.New(t)
	s := newInstance(t, "CODEREMOTE_S3_BUCKET="+tests3.Bucket, "CODEREMOTE_S3_ENDPOINT="+bucket.URL).start(t, "serve")
	c := s.caller(t, s)
	const code = "open('a.csv', 'w').write('1,2')"
	var r leaving
	decode(t, c.post(t, "/execute", fields{"code": code}).want(t, http.StatusOK).body, &r)
	if len(r.Artifacts) != 1 || len(bucket.Keys()) != 1 {
		t.Fatalf("%d artifacts, and in the bucket %v", len(r.Artifacts), bucket.Keys())
	}
	path := strings.TrimPrefix(r.Artifacts[0].URL, "/api/v1")
	if a := c.get(t, path).want(t, http.StatusOK); string(a.body) != "1,2" {
		t.Errorf("it is %q", a.body)
	}
	doctor := func() string {
		out, _ := s.command(context.Background(), "doctor").CombinedOutput() // what else it finds is no matter here
		return string(out)
	}
	if said := doctor(); !strings.Contains(said, "ok       bucket: ") {
		t.Errorf("the doctor says:\n%s", said)
	}

	bucket.Close()
	c.get(t, path).want(t, http.StatusServiceUnavailable)
	r = leaving{}
	decode(t, c.post(t, "/execute", fields{"code": code}).want(t, http.StatusOK).body, &r)
	if r.Status != "succeeded" || len(r.Artifacts) != 0 || !strings.Contains(r.Stderr, "could not be kept") {
		t.Errorf("while the bucket is away: %+v", r)
	}
	if said := doctor(); !strings.Contains(said, "weak     bucket: ") || !strings.Contains(said, "CODEREMOTE_S3_BUCKET") {
		t.Errorf("the doctor says:\n%s", said)
	}
}
