package store_test

import (
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/jobs"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// silenced returns the address of a PostgreSQL, and what has it say nothing more
// on connections that stay open.
func silenced(t *testing.T) (string, func()) {
	t.Helper()
	address := testpg.Serving(t, testpg.URL(t))
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	network, server := pgconn.NetworkAddress(config.Host, config.Port)
	var silent atomic.Bool
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go relay(client, network, server, &silent)
		}
	}()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	query := u.Query()
	query.Del("host")
	query.Del("port")
	u.RawQuery = query.Encode()
	return u.String(), func() { silent.Store(true) }
}

func relay(client net.Conn, network, server string, silent *atomic.Bool) {
	defer client.Close()
	upstream, err := net.Dial(network, server)
	if err != nil {
		return
	}
	defer upstream.Close()
	go io.Copy(upstream, client)
	buffer := make([]byte, 64<<10)
	for {
		n, err := upstream.Read(buffer)
		if err != nil {
			return
		}
		if silent.Load() {
			continue
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// Without a bound this test waits until the whole of them is ended.
func TestASilentPostgreSQLCountsAsAway(t *testing.T) {
	address, silence := silenced(t)
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	silence()
	if err := s.Ping(t.Context()); err == nil {
		t.Error("it is said to answer")
	}
	if _, err := s.Snippet(t.Context(), jobs.NewRunID(), jobs.NewRunID()); coderemote.CodeOf(err) != coderemote.CodeUnavailable {
		t.Errorf("a statement: %v", err)
	}
}
