package handlers

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"
	"coderemote/jobs"
	"coderemote/live"
	"coderemote/store"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// syncWait is how long POST /execute waits before it answers as async does.
const syncWait = 90 * time.Second

// maxBody is one byte more than a body may have: huma refuses the last byte that
// it would read.
const maxBody = coderemote.MaxBodyBytes + 1

// ExecutionItem is a run in a list and in the final event: without its output.
type ExecutionItem struct {
	ID              string                 `json:"id" format:"uuid"`
	Status          coderemote.Status      `json:"status" enum:"queued,running,succeeded,failed,time_limit,memory_limit,output_limit,rejected,cancelled,internal_error"`
	Success         *bool                  `json:"success" doc:"null until the end"`
	Error           *string                `json:"error"`
	ErrorType       *string                `json:"error_type"`
	ExitCode        *int                   `json:"exit_code" doc:"128 + signal for a signal; null when nothing ran"`
	ExecutionTimeMS *float64               `json:"execution_time_ms" doc:"wall time without waits for input"`
	CPUTimeMS       *float64               `json:"cpu_time_ms"`
	PeakMemoryBytes *int64                 `json:"peak_memory_bytes"`
	TimedOut        bool                   `json:"timed_out"`
	Truncated       bool                   `json:"truncated" doc:"output was cut at 1 MiB"`
	Policy          coderemote.Policy      `json:"policy" enum:"strict,open"`
	SnippetID       *string                `json:"snippet_id" format:"uuid"`
	Violations      []coderemote.Violation `json:"security_violations" nullable:"false"`
	Artifacts       []artifact             `json:"artifacts" nullable:"false" doc:"files that the program wrote"`
	CreatedAt       time.Time              `json:"created_at"`
	StartedAt       *time.Time             `json:"started_at"`
	FinishedAt      *time.Time             `json:"finished_at"`
}

// execution is a run with its output.
type execution struct {
	ExecutionItem
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
}

