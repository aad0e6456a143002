package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"coderemote"
	"coderemote/store"
)

// traceLLMCommand shows the ledger of the model's calls. What was asked and
// answered is not in it.
type traceLLMCommand struct {
	Call    int64  `arg:"" optional:"" help:"Number of one call, to see all that is kept of it."`
	Email   string `help:"Only the calls of this person."`
	Outcome string `enum:",open,done,failed,left" default:"" placeholder:"HOW" help:"Only calls that ended so: done, failed, left (nobody waited any more), or open."`
	Before  int64  `help:"Only calls with a lower number: the next page."`
	Limit   int    `default:"20" help:"How many calls, 1 to 1000."`
}

// Run prints the newest calls, or everything about one.
func (c *traceLLMCommand) Run(in *instance) error {
	if c.Limit < 1 || c.Limit > 1000 {
		return fmt.Errorf("--limit is %d; write a number from 1 to 1000", c.Limit)
	}
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Email != "" {
		if _, err := d.UserByEmail(in, c.Email); err != nil {
			if coderemote.CodeOf(err) == coderemote.CodeNotFound {
				return fmt.Errorf("nobody here has the address %s", c.Email)
			}
			return err
		}
	}
	calls, err := d.TraceModel(in, store.TraceFilter{ID: c.Call, Email: c.Email, Outcome: c.Outcome, Before: c.Before, Limit: c.Limit})
	if err != nil {
		return err
	}
	switch {
	case c.Call != 0 && len(calls) == 0:
		return fmt.Errorf("the ledger has no call %d: calls are kept for 400 days", c.Call)
	case c.Call != 0:
		printCall(os.Stdout, calls[0])
	case len(calls) == 0:
		fmt.Println("No call to a model is in the ledger.")
	default:
		return printCalls(os.Stdout, calls)
	}
	return nil
}

func printCalls(w io.Writer, calls []store.TracedCall) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CALL\tTIME\tPERSON\tPURPOSE\tMODEL\tTOKENS IN\tOUT\tMS\tOUTCOME")
	for _, c := range calls {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", c.ID, c.At.UTC().Format(time.RFC3339), callPerson(c), c.Purpose, c.Model, c.Input, c.Output, c.Millis, c.Outcome)
	}
	return table.Flush()
}

func callPerson(c store.TracedCall) string {
	if !c.Person.Valid {
		return "(gone)"
	}
	return c.Person.String
}

func printCall(w io.Writer, c store.TracedCall) {
	fmt.Fprintf(w, "call     %d\ntime     %s\nperson   %s\nclass    %s\npurpose  %s\nmodel    %s\noutcome  %s: %s\n",
		c.ID, c.At.UTC().Format(time.RFC3339Nano), callPerson(c), cmp.Or(c.Class.String, "(none)"), purposes[c.Purpose], c.Model, c.Outcome, outcomes[c.Outcome])
	if c.Outcome == "open" {
		fmt.Fprintf(w, "tokens   at most %d in, %d out, which the budgets hold until it ends\n", c.Input, c.Output)
		return
	}
	fmt.Fprintf(w, "tokens   %d in, %d out\ntook     %d ms\n", c.Input, c.Output, c.Millis)
}

// What the words of the ledger mean.
var (
	purposes = map[string]string{
		"narrative": "narrative: to explain what code costs",
		"classes":   "classes: to choose two classes of growth",
		"hint":      "hint: to explain an error",
		"plan":      "plan: to read a question about one's code",
		"embedding": "embedding: to compare code and questions by meaning",
	}
	outcomes = map[string]string{
		"open":   "it goes on, or its worker died less than five minutes ago",
		"done":   "the model answered to the end",
		"failed": "the model did not answer to the end; the log of that time says why (\"model not heard to the end\")",
		"left":   "nobody waited any more",
	}
)
