// Command vendor-assets fetches the browser libraries that the pages use and writes
// them below static/vendor, each into a folder NAME@VERSION with the upstream
// license, a SHA256SUMS file, and a .br and a .gz beside every large file.
//
// It is run by hand, from the folder tools, when a version changes:
//
//	go run ./vendor-assets -out ../static/vendor
//
// The result is committed: building the server needs neither this command nor npm.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// library is one npm package, held to the sum of its published archive.
type library struct {
	name, npm, version string
	sum                string // SHA-256 of the archive, hexadecimal
	make               func(source, out string) error
}

func libraries() []library {
	return []library{
		{"htmx", "htmx.org", "4.0.1", htmxSum, makeHTMX},
		{"monaco", "monaco-editor", "0.57.0", monacoSum, makeMonaco},
	}
}

func main() {
	out := flag.String("out", "../static/vendor", "folder to write to")
	only := flag.String("only", "", "vendor only the library of this name")
	flag.Parse()
	for _, lib := range libraries() {
		if *only != "" && *only != lib.name {
			continue
		}
		if err := lib.vendor(context.Background(), *out); err != nil {
			log.Fatalf("vendor %s: %v", lib.name, err)
		}
	}
}

func (lib library) vendor(ctx context.Context, out string) error {
	work, err := os.MkdirTemp("", "vendor-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	archive, err := lib.fetch(ctx, work)
	if err != nil {
		return err
	}
	if err := unpack(archive, work); err != nil {
		return err
	}
	dir := filepath.Join(out, lib.name+"@"+lib.version)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := lib.make(filepath.Join(work, "package"), dir); err != nil {
		return err
	}
	if err := compress(dir); err != nil {
		return err
	}
	return writeSums(dir)
}

// fetch gets the archive by the npm client and checks its sum.
func (lib library) fetch(ctx context.Context, dir string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", lib.npm+"@"+lib.version)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	name, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("npm pack: %w", err)
	}
	archive, err := os.ReadFile(filepath.Join(dir, strings.TrimSpace(string(name))))
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(archive); hex.EncodeToString(sum[:]) != lib.sum {
		return nil, fmt.Errorf("archive has sum %x, want %s", sum, lib.sum)
	}
	return archive, nil
}

func unpack(archive []byte, dir string) error {
	zipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	for files := tar.NewReader(zipped); ; {
		header, err := files.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg || !filepath.IsLocal(header.Name) {
			continue
		}
		if err := writeFile(filepath.Join(dir, header.Name), files); err != nil {
			return err
		}
	}
}

func writeFile(path string, from io.Reader) error {
	content, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// copyFiles copies the files named from source into out, without their folders.
func copyFiles(source, out string, names ...string) error {
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, filepath.Base(name)), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
