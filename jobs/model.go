package jobs

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/store"
)

// errUnwatched says that everybody who waited for the model has left.
var errUnwatched = errors.New("jobs: nobody waits for the model any more")

// A narrative is stored when this much time or text has come together.
const (
	narrateEvery = 150 * time.Millisecond
	narrateBytes = 1 << 10
)

// charsPerToken is how many bytes of code a token has at least; budgets are held
// by it until the server has told what a call took.
const charsPerToken = 3

// instructionTokens is what our own instruction takes at most.
const instructionTokens = 600

// Modeler asks a language model on behalf of people, within their budgets.
type Modeler struct {
	Store  *store.Store
	Model  *analysis.Guard
	Budget store.ModelBudget
}

// begin enters a call of a person into the ledger; data is what is shown to the
// model. It returns what enters the end of it.
func (m *Modeler) begin(ctx context.Context, userID, classID, purpose, data string) (end ending, err error) {
	return m.open(ctx, &store.ModelCall{UserID: userID, ClassID: classID, Purpose: purpose, Model: m.Model.Name(),
		Most: analysis.Tokens{Input: instructionTokens + len(data)/charsPerToken, Output: analysis.MaxOutputTokens}})
}

func (m *Modeler) open(ctx context.Context, call *store.ModelCall) (end ending, err error) {
	if err := m.Store.OpenModelCall(ctx, call, m.Budget); err != nil {
		return nil, err
	}
	started := time.Now()
	return func(used analysis.Tokens, written int, err error) error {
		outcome := "done"
		switch {
		case err != nil && ctx.Err() != nil:
			outcome = "left"
		case err != nil:
			outcome = "failed"
		}
		if used == (analysis.Tokens{}) && written > 0 { // the server did not come to tell
			used = analysis.Tokens{Input: call.Most.Input, Output: written / charsPerToken}
		}
		return m.Store.CloseModelCall(context.WithoutCancel(ctx), call, outcome, used, time.Since(started))
	}, nil
}

// allowed reports whether a person's code may be given to the model, and the
// class that they work in.
func (m *Modeler) allowed(ctx context.Context, userID string) (ok bool, classID string, err error) {
	settings, class, err := m.Store.SettingsOf(ctx, userID)
	if err != nil {
		return false, "", err
	}
	if class != nil {
		classID = class.ID
	}
	return settings.Conditions(class).Model, classID, nil
}

// opinion asks the model about the code of the analysis, and stores what it
// writes as it comes. Whatever goes wrong is a sentence in the opinion: the other
// sources have answered already.
func (x *inquiry) opinion(ctx context.Context) analysis.Opinion {
	m := x.modeler
	if m == nil || x.claim.Mode != analysis.ModeAll || x.claim.Error != "" {
		return analysis.Opinion{}
	}
	o := analysis.Opinion{Model: m.Model.Name()}
	if x.claim.Narrative != "" {
		o.Problem = "The model was interrupted. Analyze the code again to ask it anew."
		return o
	}
	ok, class, err := m.allowed(ctx, x.claim.UserID)
	if err == nil && !ok {
		return analysis.Opinion{Problem: "The model is turned off here."}
	}
	if err == nil {
		err = x.consult(ctx, class, &o)
	}
	if err != nil {
		o.Problem = excuse(ctx, err, "Analyze the code again")
		x.logger.Warn("model not heard to the end", "analysis_id", x.claim.ID, "err", err)
	}
	return o
}

// consult fills o from what the model said before, or by asking it.
func (x *inquiry) consult(ctx context.Context, class string, o *analysis.Opinion) error {
	m := x.modeler
	before, err := m.Store.ModelAnswer(ctx, x.claim.Code, o.Model)
	if err == nil {
		o.Time, o.Space, o.Cached = before.Time, before.Space, true
		return x.store.AppendNarrative(ctx, x.claim, before.Narrative)
	}
	if coderemote.CodeOf(err) != coderemote.CodeNotFound {
		return err
	}
	narrative, err := x.narrate(ctx, class)
	if err != nil {
		return err
	}
	if o.Time, o.Space, err = x.classify(ctx, class); err != nil {
		return err
	}
	return m.Store.KeepModelAnswer(ctx, x.claim.Code, o.Model, store.ModelAnswer{Narrative: narrative, Time: o.Time, Space: o.Space})
}

