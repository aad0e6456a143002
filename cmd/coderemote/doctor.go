package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"coderemote/sandbox"
	"coderemote/store"
)

type doctorCommand struct{}

// Run looks at everything that running programs needs. Its error, and so exit
// status 1, means that programs cannot run safely here.
func (doctorCommand) Run(in *instance) error {
	findings := append(append(sandbox.Check(in, sandboxConfig(in)), checkDatabase(in)...), checkFolder(in))
	if in.config.S3Bucket != "" {
		findings = append(findings, checkBucket(in))
	}
	unsafe := 0
	for _, f := range findings {
		print(os.Stdout, f)
		if !f.OK {
			unsafe++
		}
	}
	if unsafe > 0 {
		return errors.New("programs cannot run safely on this machine; each line above that begins with MISSING says what to do")
	}
	fmt.Println("Programs can run safely on this machine.")
	return nil
}

func print(w io.Writer, f sandbox.Finding) {
	mark := "ok     "
	switch {
	case !f.OK:
		mark = "MISSING"
	case f.Weak:
		mark = "weak   "
	}
	fmt.Fprintf(w, "%s  %s: %s\n", mark, f.Name, f.Detail)
	if f.OK && !f.Weak {
		return
	}
	if f.Why != "" {
		fmt.Fprintf(w, "         why: %s\n", f.Why)
	}
	if f.Mend != "" {
		fmt.Fprintf(w, "         do:  %s\n", f.Mend)
	}
}

func checkDatabase(in *instance) []sandbox.Finding {
	f := sandbox.Finding{Name: "PostgreSQL", Why: "Nothing works without it: it holds accounts, runs and their output."}
	d, err := openDatabase(in)
	if err != nil {
		f.Detail, f.Mend = err.Error(), "Check DATABASE_URL, or unset it to use the embedded PostgreSQL."
		return []sandbox.Finding{f}
	}
	defer d.Close()
	f.OK, f.Detail = true, "answers, and its schema is up to date"
	return []sandbox.Finding{f, checkRole(in, d.Store)}
}

// checkRole never makes runs unsafe: the audit log still has its triggers.
func checkRole(in *instance, s *store.Store) sandbox.Finding {
	f := sandbox.Finding{Name: "database role", OK: true, Detail: "owns nothing and cannot change the audit log"}
	may, err := s.MayChangeAudit(in)
	if err != nil {
		f.Detail, f.Weak = err.Error(), true
	}
	if may {
		f.Detail, f.Weak = "the role of DATABASE_URL owns the tables", true
		f.Why = "A server that is taken over could change the audit log."
		f.Mend = "Give migrate a DATABASE_OWNER_URL, and servers and workers a role of their own: docs/deployment/configuration.md, PostgreSQL."
	}
	return f
}

func checkFolder(in *instance) sandbox.Finding {
	f := sandbox.Finding{Name: "data directory", OK: true, Detail: in.config.DataDir}
	info, err := os.Stat(in.config.DataDir)
	switch {
	case err != nil:
		f.OK, f.Detail, f.Mend = false, err.Error(), "Start the server once, or make the folder yourself."
	case info.Mode().Perm()&0o066 != 0: // podman opens it for passing, for the users of the boxes
		f.Weak, f.Why, f.Mend = true, "Other users of this machine can look into it.", "chmod 700 "+in.config.DataDir
	}
	return f
}

func checkBucket(in *instance) sandbox.Finding {
	f := sandbox.Finding{Name: "bucket", OK: true, Detail: in.config.S3Bucket + " takes, shows and removes files"}
	bucket, err := in.bucket()
	if err == nil {
		err = bucket.Check(in)
	}
	if err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = cause
		}
		f.Detail, f.Weak, f.Why = err.Error(), true, "Programs run, but the files that they leave are not kept."
		f.Mend = "Check CODEREMOTE_S3_BUCKET, CODEREMOTE_S3_REGION and CODEREMOTE_S3_ENDPOINT, and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY or the role of the machine."
	}
	return f
}
