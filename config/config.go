// Package config reads the settings of an instance from its environment, once,
// into one struct. Every mistake in them is reported, not only the first.
package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config holds the settings of one instance. The tags are the documentation:
// docs/deployment/configuration.md is made from them.
type Config struct {
	Addr          string        `env:"CODEREMOTE_ADDR" envDefault:"127.0.0.1:8080" doc:"Where the web server listens, as host:port. Put a proxy with TLS in front before other machines can reach it."`
	PublicURL     string        `env:"CODEREMOTE_PUBLIC_URL" show:"http:// and the address of CODEREMOTE_ADDR" doc:"How browsers reach this instance, without a path. Links are made from it, and https turns secure cookies on."`
	DataDir       string        `env:"CODEREMOTE_DATA_DIR" show:"/var/lib/coderemote/data for the system user, else coderemote in $XDG_DATA_HOME or ~/.local/share" doc:"Where this instance keeps everything: the embedded PostgreSQL, the images of the boxes, its sockets."`
	DatabaseURL   Secret        `env:"DATABASE_URL" show:"the embedded PostgreSQL" doc:"Another PostgreSQL, 15 or newer, as postgres://user:password@host/database."`
	OwnerURL      Secret        `env:"DATABASE_OWNER_URL" show:"DATABASE_URL" doc:"The same database as the role that owns its tables: migrate, backup and restore use it, and give the role of DATABASE_URL what serving needs, which is no right to change the audit log. See [PostgreSQL](#postgresql) below."`
	Boxes         int           `env:"CODEREMOTE_BOXES" show:"a quarter of the memory at 320 MiB a box, 8 to 64" doc:"How many programs run at the same time, each in a box of its own (1 to 512)."`
	OCIRuntime    string        `env:"CODEREMOTE_OCI_RUNTIME" show:"crun on cgroup v2, runc on v1" doc:"What runs the boxes: crun, runc, runsc (gVisor), or a path."`
	Limits        string        `env:"CODEREMOTE_LIMITS" envDefault:"cgroup" doc:"cgroup: the kernel holds memory, processes and CPU of a whole box, and no program runs where it does not. rlimit: a weaker choice for hosts without cgroup v2, which limits each process on its own."`
	Policy        string        `env:"CODEREMOTE_POLICY" show:"what an administrator sets, strict at first" doc:"Fixes which imports and builtins a program may use: strict or open. A teaching aid: the kernel is the fence under either."`
	StrictModules []string      `env:"CODEREMOTE_STRICT_MODULES" envDefault:"numpy,pandas,matplotlib,turtle" doc:"Modules that the strict policy allows beside its own list, separated by commas."`
	RunsPerMinute int           `env:"CODEREMOTE_RUNS_PER_MINUTE" envDefault:"10" doc:"How many runs a user may start in a minute; 0 for no limit."`
	Drain         time.Duration `env:"CODEREMOTE_DRAIN" envDefault:"40s" doc:"How long a server that is told to stop waits for running programs."`
	DataBoxes     int           `env:"CODEREMOTE_DATA_BOXES" show:"a quarter of CODEREMOTE_BOXES" doc:"How many programs that import numpy, pandas or matplotlib run at the same time, in boxes of their own of 416 MiB; the first such program starts them. 0 for none."`
	SandboxImage  string        `env:"CODEREMOTE_SANDBOX_IMAGE" show:"the image that was built with the program" doc:"The container image of the boxes."`
	DataImage     string        `env:"CODEREMOTE_DATA_IMAGE" show:"the image that belongs to the program" doc:"The container image of the boxes for numpy, pandas and matplotlib."`
	MetricsAddr   string        `env:"CODEREMOTE_METRICS_ADDR" show:"off" doc:"Where metrics for Prometheus, health and profiles are served, as host:port, like 127.0.0.1:9100. It asks nobody who they are: keep strangers away from it."`
	OIDCIssuer    string        `env:"CODEREMOTE_OIDC_ISSUER" show:"none" doc:"The OpenID Connect issuer that people may log in by, as its tokens name it in iss, like https://accounts.google.com. Its access tokens work as API tokens."`
	OIDCClientID  string        `env:"CODEREMOTE_OIDC_CLIENT_ID" show:"none" doc:"What the issuer calls this instance. The issuer must send people back to /login/oidc/callback under CODEREMOTE_PUBLIC_URL."`
	OIDCSecret    Secret        `env:"CODEREMOTE_OIDC_CLIENT_SECRET" show:"none" doc:"The secret of the client; none for a public client."`
	OIDCAudience  string        `env:"CODEREMOTE_OIDC_AUDIENCE" show:"CODEREMOTE_OIDC_CLIENT_ID" doc:"Which audience an access token must name. One without an audience must name the client."`
	OIDCName      string        `env:"CODEREMOTE_OIDC_NAME" envDefault:"single sign-on" doc:"What people read on the button: Log in with …"`
	OIDCScopes    []string      `env:"CODEREMOTE_OIDC_SCOPES" envDefault:"email,profile" doc:"What the log-in asks the issuer for besides openid, separated by commas."`
	OIDCDomains   []string      `env:"CODEREMOTE_OIDC_DOMAINS" show:"everybody whom the issuer knows" doc:"The domains, separated by commas, of the confirmed e-mail addresses that may make an account by the issuer. Set it for an issuer that knows strangers, like Google."`
	SMTP          Secret        `env:"CODEREMOTE_SMTP" show:"none: no mail is sent" doc:"The mail server that confirms accounts and resets passwords, as smtp://user:password@host:587 (TLS where it is offered) or smtps://…:465."`
	MailFrom      string        `env:"CODEREMOTE_MAIL_FROM" show:"none" doc:"The sender of these mails, like Code Remote <code@school.example>."`
	Neo4jURI      string        `env:"NEO4J_URI" show:"none: searches are answered from PostgreSQL" doc:"A Neo4j 5.26 or newer that keeps a projection of the snippets, like bolt://host:7687 or neo4j+s://host."`
	Neo4jUser     string        `env:"NEO4J_USER" envDefault:"neo4j" doc:"Who logs in to Neo4j."`
	Neo4jPassword Secret        `env:"NEO4J_PASSWORD" show:"none" doc:"The password of that user."`
	Neo4jDatabase string        `env:"NEO4J_DATABASE" show:"the server's own" doc:"Which database of Neo4j is used."`
	S3Bucket      string        `env:"CODEREMOTE_S3_BUCKET" show:"none: they are rows of PostgreSQL" doc:"The bucket of S3 that keeps the files that programs leave. Who may write there is found as with any program of AWS: by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or by the role of the machine."`
	S3Region      string        `env:"CODEREMOTE_S3_REGION" show:"AWS_REGION" doc:"The region of the bucket."`
	S3Endpoint    string        `env:"CODEREMOTE_S3_ENDPOINT" show:"AWS" doc:"Another server that speaks as S3 does, like http://minio:9000; it is asked as ENDPOINT/BUCKET/FILE."`
	Log           string        `env:"CODEREMOTE_LOG" envDefault:"auto" doc:"json, text, or auto: text in a terminal and json elsewhere."`

	GeminiKey        Secret `env:"GEMINI_API_KEY" show:"none: no model is asked" doc:"Key of the Gemini API. With it code that is analyzed is also given to the model."`
	Model            string `env:"LLM_ANALYSIS_MODEL" envDefault:"gemini-2.5-flash" doc:"Which model is asked."`
	PlanModel        string `env:"LLM_CYPHER_MODEL" envDefault:"gemini-2.5-flash" doc:"Which model of Gemini reads questions about one's code, with GEMINI_API_KEY. It fills in a plan; the server writes the query."`
	EmbeddingModel   string `env:"LLM_EMBEDDING_MODEL" envDefault:"gemini-embedding-001" doc:"Which model of Gemini compares code and questions by meaning, with GEMINI_API_KEY. After a change all code is read again in the background."`
	Embeddings       string `env:"CODEREMOTE_EMBEDDINGS" envDefault:"auto" doc:"What compares code and questions in the search: gemini (what people save is given to it, where their code may be), minilm (a language model on this machine, which coderemote model fetch gets), keywords (no model), or auto: the first of these that is there. Servers and workers need the same."`
	ModelURL         string `env:"LLM_BASE_URL" show:"Google's server" doc:"Where the model answers. With GEMINI_API_KEY another server of Gemini's API; without it one that speaks OpenAI's chat completions, such as a school's own, usually ending in /v1."`
	ModelKey         Secret `env:"LLM_API_KEY" show:"none" doc:"Key of the server at LLM_BASE_URL, if that one is not Gemini's and wants one."`
	ModelCalls       int    `env:"CODEREMOTE_MODEL_CALLS" envDefault:"60" doc:"How often a user may ask the model in a day (UTC); an analysis asks twice, and what is compared for the search counts in tokens alone. 0 for no limit."`
	ModelTokens      int    `env:"CODEREMOTE_MODEL_TOKENS" envDefault:"250000" doc:"How many tokens of the model a user may take in a day; 0 for no limit."`
	ModelClassCalls  int    `env:"CODEREMOTE_MODEL_CLASS_CALLS" envDefault:"1200" doc:"How often a class may ask the model together in a day; 0 for no limit."`
	ModelClassTokens int    `env:"CODEREMOTE_MODEL_CLASS_TOKENS" envDefault:"2500000" doc:"How many tokens of the model a class may take together in a day; 0 for no limit."`

	// Warnings names variables that look like settings and are none, each as a
	// sentence: mostly typing mistakes.
	Warnings []string `env:"-"`
}

