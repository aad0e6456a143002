// Package static holds what the browser loads: our style sheet and scripts, and
// the libraries in vendor. They are embedded, and served under addresses that
// carry a hash, so that a browser may keep them forever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed app vendor
var content embed.FS

// Prefix is where Assets is mounted.
const Prefix = "/assets/"

// Assets serves the embedded files. Files are addressed by the folder they are
// in, which is a unit with one hash over all of it: a style sheet may name its
// font, and a module import its neighbor, by a plain relative address, and no
// file is edited on its way out.
type Assets struct {
	files map[string]file   // by unit and name: "app/app.css"
	units map[string]string // "app" -> "app-3fa9c1d2"
}

type file struct {
	contentType  string
	body, br, gz []byte // br and gz are nil where there is none
}

// New reads the embedded files and compresses the small ones that have no
// compressed copy beside them.
func New() (*Assets, error) {
	a := &Assets{files: map[string]file{}, units: map[string]string{}}
	for _, root := range []string{"app", "vendor/*"} {
		dirs, err := fs.Glob(content, root)
		if err != nil {
			return nil, fmt.Errorf("static: %w", err)
		}
		for _, dir := range dirs {
			if err := a.addUnit(dir); err != nil {
				return nil, fmt.Errorf("static: %s: %w", dir, err)
			}
		}
	}
	return a, nil
}

// URL returns the address of a file: "app/app.css", "monaco/editor.js". The
// version of a library is left out of the name. A name that does not exist gets
// an address that answers 404.
func (a *Assets) URL(name string) string {
	unit, base := path.Split(name)
	unit = strings.TrimSuffix(unit, "/")
	if _, ok := a.files[name]; !ok {
		return Prefix + "missing/" + base
	}
	return Prefix + a.units[unit] + "/" + base
}

// Names lists the files that URL knows, in no order.
func (a *Assets) Names() []string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	return names
}

// ServeHTTP answers GET and HEAD of Prefix. While two versions of the server
// run side by side, a page of one may ask the other for a file: a known name
// under a foreign hash is answered with what is here, not to be kept.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	dir, base := path.Split(strings.TrimPrefix(r.URL.Path, Prefix))
	dir = strings.TrimSuffix(dir, "/")
	unit := unitOf(dir)
	f, ok := a.files[unit+"/"+base]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	f.serve(w, r, dir == a.units[unit])
}

func (f file) serve(w http.ResponseWriter, r *http.Request, current bool) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if current {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	accept := r.Header.Get("Accept-Encoding")
	switch {
	case f.br != nil && accepts(accept, "br"):
		body = f.br
		h.Set("Content-Encoding", "br")
	case f.gz != nil && accepts(accept, "gzip"):
		body = f.gz
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3); a quality of zero is a refusal.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(quality), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}

// unitOf takes version and hash off: "monaco@0.57.0-3fa9c1d2" is "monaco".
func unitOf(dir string) string {
	if unit, _, ok := strings.Cut(dir, "@"); ok {
		return unit
	}
	if i := strings.LastIndexByte(dir, '-'); i >= 0 {
		return dir[:i]
	}
	return dir
}

func (a *Assets) addUnit(dir string) error {
	entries, err := content.ReadDir(dir)
	if err != nil {
		return err
	}
	unit, _, _ := strings.Cut(path.Base(dir), "@")
	sum := sha256.New()
	for _, entry := range entries {
		body, err := content.ReadFile(dir + "/" + entry.Name())
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", entry.Name(), len(body))
		sum.Write(body)
		if contentType(entry.Name()) == "" {
			continue
		}
		f, err := newFile(dir+"/"+entry.Name(), body)
		if err != nil {
			return err
		}
		a.files[unit+"/"+entry.Name()] = f
	}
	a.units[unit] = path.Base(dir) + "-" + hex.EncodeToString(sum.Sum(nil))[:8]
	return nil
}

func newFile(name string, body []byte) (file, error) {
	f := file{contentType: contentType(name), body: body}
	f.br, _ = content.ReadFile(name + ".br")
	f.gz, _ = content.ReadFile(name + ".gz")
	if f.gz != nil {
		return f, nil
	}
	if path.Ext(name) == ".js" {
		f.body = inBrief.ReplaceAll(body, nil)
		body = f.body
	}
	var gz bytes.Buffer
	w, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return f, err
	}
	if _, err := w.Write(body); err != nil {
		return f, err
	}
	if err := w.Close(); err != nil {
		return f, err
	}
	f.gz = gz.Bytes()
	return f, nil
}

// inBrief finds what a browser does not need of a script of ours: the spaces at
// the start of lines, and lines that are a comment. The numbers of lines stay. A
// text in backquotes must not depend on how its lines begin.
var inBrief = regexp.MustCompile(`(?m)^[ \t]*(?://.*)?`)

// contentType is "" for what is not served: licenses, sums, compressed copies.
// It does not ask the host's MIME tables, which differ.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return mime.FormatMediaType("text/css", map[string]string{"charset": "utf-8"})
	case ".js":
		return mime.FormatMediaType("text/javascript", map[string]string{"charset": "utf-8"})
	case ".svg":
		return "image/svg+xml"
	case ".ttf":
		return "font/ttf"
	}
	return ""
}
