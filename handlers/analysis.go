package handlers

import (
	"context"
	"net/http"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/jobs"
	"coderemote/live"
	"coderemote/store"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// analysisAnswer is an analysis as the API shows it. Before its end the sources
// say what they have said so far.
type analysisAnswer struct {
	ID              string             `json:"id" format:"uuid"`
	Status          coderemote.Status  `json:"status" enum:"queued,running,succeeded,failed,internal_error"`
	Success         *bool              `json:"success" doc:"whether a source names a class; null until the end"`
	TimeComplexity  *analysis.Class    `json:"time_complexity" doc:"measured at a confidence of at least 0.8, else static, else the model's"`
	SpaceComplexity *analysis.Class    `json:"space_complexity"`
	Narrative       *string            `json:"narrative" doc:"Markdown of the model: untrusted text"`
	Error           *string            `json:"error"`
	Available       bool               `json:"available" doc:"whether this instance asks a model"`
	Model           *string            `json:"model"`
	Sources         sourcesAnswer      `json:"sources"`
	Agreement       analysis.Agreement `json:"agreement" enum:"all,some,none,single" doc:"of time and space together"`
	TimeAgreement   analysis.Agreement `json:"time_agreement" enum:"all,some,none,single"`
	SpaceAgreement  analysis.Agreement `json:"space_agreement" enum:"all,some,none,single"`
	Verdict         string             `json:"verdict" doc:"the agreement in one line: what differs, and what that teaches"`
	SnippetID       *string            `json:"snippet_id" format:"uuid"`
	CreatedAt       time.Time          `json:"created_at"`
	FinishedAt      *time.Time         `json:"finished_at"`
}

type sourcesAnswer struct {
	Measured measuredAnswer `json:"measured"`
	Static   staticAnswer   `json:"static"`
	Model    modelAnswer    `json:"model"`
}

type measuredAnswer struct {
	Time       *analysis.Class  `json:"time"`
	Space      *analysis.Class  `json:"space"`
	Confidence float64          `json:"confidence"`
	Function   *string          `json:"function"`
	Grow       *string          `json:"grow" doc:"the argument that was grown"`
	Points     []analysis.Point `json:"points" nullable:"false"`
	Worst      []analysis.Worst `json:"worst" nullable:"false"`
	Lines      []analysis.Line  `json:"lines" nullable:"false" doc:"how often each line ran at size lines_n"`
	LinesN     int              `json:"lines_n"`
	Notes      []string         `json:"notes" nullable:"false"`
	Reason     *string          `json:"reason" doc:"why nothing could be measured"`
}

type staticAnswer struct {
	Time    *analysis.Class   `json:"time"`
	Space   *analysis.Class   `json:"space"`
	Reasons []analysis.Reason `json:"reasons" nullable:"false"`
}

type modelAnswer struct {
	Time          *analysis.Class    `json:"time"`
	Space         *analysis.Class    `json:"space"`
	Standing      *analysis.Standing `json:"standing" enum:"confirmed,contradicted,undecided" doc:"what the measurement makes of both"`
	TimeStanding  *analysis.Standing `json:"time_standing" enum:"confirmed,contradicted,undecided"`
	SpaceStanding *analysis.Standing `json:"space_standing" enum:"confirmed,contradicted,undecided"`
	Problem       *string            `json:"problem" doc:"why the model did not answer"`
}

// notNull returns nil for the empty text.
func notNull[S ~string](s S) *S {
	if s == "" {
		return nil
	}
	return &s
}

// list is never null.
func list[T any](items []T) []T { return append([]T{}, items...) }

func (s *Server) newAnalysisAnswer(a *analysis.Analysis) analysisAnswer {
	time, space := a.Sources.Answer()
	out := analysisAnswer{
		ID: a.ID, Status: a.Status, TimeComplexity: notNull(time), SpaceComplexity: notNull(space), Narrative: notNull(a.Narrative),
		Error: notNull(a.Error), Available: s.Modeler != nil, Model: notNull(a.Sources.Model.Model), Sources: newSourcesAnswer(a.Sources),
		Agreement: a.Sources.Agreement(), TimeAgreement: a.Sources.Time().Agreement(), SpaceAgreement: a.Sources.Space().Agreement(), Verdict: a.Sources.Verdict(), SnippetID: notNull(a.SnippetID), CreatedAt: a.CreatedAt, FinishedAt: a.FinishedAt,
	}
	if a.Status.Final() {
		success := a.Status == coderemote.StatusSucceeded
		out.Success = &success
	}
	return out
}

func newSourcesAnswer(s analysis.Sources) sourcesAnswer {
	m := s.Measured
	return sourcesAnswer{
		Measured: measuredAnswer{
			Time: notNull(m.Time), Space: notNull(m.Space), Confidence: m.Confidence, Function: notNull(m.Function), Grow: notNull(m.Grow),
			Points: list(m.Points), Worst: list(m.Worst), Lines: list(m.Lines), LinesN: m.LinesN, Notes: list(m.Notes), Reason: notNull(m.Reason),
		},
		Static: staticAnswer{notNull(s.Static.Time), notNull(s.Static.Space), list(s.Static.Reasons)},
		Model:  modelAnswer{notNull(s.Model.Time), notNull(s.Model.Space), notNull(s.Standing()), notNull(s.Time().Standing()), notNull(s.Space().Standing()), notNull(s.Model.Problem)},
	}
}

type analyzeInput struct {
	IdempotencyKey string `header:"Idempotency-Key" doc:"The same key within 24 hours returns the first analysis. At most 255 bytes."`
	Body           struct {
		Code      string  `json:"code" doc:"1 to 10,240 bytes of UTF-8" example:"def f(xs):\n    return sorted(xs)\n"`
		SnippetID *string `json:"snippet_id,omitempty" doc:"a snippet of the caller"`
		Function  *string `json:"function,omitempty" doc:"the one to measure; by default the one that the script calls first, else the last defined"`
		Grow      *string `json:"grow,omitempty" doc:"the argument to grow"`
	}
	RawBody []byte
}

func (in *analyzeInput) new() (analysis.New, error) {
	if loneSurrogate(in.RawBody) {
		return analysis.New{}, coderemote.Invalid("body.code", "The request holds text that is not valid Unicode (half of a surrogate pair, or bytes that are not UTF-8).", nil)
	}
	n := analysis.New{Code: in.Body.Code, IdempotencyKey: in.IdempotencyKey}
	if in.Body.Function != nil {
		n.Function = *in.Body.Function
	}
	if in.Body.Grow != nil {
		n.Grow = *in.Body.Grow
	}
	if in.Body.SnippetID != nil {
		n.SnippetID = *in.Body.SnippetID
		if n.SnippetID == "" {
			return n, coderemote.Invalid("body.snippet_id", "You have no such snippet.", "")
		}
	}
	return n, nil
}

type analyzeOutput struct {
	Status int
	RateHeaders
	Location string `header:"Location"`
	Body     any
}

func (a *api) registerAnalyses() {
	run := []map[string][]string{{bearer: {string(coderemote.ScopeRun)}}}
	read := []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}}
	errors := []int{400, 401, 403, 404, 413, 415, 422, 429, 503}
	huma.Register(a.huma, huma.Operation{
		OperationID: "analyze", Method: http.MethodPost, Path: "/analyze", Summary: "What a program costs, and wait for it", Tags: []string{"Analysis"},
		Description: "Measures by counting steps at growing sizes, reads the code, and asks a model where there is one. Waits at most 90 s, then answers 202. " +
			"It counts as a run for the limits. A measurement says how the steps grew on these inputs, never what they must do on all.",
		Security: run, MaxBodyBytes: maxBody, BodyReadTimeout: 60 * time.Second, Errors: append(errors, 409),
		Responses: map[string]*huma.Response{"200": a.response("The analysis", analysisAnswer{}), "202": a.response("Still running", accepted{})},
	}, answer(a, a.analyze))
	huma.Register(a.huma, huma.Operation{
		OperationID: "analyze-async", Method: http.MethodPost, Path: "/analyze/async", Summary: "What a program costs, and go on", Tags: []string{"Analysis"},
		Security: run, MaxBodyBytes: maxBody, BodyReadTimeout: 60 * time.Second, Errors: append(errors, 409), DefaultStatus: 202,
		Responses: map[string]*huma.Response{"202": a.response("The analysis is queued", accepted{})},
	}, answer(a, a.analyzeAsync))
	huma.Register(a.huma, huma.Operation{
		OperationID: "get-analysis", Method: http.MethodGet, Path: "/analyses/{id}", Summary: "An analysis, as far as it is known", Tags: []string{"Analysis"},
		Security: read, Errors: errors,
	}, answer(a, a.analysis))
	huma.Register(a.huma, huma.Operation{
		OperationID: "analyze-status", Method: http.MethodGet, Path: "/analyze/status", Summary: "Whether a model is asked too", Tags: []string{"Analysis"},
		Description: "Measured and static results are there in any case.",
	}, answer(a, a.analyzeStatus))
}

