package main

import (
	"errors"
	"fmt"
)

type auditVerifyCommand struct {
	Head string `help:"The head that an earlier verification printed: also check that it is still in the chain."`
}

// Run prints the head of the chain: who notes it elsewhere can tell later that
// nothing was cut off the end.
func (c *auditVerifyCommand) Run(in *instance) error {
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	chain, err := d.VerifyAudit(in)
	if err != nil {
		return err
	}
	if c.Head != "" {
		known, err := d.AuditHead(in, c.Head)
		if err != nil {
			return err
		}
		if !known {
			chain.Problems = append(chain.Problems, "No batch has the head "+c.Head+": the end of the log was cut off.")
		}
	}
	for _, problem := range chain.Problems {
		fmt.Println(problem)
	}
	if len(chain.Problems) > 0 {
		return errors.New("the audit log is not as it was written")
	}
	fmt.Printf("%d lines in %d batches are as they were written; %d more wait for their batch.\nhead %s\n", chain.Lines, chain.Batches, chain.Open, chain.Head)
	return nil
}
