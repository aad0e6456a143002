package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// compressible are the files that shrink; licenses are not served.
func compressible(name string) bool {
	switch filepath.Ext(name) {
	case ".js", ".css", ".ttf":
		return true
	}
	return false
}

// compress writes a .br and a .gz beside each compressible file of dir.
// Brotli's best level takes seconds for a megabyte: too long for every start of the server.
func compress(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !compressible(entry.Name()) {
			continue
		}
		if err := compressFile(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func compressFile(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var br, gz bytes.Buffer
	brw := brotli.NewWriterLevel(&br, brotli.BestCompression)
	gzw, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, w := range []io.WriteCloser{brw, gzw} {
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d bytes, gzip %d, brotli %d\n", filepath.Base(path), len(content), gz.Len(), br.Len())
	if err := os.WriteFile(path+".br", br.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", gz.Bytes(), 0o644)
}

// writeSums writes SHA256SUMS in the format of sha256sum(1).
func writeSums(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), entry.Name())
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(sums.String()), 0o644)
}
