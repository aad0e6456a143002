package search

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"coderemote"
	"coderemote/graph"
	"coderemote/store"
)

// Method says how the results of an answer were found.
type Method string

// The methods.
const (
	MethodPlan     Method = "cypher"   // a filter, an order or an aggregate chose them, in whichever store it ran
	MethodSemantic Method = "semantic" // a model's vectors ranked them
	MethodLexical  Method = "lexical"  // words and n-grams ranked them
)

// Answer is what a question comes to.
type Answer struct {
	Question string
	Plan     Plan
	Method   Method
	Results  []Result // the best, at most as many as were asked for
	Total    int      // how many there are in all
	Counts   []Count  // of an aggregate, nil for another question
	Query    Query
	Note     string // why a language model that should have ranked has not, as a sentence; else ""
}

// Result is a snippet with the reasons why it was found.
type Result struct {
	*coderemote.Snippet
	Score   float64 // 0 to 1; 1 where nothing was ranked
	Reasons []string
	Shared  *coderemote.Shared // whose it is and where it is shown; nil for one's own
}

// Count is one line of an aggregate. Value is "" for what is not known.
type Count struct {
	Value string
	Count int
}

// Query is what ran: a fixed text and the values of its parameters.
type Query struct {
	Language string // "SQL" or "Cypher"
	Text     string
	Values   string
}

// Planner makes the plan of a question with a language model.
type Planner interface {
	Plan(ctx context.Context, userID, question string) (Plan, error)
}

// ErrNoPlanner says that no model may be asked for this person.
var ErrNoPlanner = errors.New("search: no model plans for this person")

// Searcher answers questions about a person's code. It is safe for use by many
// goroutines.
type Searcher struct {
	store    *store.Store
	graph    *graph.Graph // nil where there is none
	embedder Embedder
	backend  string
	planner  Planner // nil for the parser alone
	logger   *slog.Logger
}

// New makes a Searcher. g is nil where there is no graph, planner where no model
// plans.
func New(s *store.Store, g *graph.Graph, e Embedder, planner Planner, logger *slog.Logger) *Searcher {
	return &Searcher{store: s, graph: g, embedder: e, backend: Backend(e), planner: planner, logger: logger}
}

// GraphDown reports whether there is a graph that does not answer. Searches are
// answered without it then.
func (s *Searcher) GraphDown(ctx context.Context) bool {
	return s.graph != nil && s.graph.Ping(ctx) != nil
}

// Semantic reports whether a language model ranks.
func (s *Searcher) Semantic() bool { return s.embedder.Semantic() }

// Remote reports whether what people write is given to a model elsewhere.
func (s *Searcher) Remote() bool { return s.embedder.Remote() }

// Backend returns the name under which vectors and terms of e are stored. It
// changes with the lexicon, so that everything is read again after an update.
func Backend(e Embedder) string { return e.Name() + "/" + readerVersion() }

var readerVersion = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte("3" + lexiconText))
	return hex.EncodeToString(sum[:4])
})

// Ask answers question for userID with at most limit results: of their own
// snippets and, unless the question says "my", of what others show to them in
// their classes.
func (s *Searcher) Ask(ctx context.Context, userID, question string, limit int) (*Answer, error) {
	return s.AskWithout(ctx, userID, question, nil, limit)
}

// Suggest is Ask for a question that is being typed: its last word may be the
// beginning of one, and no model is asked for a plan.
func (s *Searcher) Suggest(ctx context.Context, userID, question string, limit int) (*Answer, error) {
	question, err := checkQuestion(question)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, request{userID: userID, question: question, plan: Parse(question), limit: limit, typing: true})
}

// AskWithout is Ask for a person who has taken parts of the plan away, by their
// names in Parts.
func (s *Searcher) AskWithout(ctx context.Context, userID, question string, parts []string, limit int) (*Answer, error) {
	question, err := checkQuestion(question)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, request{userID: userID, question: question, plan: s.plan(ctx, userID, question).Without(parts), limit: limit})
}

