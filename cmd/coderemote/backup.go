package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"coderemote/backup"
)

type backupCommand struct {
	File string `arg:"" help:"Where to write; - for standard output. It holds everything, hashes of passwords too: keep it as you keep the database."`
}

func (c *backupCommand) Run(in *instance) (err error) {
	a, cluster, err := locate(in)
	if err != nil {
		return err
	}
	defer cluster.Stop()
	bucket, err := in.bucket()
	if err != nil {
		return err
	}
	out, finish, err := createFile(c.File)
	if err != nil {
		return err
	}
	started := time.Now()
	summary, err := backup.Write(in, a.owner, version, bucket, out, progress())
	if err := finish(err); err != nil {
		return err
	}
	if summary.Missing > 0 {
		fmt.Fprintf(os.Stderr, "%d files of programs should be in the bucket and are not there\n", summary.Missing)
	}
	fmt.Fprintf(os.Stderr, "backed up %d rows of %d tables%s in %s\n", summary.Total(), len(summary.Rows), files(summary), time.Since(started).Round(time.Millisecond))
	return nil
}

// createFile opens name for its owner only. finish moves the file into place, or
// removes what there is of it after an error.
func createFile(name string) (out io.Writer, finish func(error) error, err error) {
	if name == "-" {
		return os.Stdout, func(err error) error { return err }, nil
	}
	part := name + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, err
	}
	return file, func(err error) error {
		if err == nil {
			err = file.Sync()
		}
		if err = errors.Join(err, file.Close()); err != nil {
			return errors.Join(err, os.Remove(part))
		}
		return os.Rename(part, name)
	}, nil
}

type restoreCommand struct {
	File    string `arg:"" help:"The backup; - for standard input."`
	Replace bool   `help:"Let the backup take the place of the instance that is there. Everything in it is lost."`
}

func (c *restoreCommand) Run(in *instance) error {
	from := os.Stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		from = file
	}
	a, cluster, err := locate(in)
	if err != nil {
		return err
	}
	defer cluster.Stop()
	bucket, err := in.bucket()
	if err != nil {
		return err
	}
	started := time.Now()
	manifest, summary, err := backup.Restore(in, a.owner, bucket, from, c.Replace, progress())
	if err != nil {
		return err
	}
	if err := a.grant(in); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "restored %d rows of %d tables%s, as they were at %s, in %s\n",
		summary.Total(), len(summary.Rows), files(summary), manifest.At.Format(time.RFC3339), time.Since(started).Round(time.Millisecond))
	return nil
}

// files tells what was copied of the bucket, where there is one.
func files(s backup.Summary) string {
	if s.Objects == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d files of the bucket", s.Objects)
}

// progress says on standard error how far a table is, each two seconds, and its
// size at its end.
func progress() backup.Progress {
	said := time.Now()
	return func(table string, bytes int64, done bool) {
		if !done && time.Since(said) < 2*time.Second {
			return
		}
		said = time.Now()
		more := "..."
		if done {
			more = ""
		}
		fmt.Fprintf(os.Stderr, "%-24s %10.1f MB%s\n", table, float64(bytes)/1e6, more)
	}
}
