package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

// How far into its folder what a run wrote is looked for.
const (
	deepest   = 4
	mostNames = 4096 // entries in all; the file system has no more inodes
)

// beneath keeps every name inside of the folder that it is looked up in: no
// links, no other file system, no way up. See openat2(2).
const beneath = unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS | unix.RESOLVE_NO_XDEV

// givenFile is a file that is put beside the program.
type givenFile struct {
	name string
	data []byte
}

// givenFiles are those of the run that starts next.
type givenFiles struct {
	files []givenFile
	bytes int
}

func (g *givenFiles) take(frame wire.Frame) error {
	if frame.Kind == wire.KindFile {
		g.files = append(g.files, givenFile{name: string(frame.Payload)})
	} else if n := len(g.files); n > 0 {
		g.files[n-1].data = append(g.files[n-1].data, frame.Payload...)
		g.bytes += len(frame.Payload)
	}
	if len(g.files) > wire.MaxFiles || g.bytes > wire.MaxFilesBytes {
		return errors.New("the worker sent more files than a run may have")
	}
	return nil
}

// home is the program's folder by a descriptor that the child sent before it
// gave its rights up. The init reads in it what the program wrote once no
// process of the run is left, and nowhere else.
type home struct {
	folder int
	uid    int
	given  map[string]unix.Stat_t // by name
}

// asProgram does work with the program's rights to files. They are a thread's,
// and the loop has one of its own.
func (h *home) asProgram(work func() error) error {
	unix.SetfsgidRetGid(h.uid)
	unix.SetfsuidRetUid(h.uid)
	defer func() {
		unix.SetfsuidRetUid(0)
		unix.SetfsgidRetGid(0)
	}()
	return work()
}

func (h *home) open(name string, flags uint64) (int, error) {
	how := unix.OpenHow{Flags: flags | unix.O_NOFOLLOW | unix.O_CLOEXEC, Resolve: beneath}
	if flags&unix.O_PATH == 0 {
		how.Flags |= unix.O_NONBLOCK
	}
	if flags&unix.O_CREAT != 0 {
		how.Mode = 0o644
	}
	return unix.Openat2(h.folder, name, &how)
}

// put writes files into the folder, before the program starts.
func (h *home) put(files []givenFile) error {
	h.given = map[string]unix.Stat_t{}
	return h.asProgram(func() error {
		for _, f := range files {
			if err := h.write(f); err != nil {
				return fmt.Errorf("put %q beside the program: %w", f.name, err)
			}
		}
		return nil
	})
}

func (h *home) write(f givenFile) error {
	fd, err := h.open(f.name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL)
	if err != nil {
		return err
	}
	file := os.NewFile(uintptr(fd), "given")
	defer file.Close()
	if _, err := file.Write(f.data); err != nil {
		return err
	}
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return err
	}
	h.given[f.name] = stat
	return nil
}

// wrote reports whether there is anything in the folder that was not put there.
// Programs that are still being ended may add to it; what counts is found later.
func (h *home) wrote() (any bool) {
	if h.folder < 0 {
		return false
	}
	_ = h.asProgram(func() error {
		for _, name := range h.names(".") {
			given, ok := h.given[name]
			any = any || !ok || h.changed(name, given)
		}
		return nil
	})
	return any
}

// names are those in a subfolder, none where it cannot be read.
func (h *home) names(folder string) []string {
	fd, err := h.open(folder, unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return nil
	}
	file := os.NewFile(uintptr(fd), "folder")
	defer file.Close()
	names, _ := file.Readdirnames(mostNames)
	return names
}

// changed reports whether a file is another than the one that was put there. A
// program cannot choose the time of a change.
func (h *home) changed(name string, given unix.Stat_t) bool {
	var now unix.Stat_t
	err := unix.Fstatat(h.folder, name, &now, unix.AT_SYMLINK_NOFOLLOW)
	return err != nil || now.Ino != given.Ino || now.Ctim != given.Ctim || now.Size != given.Size
}

// written is a regular file that a run left.
type written struct {
	name string
	stat unix.Stat_t
}

// find returns what the run wrote, in the order in which it did. Hidden files
// are left out: libraries keep their own things there.
func (h *home) find() (found []written) {
	_ = h.asProgram(func() error {
		seen := 0
		h.search(".", 0, &seen, &found)
		return nil
	})
	slices.SortFunc(found, func(a, b written) int {
		return cmp.Or(cmp.Compare(a.stat.Mtim.Nano(), b.stat.Mtim.Nano()), strings.Compare(a.name, b.name))
	})
	return found
}