// AskClass answers question from what others show to userID in a class alone.
// Whether they may ask in it is for the caller to know; where userID has no
// place, nothing is found.
func (s *Searcher) AskClass(ctx context.Context, userID, classID, question string, parts []string, limit int) (*Answer, error) {
	question, err := checkQuestion(question)
	if err != nil {
		return nil, err
	}
	p := s.plan(ctx, userID, question).Without(append([]string{"starred"}, parts...))
	return s.answer(ctx, request{userID: userID, classID: classID, question: question, plan: p, limit: limit})
}

// request is a question that was understood.
type request struct {
	userID   string
	classID  string // "" for one's own snippets and those of all one's classes
	question string
	plan     Plan
	limit    int
	typing   bool
	byWords  bool // what is alike was found by words, whatever the backend
}

// ownOnly reports whether what others show is left out: they have no stars of
// this person, a count is of one's own, and "my" means it.
func (r request) ownOnly() bool {
	return r.classID == "" && (r.plan.Starred != nil || r.plan.Aggregate != AggregateNone || slices.ContainsFunc(words(r.question), func(word string) bool {
		return oneOf(word, "my mine i")
	}))
}

func checkQuestion(question string) (string, error) {
	if !utf8.ValidString(question) || strings.ContainsRune(question, 0) {
		return "", coderemote.Invalid("query.q", "A question must be UTF-8 text without the character U+0000.", nil)
	}
	trimmed := strings.TrimSpace(question)
	if n := utf8.RuneCountInString(question); trimmed == "" || n > MaxQuestion {
		return "", coderemote.Invalid("query.q", "A question has 1 to 500 characters. Write what you look for.", n)
	}
	return trimmed, nil
}

// planTime is how long a model may think about a plan before the parser's is taken.
const planTime = 4 * time.Second

// plan asks the model where there is one, and takes the parser's plan when it
// fails, stalls, or says what is not in the closed set.
func (s *Searcher) plan(ctx context.Context, userID, question string) Plan {
	if s.planner == nil {
		return Parse(question)
	}
	limited, cancel := context.WithTimeout(ctx, planTime)
	defer cancel()
	p, err := s.planner.Plan(limited, userID, question)
	if err == nil {
		err = p.Validate()
	}
	switch {
	case err == nil:
		return p
	case !errors.Is(err, ErrNoPlanner):
		s.logger.Warn("plan of the model not used", "err", err)
	}
	return Parse(question)
}

func (s *Searcher) answer(ctx context.Context, r request) (*Answer, error) {
	p := r.plan
	if p.Limit > 0 {
		r.limit = min(r.limit, p.Limit)
	}
	a := &Answer{Question: r.question, Plan: p, Method: MethodPlan, Results: []Result{}}
	if p.Aggregate != AggregateNone && p.Text == "" && len(p.NotIn) == 0 && r.classID == "" {
		buckets, err := s.counts(ctx, r.userID, a)
		if err != nil {
			return nil, err
		}
		a.count(p.Aggregate, buckets)
		return a, nil
	}
	vector := s.questionVector(ctx, r, &a.Note)
	rows, err := s.candidates(ctx, r, vector, &a.Query)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(row coderemote.SearchRow) bool { return slices.Contains(p.NotIn, strings.ToLower(row.Language)) })
	ranked, semantic := s.rank(p, vector, rows, r.typing)
	if p.Aggregate != AggregateNone {
		a.count(p.Aggregate, bucketsOf(p.Aggregate, ranked))
		return a, nil
	}
	if !p.Filtered() {
		a.Method = MethodLexical
		if semantic {
			a.Method = MethodSemantic
		}
	}
	a.Total = len(ranked)
	a.Results, err = s.results(ctx, r, ranked[:min(r.limit, len(ranked))])
	return a, err
}

// filter is what the store can choose by.
func (p Plan) filter() coderemote.SearchFilter {
	f := coderemote.SearchFilter{TimeIn: spellings(p.TimeIn), SpaceIn: spellings(p.SpaceIn), Starred: p.Starred}
	for _, language := range p.Languages {
		f.Languages = append(f.Languages, strings.ToLower(language))
	}
	return f
}

