package coderemote

import "time"

// SearchFilter is which snippets of a person a search looks at.
type SearchFilter struct {
	Languages []string // any of them, in lower case; empty for all
	TimeIn    []string // complexities as they are written, any of them; empty for all
	SpaceIn   []string
	Starred   *bool // nil for both
}

// SearchRow is a snippet as a search ranks it.
type SearchRow struct {
	ID              string
	TimeComplexity  string // "" while nobody knows it
	SpaceComplexity string
	Language        string
	UpdatedAt       time.Time
	Terms           string    // see migration 00009; "" while it has not been read
	Vector          []float32 // nil while there is none of the backend that is asked for
	Similarity      float64   // the cosine with the question's vector, where the index computes it
}

// SearchBucket is one line of the answer to a question for counts.
type SearchBucket struct {
	Value string // "" for what is not known
	Count int
}