func newExecutionItem(r *coderemote.Run) ExecutionItem {
	item := ExecutionItem{
		ID: r.ID, Status: r.Status, Policy: r.Policy, SnippetID: orNull(r.SnippetID), CreatedAt: r.CreatedAt,
		StartedAt: r.StartedAt, FinishedAt: r.FinishedAt, Violations: []coderemote.Violation{}, Artifacts: []artifact{},
	}
	if !r.Status.Final() {
		return item
	}
	success := r.Status == coderemote.StatusSucceeded
	item.Success = &success
	item.Error, item.ErrorType, item.ExitCode = orNull(r.Result.Error), orNull(r.Result.ErrorType), r.Result.ExitCode
	item.TimedOut, item.Truncated = r.Status == coderemote.StatusTimeLimit, r.Result.Truncated
	item.Violations = append(item.Violations, r.Result.Violations...)
	for _, left := range r.Result.Artifacts {
		item.Artifacts = append(item.Artifacts, newArtifact(r.ID, left))
	}
	if r.StartedAt != nil {
		wall, cpu, memory := milliseconds(r.Result.Usage.Wall), milliseconds(r.Result.Usage.CPU), r.Result.Usage.PeakMemory
		item.ExecutionTimeMS, item.CPUTimeMS, item.PeakMemoryBytes = &wall, &cpu, &memory
	}
	return item
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type executeBody struct {
	Code           string   `json:"code" doc:"1 to 10,240 bytes of UTF-8; a leading byte order mark is removed" example:"print(1)"`
	TimeoutSeconds *float64 `json:"timeout_seconds,omitempty" doc:"more than 0, at most 30; 30 by default"`
	Stdin          *string  `json:"stdin,omitempty" doc:"at most 64 KiB"`
	SnippetID      *string  `json:"snippet_id,omitempty" doc:"a snippet of the caller"`
	Policy         *string  `json:"policy,omitempty" doc:"strict or open; never looser than the class's or the instance's"`
	Files          []file   `json:"files,omitempty" nullable:"false" doc:"at most 20 files beside main.py, 1 MB together"`
}

type executeInput struct {
	IdempotencyKey string `header:"Idempotency-Key" doc:"The same key within 24 hours returns the first run. At most 255 bytes."`
	Body           executeBody
	RawBody        []byte
}

func (in *executeInput) newRun(interactive bool) (coderemote.NewRun, error) {
	if loneSurrogate(in.RawBody) {
		return coderemote.NewRun{}, coderemote.Invalid("body.code", "The request holds text that is not valid Unicode (half of a surrogate pair, or bytes that are not UTF-8).", nil)
	}
	n := coderemote.NewRun{Code: in.Body.Code, Interactive: interactive, TimeoutSeconds: in.Body.TimeoutSeconds, IdempotencyKey: in.IdempotencyKey}
	if in.Body.Stdin != nil {
		n.Stdin = *in.Body.Stdin
	}
	if in.Body.Policy != nil {
		n.Policy = coderemote.Policy(*in.Body.Policy)
		if n.Policy == "" {
			return n, coderemote.Invalid("body.policy", "The policy is either strict or open.", "")
		}
	}
	var err error
	if n.Files, err = filesOf(in.Body.Files); err != nil {
		return n, err
	}
	if in.Body.SnippetID != nil {
		n.SnippetID = *in.Body.SnippetID
		if n.SnippetID == "" {
			return n, coderemote.Invalid("body.snippet_id", "You have no such snippet.", "")
		}
	}
	return n, nil
}

// RateHeaders tell a client what is left of its runs a minute (draft-ietf-httpapi-ratelimit-headers).
type RateHeaders struct {
	Limit     string `header:"RateLimit-Limit"`
	Remaining string `header:"RateLimit-Remaining"`
	Reset     string `header:"RateLimit-Reset"`
}

func newRateHeaders(left store.Allowance) RateHeaders {
	if left.Limit == 0 {
		return RateHeaders{}
	}
	return RateHeaders{strconv.Itoa(left.Limit), strconv.Itoa(left.Remaining), retryAfter(left.Reset)}
}

// refusal is the problem of a run that was not accepted. What is left of the
// runs a minute is said here too: a client that is refused needs it most.
func (a *api) refusal(ctx context.Context, err error, left store.Allowance) error {
	problem := a.problem(ctx, err)
	if left.Limit == 0 {
		return problem
	}
	rate, headers := newRateHeaders(left), http.Header{}
	headers.Set("RateLimit-Limit", rate.Limit)
	headers.Set("RateLimit-Remaining", rate.Remaining)
	headers.Set("RateLimit-Reset", rate.Reset)
	return huma.ErrorWithHeaders(problem, headers)
}

type executeOutput struct {
	Status int
	RateHeaders
	Location string `header:"Location"`
	Body     any
}

type accepted struct {
	JobID  string            `json:"job_id" format:"uuid"`
	Status coderemote.Status `json:"status"`
}

func (a *api) registerExecutions() {
	run := []map[string][]string{{bearer: {string(coderemote.ScopeRun)}}}
	read := []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}}
	errors := []int{400, 401, 403, 404, 413, 415, 422, 429, 503}
	huma.Register(a.huma, huma.Operation{
		OperationID: "execute", Method: http.MethodPost, Path: "/execute", Summary: "Run a program and wait for its end", Tags: []string{"Execution"},
		Description: "Waits at most 90 s, then answers 202 as /execute/async does. Any end of the program is 200: a result, not an error of the API.",
		Security:    run, MaxBodyBytes: maxBody, BodyReadTimeout: 60 * time.Second, Errors: append(errors, 409),
		Responses: map[string]*huma.Response{"200": a.response("The run", execution{}), "202": a.response("Still running", accepted{})},
	}, answer(a, a.execute))
	huma.Register(a.huma, huma.Operation{
		OperationID: "execute-async", Method: http.MethodPost, Path: "/execute/async", Summary: "Run a program and go on", Tags: []string{"Execution"},
		Description: "Standard input stays open: send text with POST /executions/{id}/stdin and end it with eof.",
		Security:    run, MaxBodyBytes: maxBody, BodyReadTimeout: 60 * time.Second, Errors: append(errors, 409), DefaultStatus: 202,
		Responses: map[string]*huma.Response{"202": a.response("The run is queued", accepted{})},
	}, answer(a, a.executeAsync))
	huma.Register(a.huma, huma.Operation{
		OperationID: "get-execution", Method: http.MethodGet, Path: "/executions/{id}", Summary: "A run and its output so far", Tags: []string{"Execution"},
		Security: read, Errors: errors,
	}, answer(a, a.execution))
	huma.Register(a.huma, huma.Operation{
		OperationID: "list-executions", Method: http.MethodGet, Path: "/executions", Summary: "The caller's runs, newest first", Tags: []string{"Execution"},
		Security: read, Errors: errors,
	}, answer(a, a.executions))
	huma.Register(a.huma, huma.Operation{
		OperationID: "post-stdin", Method: http.MethodPost, Path: "/executions/{id}/stdin", Summary: "Give a running program input", Tags: []string{"Execution"},
		Security: run, MaxBodyBytes: maxBody, Errors: append(errors, 409), DefaultStatus: 204,
	}, answer(a, a.postStdin))
	huma.Register(a.huma, huma.Operation{
		OperationID: "cancel-execution", Method: http.MethodPost, Path: "/executions/{id}/cancel", Summary: "Stop a run", Tags: []string{"Execution"},
		Security: run, Errors: errors, DefaultStatus: 202,
	}, answer(a, a.cancel))
}

