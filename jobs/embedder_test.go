package jobs

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/analysis/gemini"
	"coderemote/internal/modeltest"
	"coderemote/search"
	"coderemote/store"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// embedder is a backend of Gemini on a server of the tests.
func (b bench) embedder() (*Embedder, *modeltest.Server) {
	b.Helper()
	server := modeltest.New(b)
	model, err := gemini.New(b.Context(), "secret-key", server.URL, "gemini-embedding-001")
	if err != nil {
		b.Fatal(err)
	}
	return &Embedder{Model: model, Modeler: &Modeler{Store: b.Store, Model: analysis.NewGuard(model)}}, server
}

// embeddings returns how the calls for vectors ended, and their tokens.
func (b bench) embeddings() (outcomes string, tokens int) {
	b.Helper()
	const q = `SELECT coalesce(string_agg(outcome, ' ' ORDER BY id), ''), coalesce(sum(input_tokens + output_tokens), 0) FROM model_calls WHERE purpose = 'embedding'`
	if err := b.Pool().QueryRow(b.Context(), q).Scan(&outcomes, &tokens); err != nil {
		b.Fatal(err)
	}
	return outcomes, tokens
}

func TestEmbedder(t *testing.T) {
	b := newBench(t)
	e, server := b.embedder()
	mine := e.For(b.user)
	documents := []search.Document{{Title: "first", Code: "sorted(x)"}, {Code: strings.Repeat("ä", maxEmbedded)}}
	vectors, err := mine.EmbedDocuments(t.Context(), documents)
	if err != nil {
		t.Fatal(err)
	}
	question, err := mine.EmbedQuestion(t.Context(), "put in order")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range append(vectors, question) {
		if length := product(v, v); len(v) != search.Dimensions || math.Abs(length-1) > 1e-5 {
			t.Errorf("%d numbers of length %v, want a unit vector", len(v), length)
		}
	}
	if near, far := product(vectors[0], question), product(vectors[1], question); near < 0.99 || far > 0.01 {
		t.Errorf("the question is %v like the one and %v like the other", near, far)
	}
	asked := server.Asked()
	for i, want := range []string{`"taskType":"RETRIEVAL_DOCUMENT"`, `"outputDimensionality":768`, `"taskType":"CODE_RETRIEVAL_QUERY"`} {
		if !strings.Contains(asked[i], want) {
			t.Errorf("call %d lacks %s: %.300s", i, want, asked[i])
		}
	}
	if !strings.Contains(asked[0], `"title":"first"`) || len(asked[1]) > maxEmbedded+500 || strings.Contains(asked[1], "\ufffd") {
		t.Errorf("the first call is %s, the second of %d bytes", asked[0], len(asked[1]))
	}
	if outcomes, tokens := b.embeddings(); outcomes != "done done done" || tokens < maxEmbedded/charsPerToken {
		t.Errorf("the ledger says %q, %d tokens", outcomes, tokens)
	}
	if search.Backend(e) == search.Backend(search.NewKeywords()) || !strings.HasPrefix(e.Name(), "gemini-embedding-001-768") {
		t.Errorf("the name is %s", e.Name())
	}
}