// analyze stores the question and waits for the answer, as execute does.
func (a *api) analyze(ctx context.Context, in *analyzeInput) (*analyzeOutput, error) {
	n, err := in.new()
	if err != nil {
		return nil, err
	}
	user, id := callerOf(ctx).user, jobs.NewRunID()
	done := a.Hub.Subscribe(live.Done, id)
	defer done.Close()
	question, left, err := a.Door.SubmitAnalysis(ctx, id, user.ID, n)
	if err != nil {
		return nil, a.refusal(ctx, err, left)
	}
	question, err = a.awaitAnalysis(ctx, done, question)
	if err != nil {
		return nil, err
	}
	if !question.Status.Final() {
		return newAcceptedAnalysis(question, left), nil
	}
	return &analyzeOutput{Status: http.StatusOK, RateHeaders: newRateHeaders(left), Body: a.newAnalysisAnswer(question)}, nil
}

// awaitAnalysis returns when the analysis has ended, or after syncWait.
func (a *api) awaitAnalysis(ctx context.Context, done *live.Subscription, question *analysis.Analysis) (*analysis.Analysis, error) {
	deadline, tick := time.NewTimer(syncWait), time.NewTicker(time.Second)
	defer deadline.Stop()
	defer tick.Stop()
	watched := time.Now()
	for !question.Status.Final() {
		last := false
		select {
		case <-done.C:
		case <-tick.C:
		case <-deadline.C:
			last = true
		case <-a.closing:
			last = true
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		now, err := a.Store.Analysis(ctx, question.ID, question.UserID)
		if err == nil && time.Since(watched) > watchEvery {
			watched, err = time.Now(), a.Store.WatchAnalysis(ctx, question.ID, question.UserID)
		}
		if err != nil && coderemote.CodeOf(err) != coderemote.CodeUnavailable {
			return nil, err
		}
		if err == nil {
			question = now
		}
		if last {
			break
		}
	}
	return question, nil
}

// watchEvery is how often a viewer says that it is still there.
const watchEvery = store.Watched / 3

func newAcceptedAnalysis(a *analysis.Analysis, left store.Allowance) *analyzeOutput {
	return &analyzeOutput{Status: http.StatusAccepted, RateHeaders: newRateHeaders(left), Location: apiPrefix + "/analyses/" + a.ID,
		Body: accepted{JobID: a.ID, Status: a.Status}}
}

func (a *api) analyzeAsync(ctx context.Context, in *analyzeInput) (*analyzeOutput, error) {
	n, err := in.new()
	if err != nil {
		return nil, err
	}
	question, left, err := a.Door.SubmitAnalysis(ctx, jobs.NewRunID(), callerOf(ctx).user.ID, n)
	if err != nil {
		return nil, a.refusal(ctx, err, left)
	}
	return newAcceptedAnalysis(question, left), nil
}

// ownAnalysis returns an analysis of the user; one of somebody else is not there.
func (s *Server) ownAnalysis(ctx context.Context, id, userID string) (*analysis.Analysis, error) {
	missing := coderemote.Errorf(coderemote.CodeNotFound, "There is no such analysis.")
	if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
		return nil, missing
	}
	a, err := s.Store.Analysis(ctx, id, userID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, missing
	}
	return a, err
}

type analysisInput struct {
	ID string `path:"id" doc:"id of the analysis"`
}

// analysis shows an analysis; who asks for it again and again waits for it.
func (a *api) analysis(ctx context.Context, in *analysisInput) (*struct{ Body analysisAnswer }, error) {
	user := callerOf(ctx).user
	found, err := a.ownAnalysis(ctx, in.ID, user.ID)
	if err != nil {
		return nil, err
	}
	if !found.Status.Final() {
		if err := a.Store.WatchAnalysis(ctx, found.ID, user.ID); err != nil {
			return nil, err
		}
	}
	return &struct{ Body analysisAnswer }{a.newAnalysisAnswer(found)}, nil
}

type statusOutput struct {
	Body struct {
		Available bool    `json:"available" doc:"whether this instance asks a model"`
		Provider  *string `json:"provider"`
	}
}

func (a *api) analyzeStatus(context.Context, *struct{}) (*statusOutput, error) {
	out := &statusOutput{}
	if a.Modeler != nil {
		provider := a.Modeler.Model.Provider()
		out.Body.Available, out.Body.Provider = true, &provider
	}
	return out, nil
}