// spellings adds to classes those of two sizes that count as them.
func spellings(classes []string) []string {
	all := slices.Clone(classes)
	for _, class := range classes {
		switch class {
		case "O(n)":
			all = append(all, "O(n + m)")
		case "O(n^2)":
			all = append(all, "O(n * m)")
		case "O(n log n)":
			all = append(all, "O(n log m)", "O(m log n)")
		}
	}
	return all
}

// hit is a candidate with the row that it was made of.
type hit struct {
	Ranked
	row coderemote.SearchRow
}

// embedTime is how long a backend may take for a question before words alone rank.
const embedTime = 2 * time.Second

// hasWord reports whether the question names something that h has.
func (h hit) hasWord() bool { return len(h.Matched) > 0 }

// questionVector returns the vector of the text of r; nil when words alone rank:
// without a text, while it is half typed, and when the backend fails. Then note
// says why.
func (s *Searcher) questionVector(ctx context.Context, r request, note *string) []float32 {
	if r.plan.Text == "" || r.typing && s.embedder.Semantic() {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, embedTime)
	defer cancel()
	vector, err := s.embedder.For(r.userID).EmbedQuestion(limited, r.plan.Text)
	if err != nil {
		*note = excuse(err)
		if !errors.Is(err, ErrNotAllowed) {
			s.logger.Warn("question not embedded: words alone rank", "backend", s.backend, "err", err)
		}
		return nil
	}
	return vector
}

// excuse says why words alone rank.
func excuse(err error) string {
	switch e := coderemote.AsError(err); {
	case errors.Is(err, ErrNotAllowed):
		return "Your code and questions are not given to the language model, so words alone were compared."
	case e.Code == coderemote.CodeRateLimited:
		return e.Message + " Until then words alone are compared."
	}
	return "The language model did not answer in time, so words alone were compared. Ask again in a minute."
}

// rank orders rows by the plan. It reports whether a model's vectors took part.
func (s *Searcher) rank(p Plan, vector []float32, rows []coderemote.SearchRow, typing bool) ([]hit, bool) {
	if p.Text == "" {
		hits := make([]hit, len(rows))
		for i, row := range rows {
			hits[i] = hit{Ranked{Candidate: Candidate{ID: row.ID}, Score: 1}, row}
		}
		p.sort(hits)
		return hits, false
	}
	hits := rankRows(p.Text, vector, s.embedder.Semantic(), rows, typing)
	if len(words(p.Text)) == 1 && !typing && !slices.ContainsFunc(hits, hit.hasWord) {
		hits = rankRows(p.Text, vector, s.embedder.Semantic(), rows, true) // a word that no code has may be the beginning of one
	}
	if p.Filtered() {
		hits = relevant(hits)
		p.sort(hits)
	}
	compared := slices.ContainsFunc(rows, func(r coderemote.SearchRow) bool { return r.Vector != nil || r.Compared })
	return hits, vector != nil && compared && s.embedder.Semantic()
}

func rankRows(text string, vector []float32, semantic bool, rows []coderemote.SearchRow, typing bool) []hit {
	question := QuestionTerms(text)
	if typing {
		question = question.withPrefix(text)
	}
	byID := make(map[string]coderemote.SearchRow, len(rows))
	candidates := make([]Candidate, len(rows))
	for i, row := range rows {
		byID[row.ID] = row
		candidates[i] = Candidate{ID: row.ID, Terms: question.in(row.Terms), Vector: row.Vector, Compared: row.Compared, Similarity: row.Similarity}
	}
	ranked := rankTerms(question, vector, semantic, candidates)
	hits := make([]hit, len(ranked))
	for i, r := range ranked {
		hits[i] = hit{r, byID[r.ID]}
	}
	return hits
}

// relevant keeps the hits that have about as much to do with the text as the
// best one: an order or a count over weak ones would answer another question.
func relevant(hits []hit) []hit {
	if len(hits) == 0 {
		return hits
	}
	enough := max(0.15, hits[0].Score*0.5)
	return slices.DeleteFunc(hits, func(h hit) bool { return h.Score < enough })
}