// The bounds of the number of boxes, and what one takes: 256 MiB for the run and
// 64 for the box itself.
const (
	minDefaultBoxes = 8
	maxDefaultBoxes = 64
	maxBoxes        = 512
	boxMemory       = 320 << 20 // bytes
)

// systemHome is the home of the user that the set-up makes when root calls it.
const systemHome = "/var/lib/coderemote"

// Load reads the settings from environ, variable to value. A variable that is
// set to "" counts as not set. The error joins one sentence for each mistake.
func Load(environ map[string]string) (*Config, error) {
	environ = maps.Clone(environ)
	maps.DeleteFunc(environ, func(_, value string) bool { return value == "" })
	fields, err := settings()
	if err != nil {
		return nil, err
	}
	problems := []error{readSecrets(environ, fields)}
	c := &Config{}
	if err := env.ParseWithOptions(c, env.Options{Environment: environ}); err != nil {
		problems = append(problems, explain(err, fields))
	}
	c.Warnings = unknown(environ, fields)
	problems = append(problems, c.validate(environ), c.setDefaults(environ))
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return c, nil
}

// Environ turns what os.Environ returns into a map for Load.
func Environ(list []string) map[string]string { return env.ToMap(list) }

// BaseURL returns the address of this instance for links, without a slash at
// the end; listen is the address that the server listens on, for an instance
// whose public one is not set.
func (c *Config) BaseURL(listen string) string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (c *Config) setDefaults(environ map[string]string) error {
	if c.Boxes == 0 {
		var machine syscall.Sysinfo_t
		if err := syscall.Sysinfo(&machine); err != nil {
			return fmt.Errorf("read the size of the memory: %w", err)
		}
		c.Boxes = boxesFor(uint64(machine.Totalram) * uint64(machine.Unit))
	}
	if environ["CODEREMOTE_DATA_BOXES"] == "" {
		c.DataBoxes = max(1, c.Boxes/4)
	}
	if c.DataDir == "" {
		c.DataDir = dataDir(environ)
	}
	if c.DataDir == "" {
		return errors.New("CODEREMOTE_DATA_DIR is not set, and without HOME there is no other place to keep data")
	}
	var err error
	c.DataDir, err = filepath.Abs(c.DataDir)
	return err
}

