// Command diagrams renders the Mermaid sources of docs/diagrams to SVG, in a
// headless Chromium, with the script of Mermaid's npm package. Each SVG begins
// with the sum of its source, which a test in docs holds current.
//
// It is run by `make generate-diagrams`, after a source has changed.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// The package that draws, and the sum of its published archive.
const (
	mermaid    = "mermaid@11.9.0"
	mermaidSum = "457d14c241bf63fdca6fd6ef0463d3a15f2061496429769c01b28c9203442320"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: diagrams CHROMIUM FOLDER")
	}
	if err := draw(os.Args[1], os.Args[2]); err != nil {
		log.Fatal("diagrams: ", err)
	}
}

func draw(chromium, folder string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	work, err := os.MkdirTemp("", "diagrams-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := fetch(ctx, work); err != nil {
		return err
	}
	sources, err := filepath.Glob(filepath.Join(folder, "*.mmd"))
	if err != nil || len(sources) == 0 {
		return fmt.Errorf("no sources in %s: %w", folder, err)
	}
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			return err
		}
		svg, err := render(ctx, chromium, work, string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		head := fmt.Sprintf("<!-- source sha256:%x, drawn by %s -->\n", sha256.Sum256(text), mermaid)
		if err := os.WriteFile(strings.TrimSuffix(source, ".mmd")+".svg", []byte(head+svg+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fetch puts Mermaid's script beside the page that will run it.
func fetch(ctx context.Context, work string) error {
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", mermaid)
	cmd.Dir, cmd.Stderr = work, os.Stderr
	name, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("npm pack: %w; install npm", err)
	}
	archive := filepath.Join(work, strings.TrimSpace(string(name)))
	content, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(content)); sum != mermaidSum {
		return fmt.Errorf("the archive of %s has the sum %s, want %s", mermaid, sum, mermaidSum)
	}
	return exec.CommandContext(ctx, "tar", "-xzf", archive, "-C", work, "package/dist/mermaid.min.js").Run()
}

const page = `<!doctype html><meta charset="utf-8"><body><script src="package/dist/mermaid.min.js"></script><script>
mermaid.initialize({startOnLoad: false, securityLevel: 'strict', htmlLabels: false, deterministicIds: true, theme: 'neutral',
  fontFamily: 'sans-serif', flowchart: {htmlLabels: false}, er: {useMaxWidth: true}});
const out = document.createElement('pre');
mermaid.render('diagram', %s).then((drawn) => { out.id = 'drawn'; out.textContent = drawn.svg; }, (e) => { out.id = 'failed'; out.textContent = String(e); })
  .finally(() => document.body.replaceChildren(out));
</script>`

var drawn = regexp.MustCompile(`(?s)<pre id="(drawn|failed)">(.*?)</pre>`)

// render has the browser run the page until nothing is left to be done, and print
// what it has become. Only this page of ours is loaded, so it needs no sandbox.
func render(ctx context.Context, chromium, work, source string) (string, error) {
	text, err := json.Marshal(source)
	if err != nil {
		return "", err
	}
	file := filepath.Join(work, "page.html")
	if err := os.WriteFile(file, fmt.Appendf(nil, page, text), 0o644); err != nil {
		return "", err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=30000", "--user-data-dir="+filepath.Join(work, "profile"), "--dump-dom", "file://"+file)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", chromium, err, said.String())
	}
	found := drawn.FindSubmatch(out)
	if found == nil {
		return "", errors.New("the browser drew nothing")
	}
	// The lines are dark: a page in the dark theme shows them on white, too.
	result := strings.Replace(html.UnescapeString(string(found[2])), ` style="`, ` style="background: white; `, 1)
	if string(found[1]) == "failed" {
		return "", errors.New(result)
	}
	return result, nil
}
