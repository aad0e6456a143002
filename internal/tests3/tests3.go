// Package tests3 is a server that speaks as S3 does, for tests.
package tests3

import (
	"net/http/httptest"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Bucket is the name of the bucket that a server has.
const Bucket = "artifacts"

// Server is a running server. Close takes it away.
type Server struct {
	*httptest.Server
	t       testing.TB
	backend *s3mem.Backend
}

// New starts a server until the test ends, and sets the keys with which the
// process of the test may write there.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, backend: s3mem.New()}
	if err := s.backend.CreateBucket(Bucket); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(gofakes3.New(s.backend).Server())
	t.Cleanup(s.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	// None of this machine's own.
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	return s
}

// Keys returns what is in the bucket.
func (s *Server) Keys() (keys []string) {
	s.t.Helper()
	list, err := s.backend.ListBucket(Bucket, nil, gofakes3.ListBucketPage{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, object := range list.Contents {
		keys = append(keys, object.Key)
	}
	return keys
}
