// Command boxinit is the first process of a box: it keeps a template
// interpreter, has one confined child waiting, lends it to one run at a time,
// and enforces every limit from outside. It trusts nothing that a run says.
//
// It is one loop over poll(2) on one goroutine: no write to the worker and no
// read from a run can hold up the clock that kills.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

func main() {
	socket := flag.String("socket", "/run/box/s", "unix socket on which the worker listens")
	memory := flag.Int64("memory", 256<<20, "most bytes of address space per process")
	bounded := flag.Bool("memory-bounded", false, "the box's memory is bounded by a cgroup, so that memory files may be made")
	data := flag.Bool("data", false, "programs have numpy, pandas and matplotlib")
	flag.Parse()
	dieWhenAsked()
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50)
	if err := serve(*socket, *memory, *bounded, *data); err != nil {
		fmt.Fprintln(os.Stderr, "boxinit:", err)
		os.Exit(1)
	}
}

// The kernel drops signals to the first process of a namespace unless it asks
// for them. Nothing has to be put in order: the namespace dies with it.
func dieWhenAsked() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-asked
		os.Exit(0)
	}()
}

func serve(socket string, memory int64, bounded, data bool) error {
	peer, err := dialPeer(socket)
	if err != nil {
		return err
	}
	err = serveOn(peer, memory, bounded, data)
	if err != nil {
		// Nobody reads a box's standard error.
		peer.complain(err)
	}
	return err
}

func serveOn(peer *peer, memory int64, bounded, data bool) error {
	// Whose files it may touch is a thread's, see home.asProgram.
	runtime.LockOSThread()
	filter, err := assembleFilter(bounded)
	if err != nil {
		return err
	}
	cgroup := readCgroup()
	if err := hide(); err != nil {
		return err
	}
	b := &box{peer: peer, settings: defaultSettings(filter, memory, data), cgroup: cgroup}
	return b.serve()
}