func (a *api) response(description string, body any) *huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(body), true, "")
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// execute runs a program and waits. It subscribes before the run is there, so
// that the bell of its end cannot be missed.
func (a *api) execute(ctx context.Context, in *executeInput) (*executeOutput, error) {
	n, err := in.newRun(false)
	if err != nil {
		return nil, err
	}
	user, id := callerOf(ctx).user, jobs.NewRunID()
	done := a.Hub.Subscribe(live.Done, id)
	defer done.Close()
	run, left, err := a.submit(ctx, id, user.ID, n)
	if err != nil {
		return nil, a.refusal(ctx, err, left)
	}
	if err := a.await(ctx, done, run); err != nil {
		return nil, err
	}
	return a.executed(ctx, run.ID, user.ID, left)
}

// await returns when the run has ended, or after syncWait. Each second it looks
// by itself, in case a bell was lost.
func (a *api) await(ctx context.Context, done *live.Subscription, run *coderemote.Run) error {
	deadline := time.NewTimer(syncWait)
	defer deadline.Stop()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for !run.Status.Final() {
		select {
		case <-done.C:
			return nil
		case <-deadline.C:
			return nil
		case <-a.closing:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		now, err := a.Store.Run(ctx, run.ID, run.UserID)
		if coderemote.CodeOf(err) == coderemote.CodeUnavailable {
			continue // PostgreSQL comes back, and the run with it
		}
		if err != nil {
			return err
		}
		run = now
	}
	return nil
}

func (a *api) executed(ctx context.Context, id, userID string, left store.Allowance) (*executeOutput, error) {
	run, stdout, stderr, err := a.Store.RunWithOutput(ctx, id, userID)
	if err != nil {
		return nil, err
	}
	if !run.Status.Final() {
		return newAccepted(run, left), nil
	}
	return &executeOutput{Status: http.StatusOK, RateHeaders: newRateHeaders(left), Body: execution{newExecutionItem(run), stdout, stderr}}, nil
}

func newAccepted(run *coderemote.Run, left store.Allowance) *executeOutput {
	return &executeOutput{Status: http.StatusAccepted, RateHeaders: newRateHeaders(left), Location: apiPrefix + "/executions/" + run.ID,
		Body: accepted{JobID: run.ID, Status: run.Status}}
}

func (a *api) executeAsync(ctx context.Context, in *executeInput) (*executeOutput, error) {
	n, err := in.newRun(true)
	if err != nil {
		return nil, err
	}
	run, left, err := a.submit(ctx, jobs.NewRunID(), callerOf(ctx).user.ID, n)
	if err != nil {
		return nil, a.refusal(ctx, err, left)
	}
	return newAccepted(run, left), nil
}

type idInput struct {
	ID string `path:"id" doc:"id of the run"`
}

// checkID refuses what is no id at all as what is not there.
func checkID(id string) error {
	if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
		return coderemote.Errorf(coderemote.CodeNotFound, "There is no such run.")
	}
	return nil
}

