package config_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coderemote/config"

	"github.com/google/go-cmp/cmp"
)

func TestDefaults(t *testing.T) {
	got, err := config.Load(map[string]string{"HOME": "/home/ada", "CODEREMOTE_BOXES": "9", "CODEREMOTE_POLICY": ""})
	if err != nil {
		t.Fatal(err)
	}
	want := &config.Config{
		Addr: "127.0.0.1:8080", DataDir: "/home/ada/.local/share/coderemote", Boxes: 9, DataBoxes: 2, Limits: "cgroup",
		StrictModules: []string{"numpy", "pandas", "matplotlib", "turtle"},
		Model:         "gemini-2.5-flash", PlanModel: "gemini-2.5-flash", EmbeddingModel: "gemini-embedding-001", Embeddings: "auto", Neo4jUser: "neo4j", ModelCalls: 60, ModelTokens: 250_000, ModelClassCalls: 1200, ModelClassTokens: 2_500_000,
		RunsPerMinute: 10, Drain: 40 * time.Second, Log: "auto", OIDCName: "single sign-on", OIDCScopes: []string{"email", "profile"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDataDir(t *testing.T) {
	for _, test := range []struct {
		name    string
		environ map[string]string
		want    string
	}{
		{"ordinary user", map[string]string{"HOME": "/home/ada"}, "/home/ada/.local/share/coderemote"},
		{"XDG", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "/data/coderemote"},
		{"relative XDG is void", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "data"}, "/home/ada/.local/share/coderemote"},
		{"system user", map[string]string{"HOME": "/var/lib/coderemote", "XDG_DATA_HOME": "/data"}, "/var/lib/coderemote/data"},
		{"named", map[string]string{"HOME": "/home/ada", "CODEREMOTE_DATA_DIR": "/srv/x/"}, "/srv/x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := config.Load(test.environ)
			if err != nil {
				t.Fatal(err)
			}
			if c.DataDir != test.want {
				t.Errorf("DataDir = %s, want %s", c.DataDir, test.want)
			}
		})
	}
}

func TestDefaultBoxesAreWithinBounds(t *testing.T) {
	c, err := config.Load(map[string]string{"HOME": "/home/ada"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Boxes < 8 || c.Boxes > 64 {
		t.Errorf("Boxes = %d, want 8 to 64", c.Boxes)
	}
}

func TestEveryMistakeIsReported(t *testing.T) {
	mistakes := map[string]string{
		"CODEREMOTE_ADDR": "8080", "CODEREMOTE_PUBLIC_URL": "https://host/path", "DATABASE_URL": "mysql://u:hunter2@h/d",
		"CODEREMOTE_BOXES": "many", "CODEREMOTE_LIMITS": "none", "CODEREMOTE_POLICY": "lax",
		"CODEREMOTE_RUNS_PER_MINUTE": "-1", "CODEREMOTE_DRAIN": "40", "CODEREMOTE_LOG": "xml",
	}
	_, err := config.Load(mistakes) // nor is there a HOME
	if err == nil {
		t.Fatal("no error")
	}
	for name := range mistakes {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s:\n%v", name, err)
		}
	}
	if !strings.Contains(err.Error(), "CODEREMOTE_DATA_DIR") {
		t.Errorf("the error does not name CODEREMOTE_DATA_DIR:\n%v", err)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error shows a secret:\n%v", err)
	}
}

func TestBounds(t *testing.T) {
	for _, test := range []struct {
		name, value string
		ok          bool
	}{
		{"CODEREMOTE_BOXES", "0", false}, {"CODEREMOTE_BOXES", "1", true}, {"CODEREMOTE_BOXES", "512", true}, {"CODEREMOTE_BOXES", "513", false},
		{"CODEREMOTE_DATA_BOXES", "0", true}, {"CODEREMOTE_DATA_BOXES", "512", true}, {"CODEREMOTE_DATA_BOXES", "513", false}, {"CODEREMOTE_DATA_BOXES", "-1", false},
		{"CODEREMOTE_RUNS_PER_MINUTE", "0", true}, {"CODEREMOTE_RUNS_PER_MINUTE", "-1", false},
		{"CODEREMOTE_EMBEDDINGS", "minilm", true}, {"CODEREMOTE_EMBEDDINGS", "openai", false}, {"CODEREMOTE_EMBEDDINGS", "gemini", false},
		{"LLM_BASE_URL", "http://127.0.0.1:9000/v1", true}, {"LLM_BASE_URL", "127.0.0.1:9000", false}, {"LLM_BASE_URL", "https://u:p@x.org", false},
		{"CODEREMOTE_MODEL_CALLS", "0", true}, {"CODEREMOTE_MODEL_CALLS", "-1", false}, {"CODEREMOTE_MODEL_TOKENS", "-1", false}, {"CODEREMOTE_MODEL_CLASS_CALLS", "0", true}, {"CODEREMOTE_MODEL_CLASS_CALLS", "-1", false}, {"CODEREMOTE_MODEL_CLASS_TOKENS", "-1", false},
		{"CODEREMOTE_DRAIN", "0s", true}, {"CODEREMOTE_DRAIN", "-1s", false},
		{"CODEREMOTE_ADDR", ":0", true}, {"CODEREMOTE_ADDR", "[::1]:65535", true}, {"CODEREMOTE_ADDR", "localhost:65536", false},
		{"CODEREMOTE_PUBLIC_URL", "https://code.example.org/", true}, {"CODEREMOTE_PUBLIC_URL", "code.example.org", false},
		{"CODEREMOTE_LIMITS", "rlimit", true}, {"CODEREMOTE_POLICY", "strict", true}, {"CODEREMOTE_STRICT_MODULES", "numpy,_x1", true}, {"CODEREMOTE_STRICT_MODULES", "numpy,", false}, {"CODEREMOTE_STRICT_MODULES", "os.path", false}, {"CODEREMOTE_STRICT_MODULES", "1x", false}, {"DATABASE_URL", "postgresql://h/d", true},
	} {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			_, err := config.Load(map[string]string{"HOME": "/home/ada", test.name: test.value})
			if ok := err == nil; ok != test.ok {
				t.Errorf("accepted = %t, want %t (%v)", ok, test.ok, err)
			}
		})
	}
}