func (h *home) search(folder string, depth int, seen *int, found *[]written) {
	for _, name := range h.names(folder) {
		if *seen++; *seen > mostNames || strings.HasPrefix(name, ".") {
			continue
		}
		name = path.Join(folder, name)
		stat, err := h.stat(name)
		if err != nil {
			continue
		}
		switch stat.Mode & unix.S_IFMT {
		case unix.S_IFDIR:
			if depth < deepest {
				h.search(name, depth+1, seen, found)
			}
		case unix.S_IFREG:
			if given, ok := h.given[name]; !ok || h.changed(name, given) {
				*found = append(*found, written{name, stat})
			}
		}
	}
}

// stat looks a name up by the same rules as open does.
func (h *home) stat(name string) (stat unix.Stat_t, err error) {
	fd, err := h.open(name, unix.O_PATH)
	if err != nil {
		return stat, err
	}
	defer unix.Close(fd)
	return stat, unix.Fstat(fd, &stat)
}

// read opens what was found. It is the file that was found, or nothing.
func (h *home) read(w written) (file *os.File, err error) {
	err = h.asProgram(func() error {
		fd, err := h.open(w.name, unix.O_RDONLY)
		if err != nil {
			return err
		}
		file = os.NewFile(uintptr(fd), "artifact")
		var stat unix.Stat_t
		if err := unix.Fstat(fd, &stat); err != nil || stat.Mode&unix.S_IFMT != unix.S_IFREG || stat.Ino != w.stat.Ino {
			file.Close()
			return errors.New("the file is another one now")
		}
		return nil
	})
	return file, err
}

// gathering is the way of what a run wrote to the worker, at the worker's pace.
type gathering struct {
	home  *home
	left  []written
	sent  int   // files
	bytes int64 // of them
	over  int   // files that are not sent because there are too many
	file  *os.File
	rest  int64 // bytes of file that are still to be sent
}

// most is how much may wait for a worker that stalls.
const most = 1 << 20

// send passes on as much as the peer has room for. It reports true at the end.
func (g *gathering) send(p *peer) (done bool, err error) {
	for len(p.out) < most {
		switch {
		case g.rest > 0:
			err = g.chunk(p)
		case len(g.left) > 0:
			err = g.next(p)
		default:
			return true, g.countOver(p)
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// deadline is when to go on if nothing happens: at once when the worker has taken
// everything, for then no room in its socket will be news.
func (g *gathering) deadline(p *peer) time.Time {
	if len(p.out) == 0 {
		return time.Now()
	}
	return time.Now().Add(time.Hour)
}

func (g *gathering) next(p *peer) error {
	w := g.left[0]
	g.left = g.left[1:]
	if g.sent == wire.MaxArtifacts {
		g.over++
		return nil
	}
	a := wire.Artifact{Name: w.name, Size: w.stat.Size}
	switch {
	case a.Size > wire.MaxArtifactBytes:
		a.Problem = wire.ArtifactTooLarge
	case g.bytes+a.Size > wire.MaxArtifactsBytes:
		a.Problem = wire.ArtifactsTooLarge
	default:
		file, err := g.home.read(w)
		if err != nil {
			return nil // nobody may read it, not even its owner
		}
		g.file, g.rest = file, a.Size
		g.bytes += a.Size
		if a.Size == 0 {
			file.Close()
		}
	}
	g.sent++
	return p.sendJSON(wire.KindArtifact, a)
}

func (g *gathering) chunk(p *peer) error {
	buffer := make([]byte, min(g.rest, wire.MaxPayload))
	if _, err := io.ReadFull(g.file, buffer); err != nil {
		return fmt.Errorf("read what the run wrote: %w", err)
	}
	if g.rest -= int64(len(buffer)); g.rest == 0 {
		g.file.Close()
	}
	return p.send(wire.KindArtifactData, buffer)
}

func (g *gathering) countOver(p *peer) error {
	if g.over == 0 {
		return nil
	}
	return p.sendJSON(wire.KindArtifact, wire.Artifact{Problem: wire.ArtifactsTooMany, Size: int64(g.over)})
}

func (g *gathering) close() {
	if g != nil && g.rest > 0 {
		g.file.Close()
	}
}