func (a *api) execution(ctx context.Context, in *idInput) (*struct{ Body execution }, error) {
	if err := checkID(in.ID); err != nil {
		return nil, err
	}
	run, stdout, stderr, err := a.Store.RunWithOutput(ctx, in.ID, callerOf(ctx).user.ID)
	if err != nil {
		return nil, noSuchRun(err)
	}
	return &struct{ Body execution }{execution{newExecutionItem(run), stdout, stderr}}, nil
}

// noSuchRun says of what the thing is that was not found.
func noSuchRun(err error) error {
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return coderemote.Errorf(coderemote.CodeNotFound, "There is no such run.")
	}
	return err
}

type listInput struct {
	Limit  int `query:"limit" default:"50" minimum:"1" maximum:"100"`
	Offset int `query:"offset" default:"0" minimum:"0" maximum:"1000000000"`
}

type listOutput struct {
	Body struct {
		Items  []ExecutionItem `json:"items" nullable:"false"`
		Total  int             `json:"total"`
		Limit  int             `json:"limit"`
		Offset int             `json:"offset"`
	}
}

func (a *api) executions(ctx context.Context, in *listInput) (*listOutput, error) {
	runs, total, err := a.Store.RunsByUser(ctx, callerOf(ctx).user.ID, in.Limit, in.Offset)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Items = []ExecutionItem{}
	for _, run := range runs {
		out.Body.Items = append(out.Body.Items, newExecutionItem(run))
	}
	out.Body.Total, out.Body.Limit, out.Body.Offset = total, in.Limit, in.Offset
	return out, nil
}

type stdinInput struct {
	ID   string `path:"id" doc:"id of the run"`
	Body struct {
		Text string `json:"text" doc:"at most 64 KiB, and 64 KiB unread together"`
		EOF  *bool  `json:"eof,omitempty" doc:"ends the input"`
	}
	RawBody []byte
}

func (a *api) postStdin(ctx context.Context, in *stdinInput) (*struct{}, error) {
	if err := checkID(in.ID); err != nil {
		return nil, err
	}
	if loneSurrogate(in.RawBody) {
		return nil, coderemote.Invalid("body.text", "The text is not valid Unicode.", nil)
	}
	err := a.Server.postInput(ctx, in.ID, callerOf(ctx).user.ID, in.Body.Text, in.Body.EOF != nil && *in.Body.EOF)
	if err != nil {
		return nil, noSuchRun(err)
	}
	return nil, nil
}

// postInput checks text and hands it to the running program.
func (s *Server) postInput(ctx context.Context, id, userID, text string, eof bool) error {
	if len(text) > coderemote.MaxStdinBytes {
		return &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: time.Second, Message: fmt.Sprintf(
			"The text is %d bytes; at most %d may wait unread. Send less at once.", len(text), coderemote.MaxStdinBytes)}
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return coderemote.Invalid("body.text", "The text must be UTF-8 without the character U+0000.", nil)
	}
	return s.Store.PostInput(ctx, id, userID, text, eof)
}

func (a *api) cancel(ctx context.Context, in *idInput) (*struct{ Body accepted }, error) {
	if err := checkID(in.ID); err != nil {
		return nil, err
	}
	user := callerOf(ctx).user
	if err := a.Store.CancelRun(ctx, in.ID, user.ID); err != nil {
		return nil, noSuchRun(err)
	}
	run, err := a.Store.Run(ctx, in.ID, user.ID)
	if err != nil {
		return nil, noSuchRun(err)
	}
	return &struct{ Body accepted }{accepted{JobID: run.ID, Status: run.Status}}, nil
}
