package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func newAssets(t *testing.T) *Assets {
	t.Helper()
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a *Assets, method, url, encodings string) *http.Response {
	r := httptest.NewRequest(method, url, nil)
	r.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func TestEveryFileIsServed(t *testing.T) {
	a := newAssets(t)
	for _, name := range a.Names() {
		res := get(a, "GET", a.URL(name), "")
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != 200 || !bytes.Equal(body, a.files[name].body) {
			t.Errorf("%s: status %d and %d bytes, want 200 and %d", name, res.StatusCode, len(body), len(a.files[name].body))
		}
		if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control is %q", name, got)
		}
	}
}

func TestServe(t *testing.T) {
	a := newAssets(t)
	tests := []struct {
		name, method, url, accept string
		status                    int
		contentType, encoding     string
	}{
		{"style sheet", "GET", a.URL("app/app.css"), "", 200, "text/css; charset=utf-8", ""},
		{"script", "GET", a.URL("app/app.js"), "", 200, "text/javascript; charset=utf-8", ""},
		{"icon", "HEAD", a.URL("app/favicon.svg"), "", 200, "image/svg+xml", ""},
		{"font", "GET", a.URL("monaco/codicon.ttf"), "gzip, br", 200, "font/ttf", "br"},
		{"brotli goes first", "GET", a.URL("monaco/editor.js"), "gzip, deflate, br, zstd", 200, "text/javascript; charset=utf-8", "br"},
		{"brotli refused", "GET", a.URL("monaco/editor.js"), "gzip, br;q=0", 200, "text/javascript; charset=utf-8", "gzip"},
		{"small file", "GET", a.URL("app/app.js"), "gzip;q=0.5, br", 200, "text/javascript; charset=utf-8", "gzip"},
		{"hash of another version", "GET", "/assets/app-00000000/app.js", "", 200, "text/javascript; charset=utf-8", ""},
		{"unknown name", "GET", a.URL("app/none.js"), "", 404, "text/plain; charset=utf-8", ""},
		{"license", "GET", path.Dir(a.URL("monaco/editor.js")) + "/LICENSE", "", 404, "text/plain; charset=utf-8", ""},
		{"outside", "GET", "/assets/../static.go", "", 404, "text/plain; charset=utf-8", ""},
		{"not a method", "POST", a.URL("app/app.js"), "", 405, "text/plain; charset=utf-8", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := get(a, tt.method, tt.url, tt.accept)
			got := []any{res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Content-Encoding")}
			if want := []any{tt.status, tt.contentType, tt.encoding}; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestForeignHashIsNotKept(t *testing.T) {
	a := newAssets(t)
	if got := get(a, "GET", "/assets/app-00000000/app.js", "").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control is %q, want no-cache", got)
	}
}

// The budgets are of docs: 30 KB for what we wrote, 900 KB for Monaco. Gzip is never smaller than
// Brotli for these, so holding it to the budget holds both.
func TestBudgets(t *testing.T) {
	a := newAssets(t)
	own, monaco := 0, 0
	for name, f := range a.files {
		switch path.Dir(name) {
		case "app":
			own += len(f.gz)
		case "monaco":
			monaco += len(f.br)
		}
	}
	if own == 0 || own > 30_000 {
		t.Errorf("our own files have %d bytes in gzip, budget 30000", own)
	}
	if monaco == 0 || monaco > 900_000 {
		t.Errorf("Monaco has %d bytes in Brotli, budget 900000", monaco)
	}
}

// A script of ours is served without its comments, and its lines keep their numbers.
func TestScriptsInBrief(t *testing.T) {
	a := newAssets(t)
	for name, f := range a.files {
		source, err := content.ReadFile(name)
		if path.Dir(name) != "app" || path.Ext(name) != ".js" || err != nil {
			continue
		}
		if got, want := bytes.Count(f.body, []byte("\n")), bytes.Count(source, []byte("\n")); got != want {
			t.Errorf("%s has %d lines, want %d", name, got, want)
		}
		if bytes.Contains(f.body, []byte("\n//")) || bytes.Contains(f.body, []byte("\n ")) {
			t.Errorf("%s is served with comments", name)
		}
	}
	for source, want := range map[string]string{
		"// a\n  b('https://c') // d\n\t// e\n": "\nb('https://c') // d\n\n",
		"a\n\n\nb":                              "a\n\n\nb",
	} {
		if got := string(inBrief.ReplaceAll([]byte(source), nil)); got != want {
			t.Errorf("%q became %q, want %q", source, got, want)
		}
	}
}

func TestVendoredFilesAreUnedited(t *testing.T) {
	dirs, err := fs.Glob(content, "vendor/*")
	if err != nil || len(dirs) != 2 {
		t.Fatalf("vendored folders: %v, %v", dirs, err)
	}
	for _, dir := range dirs {
		sums, err := fs.ReadFile(content, dir+"/SHA256SUMS")
		if err != nil {
			t.Fatal(err)
		}
		listed := []string{"SHA256SUMS"}
		for line := range strings.Lines(string(sums)) {
			want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
			body, err := fs.ReadFile(content, dir+"/"+name)
			if err != nil {
				t.Error(err)
			}
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != want {
				t.Errorf("%s/%s has sum %x, want %s", dir, name, sum, want)
			}
			listed = append(listed, name)
		}
		checkComplete(t, dir, listed)
	}
}

func checkComplete(t *testing.T, dir string, listed []string) {
	t.Helper()
	entries, err := fs.ReadDir(content, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(listed, entry.Name()) {
			t.Errorf("%s/%s is not in SHA256SUMS", dir, entry.Name())
		}
	}
	for _, name := range []string{"LICENSE", "SHA256SUMS"} {
		if !slices.Contains(listed, name) {
			t.Errorf("%s has no %s", dir, name)
		}
	}
}

func TestCompressedCopiesHoldTheFile(t *testing.T) {
	for name, f := range newAssets(t).files {
		r, err := gzip.NewReader(bytes.NewReader(f.gz))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, f.body) {
			t.Errorf("%s: the gzip copy is not the file (%v)", name, err)
		}
	}
}

// Relative imports and addresses resolve within a unit only because the hash is on the folder.
func TestReferencesResolve(t *testing.T) {
	a := newAssets(t)
	reference := regexp.MustCompile(`(?:from |import\(?\s?|url\()["']?\./([\w.-]+)["']?`)
	found := 0
	for name, f := range a.files {
		for _, m := range reference.FindAllSubmatch(f.body, -1) {
			found++
			if target := path.Dir(name) + "/" + string(m[1]); a.files[target].body == nil {
				t.Errorf("%s refers to %s, which is not served", name, target)
			}
		}
	}
	if found < 5 {
		t.Errorf("found %d references, so the pattern is wrong", found)
	}
}

func TestPolicyNamesWhatMonacoCreates(t *testing.T) {
	body := newAssets(t).files["monaco/editor.js"].body
	create := regexp.MustCompile(`([\w$]+)\("standaloneColorizer"`).FindSubmatch(body)
	if create == nil {
		t.Fatal("cannot find how Monaco creates its policies")
	}
	names := regexp.MustCompile(`[^\w$.]`+regexp.QuoteMeta(string(create[1]))+`\("(\w+)"`).FindAllSubmatch(body, -1)
	if len(names) < 5 {
		t.Errorf("found %d policies, so the pattern is wrong", len(names))
	}
	for _, name := range names {
		if !slices.Contains(trustedTypes(), string(name[1])) {
			t.Errorf("the policy of the pages does not allow %q", name[1])
		}
	}
}

func TestContentSecurityPolicy(t *testing.T) {
	tests := []struct {
		page Page
		want string
	}{
		{PlainPage, "style-src-attr 'none'; "},
		{EditorPage, "style-src-attr 'unsafe-inline'; "},
	}
	for _, tt := range tests {
		got := ContentSecurityPolicy("abc", tt.page)
		if !strings.Contains(got, tt.want) || !strings.Contains(got, "script-src 'nonce-abc' 'strict-dynamic'; ") {
			t.Errorf("page %d: policy is %q", tt.page, got)
		}
		if strings.Contains(strings.ReplaceAll(got, "style-src-attr 'unsafe-inline'", ""), "unsafe") {
			t.Errorf("page %d: policy has an unsafe part: %q", tt.page, got)
		}
	}
}

func TestEmbedPolicy(t *testing.T) {
	for want, hosts := range map[string][]string{
		"frame-ancestors 'none'": nil,
		"frame-ancestors https://wiki.example.org http://b.example:8080": {"https://wiki.example.org", "http://b.example:8080"},
	} {
		policy := EmbedPolicy(hosts)
		if !strings.HasSuffix(policy, "; "+want) || !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "script") {
			t.Errorf("for %v the policy is %q", hosts, policy)
		}
	}
}