func product(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// TestEmbedderThatLies: what is no vector is an error, and what is too long one that counts.
func TestEmbedderThatLies(t *testing.T) {
	b := newBench(t)
	for _, behavior := range []modeltest.Behavior{
		modeltest.Limited, modeltest.Failing, modeltest.Denied, modeltest.Garbled, modeltest.Short, modeltest.NotANo, modeltest.Zero, modeltest.TooMany, modeltest.NoVector,
	} {
		e, server := b.embedder()
		server.Then(behavior)
		if v, err := e.For(b.user).EmbedQuestion(t.Context(), "sorting"); err == nil {
			t.Errorf("%s: a vector of it: %v", behavior, v[:3])
		}
	}
	outcomes, tokens := b.embeddings()
	if outcomes != strings.TrimSpace(strings.Repeat("failed ", 9)) || tokens != 0 {
		t.Errorf("the ledger says %q, %d tokens", outcomes, tokens)
	}
	e, server := b.embedder()
	server.Then(modeltest.Huge)
	if v, err := e.For(b.user).EmbedQuestion(t.Context(), "sorting"); err != nil || math.Abs(product(v, v)-1) > 1e-5 {
		t.Errorf("of the largest numbers: %v", err)
	}
}

// TestEmbedderBudgets: vectors count with their tokens, and take no call of those
// that a person may ask for.
func TestEmbedderBudgets(t *testing.T) {
	b := newBench(t)
	e, server := b.embedder()
	e.Modeler.Budget = store.ModelBudget{UserCalls: 1, UserTokens: 100}
	for range 2 {
		if _, err := e.For(b.user).EmbedQuestion(t.Context(), "sorting"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := e.For(b.user).EmbedQuestion(t.Context(), strings.Repeat("sorting ", 100))
	if wait, passes := notNow(err); coderemote.CodeOf(err) != coderemote.CodeRateLimited || !passes || wait > 24*time.Hour || len(server.Asked()) != 2 {
		t.Errorf("over the budget: %v, to wait for %v; the model was asked %d times", err, wait, len(server.Asked()))
	}
	if _, err := e.Modeler.begin(t.Context(), b.user, "", "hint", ""); coderemote.CodeOf(err) != coderemote.CodeRateLimited {
		t.Errorf("the tokens of vectors count for nothing else: %v", err)
	}
	e.Modeler.Budget.UserTokens = 0
	if _, err := e.Modeler.begin(t.Context(), b.user, "", "hint", ""); err != nil {
		t.Errorf("vectors took the one call: %v", err)
	}
}

// remote is the projector and the search of people whose code a model compares.
func (b bench) remote() (*syncWorker, *search.Searcher, *modeltest.Server) {
	b.Helper()
	e, server := b.embedder()
	quiet := slog.New(slog.DiscardHandler)
	return &syncWorker{Projector: Projector{Store: b.Store, Embedder: e, Logger: quiet}}, search.New(b.Store, nil, e, nil, quiet), server
}

func (w *syncWorker) work(id, user string) error {
	return w.Work(context.Background(), &river.Job[SyncArgs]{JobRow: &rivertype.JobRow{CreatedAt: time.Now()}, Args: SyncArgs{id, user}})
}

func (b bench) find(s *search.Searcher, question string) *search.Answer {
	b.Helper()
	a, err := s.Ask(b.Context(), b.user, question, 10)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// stale returns how many jobs staleWorker makes.
func (b bench) stale(p Projector) int {
	b.Helper()
	b.syncJobs()
	if err := (&staleWorker{Projector: p}).Work(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	return len(b.syncJobs())
}

// TestModelThatIsDown: what is saved while the model does not answer is found by
// its words, the page is told why, and the vector comes when the model is back.
func TestModelThatIsDown(t *testing.T) {
	for _, behavior := range []modeltest.Behavior{modeltest.Limited, modeltest.Failing} {
		b := newBench(t)
		w, searcher, server := b.remote()
		s := b.snippet("def bubble_sort(a):\n    return a\n")
		server.Then(behavior, behavior)
		var snooze *river.JobSnoozeError
		if err := w.work(s.ID, b.user); !errors.As(err, &snooze) {
			t.Fatalf("%s: the job ends with %v, want to wait", behavior, err)
		}
		if a := b.find(searcher, "bubble sort"); a.Method != search.MethodLexical || a.Total != 1 || !strings.Contains(a.Note, "words alone") {
			t.Errorf("%s: by %s, %d found, note %q", behavior, a.Method, a.Total, a.Note)
		}
		if n := b.stale(w.Projector); n != 1 {
			t.Errorf("%s: %d jobs for what has no vector yet, want 1", behavior, n)
		}
		if d, err := w.Compare(t.Context()); err != nil || len(d.Stale) != 1 {
			t.Errorf("%s: drift is %+v, %v", behavior, d, err)
		}
		if err := w.work(s.ID, b.user); err != nil {
			t.Fatal(err)
		}
		if a := b.find(searcher, "bubble sort"); a.Method != search.MethodSemantic || a.Total != 1 || a.Note != "" {
			t.Errorf("%s: when it is back: by %s, %d found, note %q", behavior, a.Method, a.Total, a.Note)
		}
		if n := b.stale(w.Projector); n != 0 {
			t.Errorf("%s: what has a vector is read again", behavior)
		}
	}
}

// TestModelThatStalls: the question does not wait for long.
func TestModelThatStalls(t *testing.T) {
	b := newBench(t)
	w, searcher, server := b.remote()
	if err := w.work(b.snippet("def bubble_sort(a):\n    return a\n").ID, b.user); err != nil {
		t.Fatal(err)
	}
	server.Then(modeltest.Mute)
	if a := b.find(searcher, "bubble sort"); a.Total != 1 || a.Note == "" || a.Method != search.MethodLexical {
		t.Errorf("%d found by %s, note %q", a.Total, a.Method, a.Note)
	}
	<-server.Left()
}

// TestModelThatMayNotBeAsked: code and questions of a class without a model stay
// here, are compared by words, and go to the model when the class allows it.
func TestModelThatMayNotBeAsked(t *testing.T) {
	b := newBench(t)
	w, searcher, server := b.remote()
	b.exec(`UPDATE settings SET model = false`)
	one, two := b.snippet("def bubble_sort(a):\n    return a\n"), b.snippet("def bubble_sort(b):\n    return b\n")
	for _, s := range []*coderemote.Snippet{one, two} {
		if err := w.work(s.ID, b.user); err != nil {
			t.Fatal(err)
		}
	}
	a := b.find(searcher, "bubble sort")
	if a.Total != 2 || !strings.Contains(a.Note, "not given") || len(server.Asked()) != 0 {
		t.Errorf("%d found, note %q; the model was asked %d times", a.Total, a.Note, len(server.Asked()))
	}
	if found, _, err := searcher.Similar(t.Context(), b.user, one.ID, 5); err != nil || len(found) != 1 || !strings.Contains(found[0].Reasons[0], "words and structure") {
		t.Errorf("similar by words: %+v, %v", found, err)
	}
	if n := b.stale(w.Projector); n != 0 {
		t.Errorf("%d jobs for what the model may not see", n)
	}
	b.exec(`UPDATE settings SET model = true`)
	if n := b.stale(w.Projector); n != 2 {
		t.Errorf("%d jobs for what the model may see now, want 2", n)
	}
}

// TestModelWaitsForQuiet: while somebody types, words follow and the model is not asked.
func TestModelWaitsForQuiet(t *testing.T) {
	b := newBench(t)
	w, searcher, server := b.remote()
	w.Quiet = time.Hour
	s := b.snippet("def bubble_sort(a):\n    return a\n")
	var snooze *river.JobSnoozeError
	if err := w.work(s.ID, b.user); !errors.As(err, &snooze) || snooze.Duration > time.Hour || snooze.Duration < time.Minute {
		t.Errorf("the job ends with %v", err)
	}
	if a := b.find(searcher, "bubble"); a.Total != 1 || len(server.Asked()) != 1 { // the question alone
		t.Errorf("%d found, %d asked", a.Total, len(server.Asked()))
	}
	b.exec(`UPDATE snippets SET updated_at = now() - interval '2 hours'`)
	if err := w.work(s.ID, b.user); err != nil || len(server.Asked()) != 2 {
		t.Errorf("after some quiet: %v, %d asked", err, len(server.Asked()))
	}
}

// TestBackendsAreNotMixed: vectors of the one are not compared by the other, and
// are made again.
func TestBackendsAreNotMixed(t *testing.T) {
	b := newBench(t)
	w, _, _ := b.remote()
	quiet := slog.New(slog.DiscardHandler)
	s := b.snippet("def bubble_sort(a):\n    return a\n")
	if err := w.work(s.ID, b.user); err != nil {
		t.Fatal(err)
	}
	local := Projector{Store: b.Store, Embedder: search.NewKeywords(), Logger: quiet}
	if n := b.stale(local); n != 1 {
		t.Errorf("%d jobs after a change of the backend, want 1", n)
	}
	if a := b.find(search.New(b.Store, nil, search.NewKeywords(), nil, quiet), "bubble sort"); a.Total != 0 {
		t.Errorf("what another backend made is found: %+v", a.Results)
	}
	if err := local.Sync(t.Context(), SyncArgs{s.ID, b.user}); err != nil {
		t.Fatal(err)
	}
	if a := b.find(search.New(b.Store, nil, search.NewKeywords(), nil, quiet), "bubble sort"); a.Total != 1 {
		t.Error("it is not found after it was made again")
	}
}

// TestSharesOfARemoteBackend: what others see has the vector of what it shows.
func TestSharesOfARemoteBackend(t *testing.T) {
	b := newBench(t)
	w, _, server := b.remote()
	s := b.snippet("def bubble_sort(a):\n    return a\n")
	version, err := b.KeepVersion(t.Context(), s.ID, b.user, "", true)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ShareSnippet(t.Context(), b.user, &coderemote.Share{SnippetID: s.ID, Token: "token-of-the-share", Version: version}); err != nil {
		t.Fatal(err)
	}
	code := "print(2)"
	if _, err := b.UpdateSnippet(t.Context(), s.ID, b.user, coderemote.SnippetChange{Code: &code}); err != nil {
		t.Fatal(err)
	}
	server.Then(modeltest.Failing)
	if err := w.work(s.ID, b.user); err == nil {
		t.Fatal("a job whose backend fails is done")
	}
	for range 2 {
		if err := w.work(s.ID, b.user); err != nil {
			t.Fatal(err)
		}
	}
	share, err := b.ShareToSync(t.Context(), s.ID)
	if err != nil || share.Pending || share.VectorVersion != version || len(server.Asked()) != 3 {
		t.Errorf("the share is %+v, %v, after %d calls; want 3", share, err, len(server.Asked()))
	}
}
