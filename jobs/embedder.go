package jobs

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/search"
	"coderemote/store"
)

// VectorModel is a model that turns texts into vectors of about so many
// dimensions. What it says is not to be believed.
type VectorModel interface {
	EmbedDocument(ctx context.Context, title, text string, dimensions int) ([]float32, error)
	EmbedQuestion(ctx context.Context, question string, dimensions int) ([]float32, error)
}

// Embedder is the backend of the search on another machine: a model makes the
// vectors, for people whose code may be given to it and within their budgets.
type Embedder struct {
	Modeler *Modeler
	Model   VectorModel
	userID  string // "" before For
}

// Name names the model and how many of its dimensions are kept.
func (e *Embedder) Name() string {
	return fmt.Sprintf("%s-%d", e.Modeler.Model.Name(), search.Dimensions)
}

// Semantic returns true.
func (e *Embedder) Semantic() bool { return true }

// Remote returns true.
func (e *Embedder) Remote() bool { return true }

// For returns the backend as it works for a person.
func (e *Embedder) For(userID string) search.Embedder {
	return &Embedder{Modeler: e.Modeler, Model: e.Model, userID: userID}
}

// maxEmbedded is how much of a text the model is shown, in bytes: it reads 2,048
// tokens and drops the rest.
const maxEmbedded = 8 << 10

// EmbedDocuments asks once for each document.
func (e *Embedder) EmbedDocuments(ctx context.Context, documents []search.Document) ([][]float32, error) {
	vectors := make([][]float32, len(documents))
	for i, d := range documents {
		text := cut(d.Text(), maxEmbedded)
		vector, err := e.ask(ctx, d.Title+text, func(ctx context.Context) ([]float32, error) {
			return e.Model.EmbedDocument(ctx, d.Title, text, search.Dimensions)
		})
		if err != nil {
			return nil, err
		}
		vectors[i] = vector
	}
	return vectors, nil
}

// EmbedQuestion asks once.
func (e *Embedder) EmbedQuestion(ctx context.Context, question string) ([]float32, error) {
	return e.ask(ctx, question, func(ctx context.Context) ([]float32, error) {
		return e.Model.EmbedQuestion(ctx, question, search.Dimensions)
	})
}

// ask makes one call in the name of the person, and enters it into the ledger.
// The server does not tell what a vector took: it is what the text has at most.
func (e *Embedder) ask(ctx context.Context, text string, call func(context.Context) ([]float32, error)) (vector []float32, err error) {
	m := e.Modeler
	ok, class, err := m.allowed(ctx, e.userID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, search.ErrNotAllowed
	}
	size := analysis.Tokens{Input: 1 + len(text)/charsPerToken}
	end, err := m.open(ctx, &store.ModelCall{UserID: e.userID, ClassID: class, Purpose: store.PurposeEmbedding, Model: m.Model.Name(), Most: size})
	if err != nil {
		return nil, err
	}
	err = m.Model.Do(ctx, func(ctx context.Context) (err error) {
		if vector, err = call(ctx); err == nil {
			vector, err = unitVector(vector)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, end(analysis.Tokens{}, 0, err))
	}
	return vector, end(size, 0, nil)
}

func unitVector(v []float32) ([]float32, error) {
	v, err := search.Unit(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", analysis.ErrBroken, err)
	}
	return v, nil
}

// cut returns at most limit bytes of text, whole characters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "")
}

// How long a snippet waits for a backend that does not work now. Such a wait is
// no attempt: until then words alone find the snippet.
const embedPause = time.Minute

// notNow reports whether err of a backend passes by itself, and in which time.
func notNow(err error) (wait time.Duration, ok bool) {
	var e *coderemote.Error
	var soon later
	var away *url.Error
	switch {
	case err == nil:
		return 0, false
	case errors.As(err, &soon):
		return time.Duration(soon), true
	case errors.As(err, &away):
		return embedPause, true
	case errors.As(err, &e) && e.Code == coderemote.CodeRateLimited:
		return max(e.RetryAfter, embedPause), true
	}
	for _, passing := range []error{analysis.ErrBusy, analysis.ErrOpen, analysis.ErrStalled, context.DeadlineExceeded} {
		if errors.Is(err, passing) {
			return embedPause, true
		}
	}
	return 0, false
}
