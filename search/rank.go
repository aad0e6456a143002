package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Candidate is a snippet that passed the filters of a plan.
type Candidate struct {
	ID     string
	Terms  Terms
	Vector []float32 // nil while there is none of the present backend
	// Similarity is the cosine with the question where an index has Compared them
	// already, and after ranking; else 0.
	Compared   bool
	Similarity float64
}

// Ranked is a candidate with its score, 0 to 1, and why it has it.
type Ranked struct {
	Candidate
	Score   float64
	Matched []string // terms of the question that it has, the most telling first
}

// minScore is the score below which a candidate has nothing to do with a question.
const minScore = 0.04

// Rank orders candidates by how well they answer text, best first; those that
// have nothing in common with it are left out. vector is the question's, nil when
// only words count; semantic says that a model made the vectors.
func Rank(text string, vector []float32, semantic bool, candidates []Candidate) []Ranked {
	return rankTerms(QuestionTerms(text), vector, semantic, candidates)
}

func rankTerms(question Terms, vector []float32, semantic bool, candidates []Candidate) []Ranked {
	rarity := rarities(question, candidates)
	ranked := make([]Ranked, 0, len(candidates))
	for _, c := range candidates {
		if c.Vector != nil && vector != nil {
			c.Compared, c.Similarity = true, float64(dot(vector, c.Vector))
		}
		c.Similarity = max(0, c.Similarity)
		r := Ranked{Candidate: c}
		var words float64
		words, r.Matched = overlap(question, c.Terms, rarity)
		r.Score = mix(words, r.Similarity, semantic, c.Compared)
		if r.Score >= minScore {
			ranked = append(ranked, r)
		}
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int { return cmp.Compare(b.Score, a.Score) })
	return ranked
}

// mix weighs words against vectors. The vectors of a model say more than those
// that are made of the same words.
func mix(words, similarity float64, semantic, both bool) float64 {
	switch {
	case !both:
		return words
	case semantic:
		return 0.5*words + 0.5*similarity
	}
	return 0.7*words + 0.3*similarity
}

// rarities returns how telling each term of the question is among candidates.
func rarities(question Terms, candidates []Candidate) map[string]float64 {
	n := float64(len(candidates))
	rarity := make(map[string]float64, len(question))
	for term := range question {
		has := 0.0
		for _, c := range candidates {
			has += c.Terms[term]
		}
		rarity[term] = math.Log(1 + (n+1)/(has+0.5))
	}
	return rarity
}

// overlap returns which part of the question, weighted, has an answer in terms.
func overlap(question, terms Terms, rarity map[string]float64) (float64, []string) {
	var got, all float64
	var matched []string
	for term, weight := range question {
		worth := weight * rarity[term]
		all += worth
		if has := terms[term]; has > 0 {
			got += worth * min(1, has)
			matched = append(matched, term)
		}
	}
	if all == 0 {
		return 0, nil
	}
	slices.SortFunc(matched, func(a, b string) int {
		return cmp.Or(cmp.Compare(question[b]*rarity[b], question[a]*rarity[a]), strings.Compare(a, b))
	})
	return got / all, matched
}
