package e2e

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// proxy is a network between a client and a server that breaks: it cuts
// connections that carry an event stream in the middle of what they carry.
type proxy struct {
	listener net.Listener

	mu     sync.Mutex
	server string // host:port
	cuts   []int  // bytes after which the next streams are cut
	made   int    // cuts so far
	open   map[net.Conn]bool
}

// newProxy stands before s until the test ends. One stream after the other is
// cut after so many bytes as cuts says; later ones are left alone.
func newProxy(t *testing.T, s *server, cuts ...int) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, server: strings.TrimPrefix(s.url, "http://"), cuts: cuts, open: map[net.Conn]bool{}}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { p.carry(client) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		p.closeAll()
		connections.Wait()
	})
	return p
}

// through is s as one reaches it by way of the proxy.
func (p *proxy) through(s *server) *server {
	way := *s
	way.url = "http://" + p.listener.Addr().String()
	return &way
}

// to leads new connections to another server.
func (p *proxy) to(s *server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = strings.TrimPrefix(s.url, "http://")
}

func (p *proxy) target() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.server
}

func (p *proxy) carry(client net.Conn) {
	server, err := net.Dial("tcp", p.target())
	if err != nil {
		client.Close()
		return
	}
	p.keep(client, server)
	var up sync.WaitGroup
	up.Go(func() {
		io.Copy(server, client)
		server.Close()
	})
	p.down(client, server)
	// Without lingering the client sees a reset, as from a network that is gone.
	client.(*net.TCPConn).SetLinger(0)
	client.Close()
	server.Close()
	up.Wait()
}

// down copies what the server says until the connection ends, or is cut.
func (p *proxy) down(client io.Writer, server io.Reader) {
	left, counting := 0, false
	buffer := make([]byte, 4096)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		if !counting && bytes.Contains(buffer[:n], []byte("text/event-stream")) {
			left, counting = p.nextCut()
		}
		cut := counting && left <= n
		if cut {
			n = left
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
		if cut {
			p.note()
			return
		}
		left -= n
	}
}

func (p *proxy) nextCut() (after int, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.cuts) == 0 {
		return 0, false
	}
	after, p.cuts = p.cuts[0], p.cuts[1:]
	return after, true
}

func (p *proxy) note() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
}

func (p *proxy) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

func (p *proxy) keep(connections ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range connections {
		p.open[c] = true
	}
}

func (p *proxy) closeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}