// narrate has the model write, and stores its text piece by piece.
func (x *inquiry) narrate(ctx context.Context, class string) (string, error) {
	end, err := x.modeler.begin(ctx, x.claim.UserID, class, "narrative", x.claim.Code)
	if err != nil {
		return "", err
	}
	return x.modeler.stream(ctx, analysis.Narrate(x.claim.Code), end, func(ctx context.Context, text string) error { return x.store.AppendNarrative(ctx, x.claim, text) })
}

// ending enters what became of a call into the ledger.
type ending func(used analysis.Tokens, written int, err error) error

// stream has the model write, hands its text to keep piece by piece, and returns
// all of it.
func (m *Modeler) stream(ctx context.Context, q analysis.Question, end ending, keep func(context.Context, string) error) (string, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w := &narrator{keep: keep, ctx: ctx, stop: stop}
	used, err := m.Model.Stream(ctx, q, w.piece)
	w.flush()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = errors.Join(err, cause)
	}
	if w.full {
		err = nil
	}
	return w.all.String(), errors.Join(err, end(used, w.all.Len(), err))
}

// classify has the model choose two classes. What is none of ours is none.
func (x *inquiry) classify(ctx context.Context, class string) (time, space analysis.Class, err error) {
	end, err := x.modeler.begin(ctx, x.claim.UserID, class, "classes", x.claim.Code)
	if err != nil {
		return "", "", err
	}
	t, s, used, err := x.modeler.Model.Choose(ctx, analysis.Classify(x.claim.Code))
	return analysis.Parse(t), analysis.Parse(s), errors.Join(err, end(used, 0, err))
}

// narrator stores a text while it is written: the first piece at once, then what
// has come together, also while the model pauses.
type narrator struct {
	keep func(context.Context, string) error
	ctx  context.Context
	stop context.CancelCauseFunc

	mu      sync.Mutex
	all     strings.Builder
	pending strings.Builder
	last    time.Time   // when pieces were stored
	timer   *time.Timer // stores what is pending; nil while nothing is
	full    bool        // more than is kept
}

func (w *narrator) piece(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "\ufffd")
	if w.full || w.all.Len()+len(text) > analysis.MaxNarrative {
		w.full = true
		w.stop(context.Canceled)
		return
	}
	w.all.WriteString(text)
	w.pending.WriteString(text)
	switch wait := narrateEvery - time.Since(w.last); {
	case wait <= 0 || w.pending.Len() >= narrateBytes:
		w.store()
	case w.timer == nil:
		w.timer = time.AfterFunc(wait, w.flush)
	}
}

// flush stores what is pending.
func (w *narrator) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.store()
}

func (w *narrator) store() {
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
	if w.pending.Len() == 0 {
		return
	}
	// What was written is kept also when everybody has left.
	if err := w.keep(context.WithoutCancel(w.ctx), w.pending.String()); err != nil {
		w.stop(err)
	}
	w.pending.Reset()
	w.last = time.Now()
}

// excuse says to a person why the model has not answered, and how to ask again.
func excuse(ctx context.Context, err error, again string) string {
	switch e := coderemote.AsError(err); {
	case e.Code == coderemote.CodeRateLimited:
		return e.Message
	case errors.Is(context.Cause(ctx), errUnwatched):
		return "Nobody waited for the model any more, so it was stopped."
	case errors.Is(err, analysis.ErrOpen):
		return "The model has failed too often and is left alone for half a minute. " + again + " later."
	case errors.Is(err, analysis.ErrBusy):
		return "The model is busy. " + again + " in a minute."
	case errors.Is(err, analysis.ErrStalled), errors.Is(err, context.DeadlineExceeded):
		return "The model went silent before it was done."
	case errors.Is(err, analysis.ErrBroken):
		return "The model stopped half-way."
	case errors.Is(err, errNoModel):
		return "No model is set up on the server that does this work. An administrator can set one up."
	case errors.Is(err, analysis.ErrRefused):
		return "The model's server refuses to answer. An administrator finds the reason in the log."
	}
	return "The model cannot be reached."
}
