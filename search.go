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
	Compared        bool      // the index has computed Similarity, and Vector stays nil
	Shared          bool      // it is another person's, who shows it
	Similarity      float64   // the cosine with the question's vector
}

// SearchBucket is one line of the answer to a question for counts.
type SearchBucket struct {
	Value string // "" for what is not known
	Count int
}

// SearchNode is a snippet as a projection keeps it.
type SearchNode struct {
	*Snippet
	Explanation string    // of its complexity, by a language model; "" for none
	Backend     string    // that made the vector
	Vector      []float32 // nil while there is none
	Terms       string    // see migration 00009
}

// SearchState tells whether a projection of a snippet is the present one.
type SearchState struct {
	Version         int
	Starred         bool
	TimeComplexity  string
	SpaceComplexity string
	Backend         string
	Pending         bool // PostgreSQL waits for a vector that a model may make
}
