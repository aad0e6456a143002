package analysis

import (
	"context"
	"errors"
)

// Tokens is what a call to a model took.
type Tokens struct {
	Input  int
	Output int
}

// Add returns both together.
func (t Tokens) Add(u Tokens) Tokens { return Tokens{t.Input + u.Input, t.Output + u.Output} }

// Model is a language model that can be asked about code. What it says is
// untrusted text. The context's end ends the call, and the tokens that were
// taken are returned with any error too.
type Model interface {
	// Provider names who runs it, Name which model it is.
	Provider() string
	Name() string
	// Stream asks for text and hands it on in pieces as it is written.
	Stream(ctx context.Context, q Question, piece func(text string)) (Tokens, error)
	// Choose asks for an answer of two classes out of Classes, by a schema.
	Choose(ctx context.Context, q Question) (time, space string, used Tokens, err error)
}

// Question is what a model is asked: our instruction, and text that is data.
type Question struct {
	Instruction string
	Data        string
}

// What may be behind a model's error, beside the network.
var (
	ErrBusy    = errors.New("analysis: the model's server is busy or failing") // 429, 5xx: worth another try
	ErrRefused = errors.New("analysis: the model's server refuses the request")
)