func TestIssuer(t *testing.T) {
	for issuer, ok := range map[string]bool{
		"https://id.example.org": true, "https://id.example.org/realms/school": true, "http://localhost:9000": true, "http://127.0.0.1:9000": true,
		"http://id.example.org": false, "id.example.org": false, "https://id.example.org?x=1": false, "https://user@id.example.org": false, "ftp://id.example.org": false,
	} {
		_, err := config.Load(map[string]string{"HOME": "/home/ada", "CODEREMOTE_OIDC_ISSUER": issuer, "CODEREMOTE_OIDC_CLIENT_ID": "c"})
		if (err == nil) != ok {
			t.Errorf("%s: %v", issuer, err)
		}
	}
	for _, name := range []string{"CODEREMOTE_OIDC_ISSUER", "CODEREMOTE_OIDC_CLIENT_ID"} {
		if _, err := config.Load(map[string]string{"HOME": "/home/ada", name: "https://id.example.org"}); err == nil {
			t.Errorf("%s alone is taken", name)
		}
	}
}

func TestUnknownSettingsAreWarnings(t *testing.T) {
	c, err := config.Load(map[string]string{
		"HOME": "/home/ada", "CODEREMOTE_BOXS": "4", "CODEREMOTE_TEST_IMAGE": "x", "CODEREMOTE_ADDR": ":0", "CODEREMOTE_ADDR_FILE": "/x", "OTHER": "1",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"CODEREMOTE_ADDR_FILE is set, but there is no such setting", "CODEREMOTE_BOXS is set, but there is no such setting"}
	if diff := cmp.Diff(want, c.Warnings); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSecretFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte("postgres://ada:hunter2@db/x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(map[string]string{"HOME": "/home/ada", "DATABASE_URL_FILE": file})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.DatabaseURL.Reveal(); got != "postgres://ada:hunter2@db/x" {
		t.Errorf("DatabaseURL = %q", got)
	}
	if _, err := config.Load(map[string]string{"HOME": "/home/ada", "DATABASE_URL_FILE": file, "DATABASE_URL": "postgres://h/d"}); err == nil {
		t.Error("DATABASE_URL and DATABASE_URL_FILE together are accepted")
	}
	if _, err := config.Load(map[string]string{"HOME": "/home/ada", "DATABASE_URL_FILE": file + ".gone"}); err == nil {
		t.Error("a file that is not there is accepted")
	}
}

func TestSecretIsNeverShown(t *testing.T) {
	secret := config.Secret("hunter2")
	c := config.Config{DatabaseURL: secret}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "url", secret, "config", c)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("settings", "url", secret, "config", c)
	shown := log.String() + string(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb, secret) + fmt.Sprintf(verb, c) + fmt.Sprintf(verb, &c)
	}
	if strings.Contains(shown, "hunter2") || strings.Contains(shown, "68756e74657232") {
		t.Errorf("a secret shows:\n%s", shown)
	}
}

func TestBaseURL(t *testing.T) {
	for _, test := range []struct{ public, listen, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:80", "http://localhost:80"},
		{"", "[::]:8080", "http://localhost:8080"},
		{"", "[::1]:8080", "http://[::1]:8080"},
		{"https://code.example.org/", "127.0.0.1:8080", "https://code.example.org"},
	} {
		c := config.Config{PublicURL: test.public}
		if got := c.BaseURL(test.listen); got != test.want {
			t.Errorf("BaseURL(%q) with %q = %s, want %s", test.listen, test.public, got, test.want)
		}
	}
}

var update = flag.Bool("update", false, "write the table into the documentation")

func TestDocumentationIsFresh(t *testing.T) {
	const path, begin, end = "../docs/deployment/configuration.md", "<!-- settings -->\n", "<!-- /settings -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), begin)
	have, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the markers of the table", path)
	}
	want, err := config.Table()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s is not fresh, run `make generate` (-want +have):\n%s", path, diff)
	}
}