// sort orders hits as p says; those of equal rank stay as they are, by score.
func (p Plan) sort(hits []hit) {
	slices.SortStableFunc(hits, func(a, b hit) int {
		switch p.Order {
		case OrderWorst:
			return cmp.Or(compareKnown(p.class(a), p.class(b), true), b.row.UpdatedAt.Compare(a.row.UpdatedAt))
		case OrderBest:
			return cmp.Or(compareKnown(p.class(a), p.class(b), false), b.row.UpdatedAt.Compare(a.row.UpdatedAt))
		case OrderRecent:
			return cmp.Or(b.row.UpdatedAt.Compare(a.row.UpdatedAt), strings.Compare(b.ID, a.ID))
		}
		return 0
	})
}

func (p Plan) class(h hit) int {
	if p.BySpace {
		return rank(h.row.SpaceComplexity)
	}
	return rank(h.row.TimeComplexity)
}

// compareKnown orders classes by their rank; what is not known comes last in
// either direction.
func compareKnown(a, b int, worstFirst bool) int {
	unknown := len(Classes())
	switch {
	case a == b:
		return 0
	case a == unknown:
		return 1
	case b == unknown:
		return -1
	case worstFirst:
		return b - a
	}
	return a - b
}

// results reads the snippets of hits: what the person may not see now is left
// out, wherever it was found.
func (s *Searcher) results(ctx context.Context, r request, hits []hit) ([]Result, error) {
	var own, others []string
	for _, h := range hits {
		if h.row.Shared {
			others = append(others, h.ID)
		} else {
			own = append(own, h.ID)
		}
	}
	items, err := s.store.SearchItems(ctx, r.userID, own)
	if err != nil {
		return nil, err
	}
	shared := map[string]store.SharedItem{}
	if len(others) > 0 {
		if shared, err = s.store.SharedSearchItems(ctx, r.userID, r.classID, others); err != nil {
			return nil, err
		}
	}
	results := make([]Result, 0, len(hits))
	said := newQuestion(r.plan.Text)
	for _, h := range hits {
		found := Result{Snippet: items[h.ID], Score: h.Score}
		if item, ok := shared[h.ID]; ok && h.row.Shared {
			found.Snippet, found.Shared = item.Snippet, &item.Shared
		}
		if found.Snippet != nil {
			found.Reasons = r.plan.reasons(said, h, s.embedder.Semantic() && !r.byWords)
			results = append(results, found)
		}
	}
	return results, nil
}

// count fills the table of an aggregate: classes in their order, languages by number.
func (a *Answer) count(by Aggregate, buckets []coderemote.SearchBucket) {
	sums := map[string]int{}
	for _, b := range buckets {
		value := b.Value
		if class := Canonical(value); by != CountByLanguage && class != "" {
			value = class
		}
		sums[value] += b.Count
		a.Total += b.Count
	}
	a.Counts = []Count{}
	for value, n := range sums {
		a.Counts = append(a.Counts, Count{value, n})
	}
	slices.SortFunc(a.Counts, func(x, y Count) int {
		if by == CountByLanguage {
			return cmp.Or(y.Count-x.Count, strings.Compare(x.Value, y.Value))
		}
		return cmp.Or(rank(x.Value)-rank(y.Value), strings.Compare(y.Value, x.Value))
	})
}

func bucketsOf(by Aggregate, hits []hit) []coderemote.SearchBucket {
	var buckets []coderemote.SearchBucket
	for _, h := range hits {
		value := h.row.Language
		switch by {
		case CountByTime:
			value = h.row.TimeComplexity
		case CountBySpace:
			value = h.row.SpaceComplexity
		}
		buckets = append(buckets, coderemote.SearchBucket{Value: value, Count: 1})
	}
	return buckets
}

// dimension returns what the aggregate counts by: "time", "space" or "language".
func (a Aggregate) dimension() string { return strings.TrimPrefix(string(a), "count_by_") }
