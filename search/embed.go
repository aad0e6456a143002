package search

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
)

// Embedder turns snippets and questions into unit vectors that can be compared
// with each other. A vector belongs to the backend that made it: those of two
// backends are never compared.
type Embedder interface {
	// Name names the backend and its version; it is stored beside each vector.
	Name() string
	// Semantic reports whether the vectors come from a language model.
	Semantic() bool
	// Remote reports whether texts leave this machine: such a backend can be slow,
	// down, or not allowed to see what a person writes.
	Remote() bool
	// For returns the backend as it works for a person: within their budget, and
	// with ErrNotAllowed where their texts may not be given to it.
	For(userID string) Embedder
	// EmbedDocuments returns one unit vector for each document, in their order.
	EmbedDocuments(ctx context.Context, documents []Document) ([][]float32, error)
	// EmbedQuestion returns the unit vector of what a person asks.
	EmbedQuestion(ctx context.Context, question string) ([]float32, error)
}

// ErrNotAllowed says that a person's texts may not be given to the backend.
var ErrNotAllowed = errors.New("search: the texts of this person stay on this machine")

// Text is what a language model reads of d beside its title.
func (d Document) Text() string {
	d.Title = ""
	return d.sentence()
}

// Dimensions is the length of the vectors that are stored and indexed; shorter
// ones are padded with zeros, which leaves the cosine unchanged.
const Dimensions = 768

// Keywords is the backend that needs no model: ideas that the code shows or the
// question names, words of names and texts, and pieces of words, hashed.
type Keywords struct{}

// NewKeywords returns the backend without a model.
func NewKeywords() Keywords { return Keywords{} }

// Name returns "keywords-1".
func (Keywords) Name() string { return "keywords-1" }

// Semantic returns false: words and shapes are compared, not meanings.
func (Keywords) Semantic() bool { return false }

// Remote returns false.
func (Keywords) Remote() bool { return false }

// For returns the same for everybody.
func (k Keywords) For(string) Embedder { return k }

// EmbedDocuments never fails.
func (Keywords) EmbedDocuments(_ context.Context, documents []Document) ([][]float32, error) {
	vectors := make([][]float32, len(documents))
	for i, d := range documents {
		vectors[i] = hashed(DocumentTerms(d))
	}
	return vectors, nil
}

// EmbedQuestion never fails.
func (Keywords) EmbedQuestion(_ context.Context, question string) ([]float32, error) {
	return hashed(QuestionTerms(question)), nil
}

// hashed returns the unit vector of terms. Each idea has a place of its own; the
// words share the others by their hash, with a sign by it. The pieces of a word
// let "fibonaci" come near "fibonacci".
func hashed(terms Terms) []float32 {
	l := theLexicon()
	v := make([]float32, Dimensions)
	for i, idea := range l.ideas {
		v[i] = float32(2 * terms[ideaMark+idea.name])
	}
	shared := v[len(l.ideas):]
	for term, weight := range terms {
		if strings.HasPrefix(term, ideaMark) {
			continue
		}
		add(shared, term, 0.5*weight)
		padded := " " + term + " "
		for i := 0; i+3 <= len(padded) && len(term) > 3; i++ {
			add(shared, "#"+padded[i:i+3], 0.12*weight)
		}
	}
	return unit(v)
}

func add(v []float32, term string, weight float64) {
	h := fnv.New64a()
	h.Write([]byte(term))
	sum := h.Sum64()
	if sum>>63 == 1 {
		weight = -weight
	}
	v[sum%uint64(len(v))] += float32(weight)
}

// Unit returns v, which may have come from anywhere, at length 1. It fails when v
// is not of Dimensions numbers that point somewhere.
func Unit(v []float32) ([]float32, error) {
	if len(v) != Dimensions {
		return nil, fmt.Errorf("search: a vector of %d numbers, not %d", len(v), Dimensions)
	}
	var square float64 // of float32, which cannot overflow here
	for _, value := range v {
		square += float64(value) * float64(value)
	}
	if square == 0 || math.IsNaN(square) || math.IsInf(square, 0) {
		return nil, errors.New("search: a vector that points nowhere")
	}
	scaled := make([]float32, len(v))
	for i, value := range v {
		scaled[i] = float32(float64(value) / math.Sqrt(square))
	}
	return scaled, nil
}

// unit scales v to length 1; a vector of zeros stays one.
func unit(v []float32) []float32 {
	length := math.Sqrt(float64(dot(v, v)))
	if length == 0 {
		return v
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / length)
	}
	return v
}

// dot returns the cosine of two unit vectors; the longer one counts as far as the
// shorter one goes.
func dot(a, b []float32) float32 {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	var s0, s1, s2, s3 float32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