// boxesFor returns how many boxes a quarter of the memory (bytes) holds.
func boxesFor(memory uint64) int {
	return int(min(max(memory/4/boxMemory, minDefaultBoxes), maxDefaultBoxes))
}

func dataDir(environ map[string]string) string {
	home, data := environ["HOME"], environ["XDG_DATA_HOME"]
	switch {
	case home == systemHome:
		return filepath.Join(home, "data")
	case filepath.IsAbs(data):
		return filepath.Join(data, "coderemote")
	case home != "":
		return filepath.Join(home, ".local", "share", "coderemote")
	}
	return ""
}

func (c *Config) validate(environ map[string]string) error {
	var problems []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	check(validAddr(c.Addr), "CODEREMOTE_ADDR is %q; write host:port, like 127.0.0.1:8080", c.Addr)
	check(c.MetricsAddr == "" || validAddr(c.MetricsAddr), "CODEREMOTE_METRICS_ADDR is %q; write host:port, like 127.0.0.1:9100", c.MetricsAddr)
	check(c.PublicURL == "" || validBase(c.PublicURL), "CODEREMOTE_PUBLIC_URL is %q; write http:// or https:// and a host, without a path", c.PublicURL)
	check(validDatabase(c.DatabaseURL), "DATABASE_URL is not of the form postgres://user:password@host/database")
	check(validDatabase(c.OwnerURL), "DATABASE_OWNER_URL is not of the form postgres://user:password@host/database")
	check(c.OwnerURL == "" || c.DatabaseURL != "", "DATABASE_OWNER_URL is set without DATABASE_URL; set both, or none for the embedded PostgreSQL, which has both roles")
	check(environ["CODEREMOTE_BOXES"] == "" || c.Boxes >= 1 && c.Boxes <= maxBoxes, "CODEREMOTE_BOXES is %s; write a number from 1 to %d", environ["CODEREMOTE_BOXES"], maxBoxes)
	check(c.DataBoxes >= 0 && c.DataBoxes <= maxBoxes, "CODEREMOTE_DATA_BOXES is %d; write a number from 0 to %d", c.DataBoxes, maxBoxes)
	check(c.RunsPerMinute >= 0, "CODEREMOTE_RUNS_PER_MINUTE is %d; write 0 for no limit, or a number above it", c.RunsPerMinute)
	check(c.ModelURL == "" || validServer(c.ModelURL), "LLM_BASE_URL is %q; write http:// or https:// and a host, with a path if the server wants one", c.ModelURL)
	check(slices.Contains([]string{"auto", "gemini", "minilm", "keywords"}, c.Embeddings), "CODEREMOTE_EMBEDDINGS is %q; write auto, gemini, minilm or keywords", c.Embeddings)
	check(c.Embeddings != "gemini" || c.GeminiKey != "", "CODEREMOTE_EMBEDDINGS is gemini without GEMINI_API_KEY; set both, or another backend")
	check(min(c.ModelCalls, c.ModelTokens, c.ModelClassCalls, c.ModelClassTokens) >= 0, "the budgets CODEREMOTE_MODEL_CALLS, CODEREMOTE_MODEL_TOKENS, CODEREMOTE_MODEL_CLASS_CALLS and CODEREMOTE_MODEL_CLASS_TOKENS are 0 for no limit, or a number above it")
	check(c.Drain >= 0, "CODEREMOTE_DRAIN is %s; write a duration like 40s", c.Drain)
	check(slices.Contains([]string{"cgroup", "rlimit"}, c.Limits), "CODEREMOTE_LIMITS is %q; write cgroup or rlimit", c.Limits)
	check(slices.Contains([]string{"", "strict", "open"}, c.Policy), "CODEREMOTE_POLICY is %q; write strict or open", c.Policy)
	check(!slices.ContainsFunc(c.StrictModules, notModule), "CODEREMOTE_STRICT_MODULES is %q; write names of modules separated by commas, like numpy,turtle", strings.Join(c.StrictModules, ","))
	check(c.OIDCIssuer == "" || validIssuer(c.OIDCIssuer), "CODEREMOTE_OIDC_ISSUER is %q; write https:// and a host, as the tokens of the issuer name it", c.OIDCIssuer)
	check((c.OIDCIssuer == "") == (c.OIDCClientID == ""), "CODEREMOTE_OIDC_ISSUER and CODEREMOTE_OIDC_CLIENT_ID go together; set both or none")
	check(c.S3Bucket != "" || c.S3Region == "" && c.S3Endpoint == "", "CODEREMOTE_S3_REGION and CODEREMOTE_S3_ENDPOINT are for CODEREMOTE_S3_BUCKET, which is not set")
	check(c.S3Endpoint == "" || validServer(c.S3Endpoint), "CODEREMOTE_S3_ENDPOINT is %q; write http:// or https:// and a host", c.S3Endpoint)
	check((c.SMTP == "") == (c.MailFrom == ""), "CODEREMOTE_SMTP and CODEREMOTE_MAIL_FROM go together; set both or none")
	check(slices.Contains([]string{"json", "text", "auto"}, c.Log), "CODEREMOTE_LOG is %q; write json, text or auto", c.Log)
	return errors.Join(problems...)
}

// notModule reports whether name cannot be the name of a top-level module.
func notModule(name string) bool {
	letter := func(r rune) bool { return r == '_' || r|0x20 >= 'a' && r|0x20 <= 'z' }
	for i, r := range name {
		if !letter(r) && (i == 0 || r < '0' || r > '9') {
			return true
		}
	}
	return name == ""
}

func validAddr(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func validBase(base string) bool {
	u, err := url.Parse(base)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// validIssuer takes plain http from the same machine only: the keys of the
// tokens come over this connection.
func validIssuer(issuer string) bool {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

func validServer(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func validDatabase(address Secret) bool {
	if address == "" {
		return true
	}
	u, err := url.Parse(address.Reveal())
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql")
}

// readSecrets puts the content of the file that NAME_FILE names into NAME.
func readSecrets(environ map[string]string, fields []setting) error {
	var problems []error
	for _, f := range fields {
		path := environ[f.name+"_FILE"]
		if !f.secret || path == "" {
			continue
		}
		if environ[f.name] != "" {
			problems = append(problems, fmt.Errorf("%s and %s_FILE are both set; keep one", f.name, f.name))
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s_FILE: %w", f.name, err))
			continue
		}
		environ[f.name] = strings.TrimRight(string(text), "\r\n")
	}
	return errors.Join(problems...)
}

// unknown returns a sentence for each variable that has our prefix and no
// meaning. Those of the tests are none of ours.
func unknown(environ map[string]string, fields []setting) []string {
	var warnings []string
	for name := range environ {
		if !strings.HasPrefix(name, "CODEREMOTE_") || strings.HasPrefix(name, "CODEREMOTE_TEST_") {
			continue
		}
		known := slices.ContainsFunc(fields, func(f setting) bool { return name == f.name || f.secret && name == f.name+"_FILE" })
		if !known {
			warnings = append(warnings, name+" is set, but there is no such setting")
		}
	}
	slices.Sort(warnings)
	return warnings
}

// explain puts the name of the variable where the library has the one of the
// struct's field.
func explain(err error, fields []setting) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var problems []error
	for _, problem := range all.Errors {
		var parse env.ParseError
		if i := slices.IndexFunc(fields, func(f setting) bool { return errors.As(problem, &parse) && f.field == parse.Name }); i >= 0 {
			problem = fmt.Errorf("%s does not hold %s", fields[i].name, fields[i].kind)
		}
		problems = append(problems, problem)
	}
	return errors.Join(problems...)
}
