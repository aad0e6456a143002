package coderemote

import (
	"errors"
	"time"
)

// Code says, for a program, what kind of error happened. A boundary (HTTP, the
// command line) maps it to its own vocabulary; nothing else in the house knows
// about HTTP status codes.
type Code string

// The closed list of error codes.
const (
	CodeInvalid         Code = "invalid"
	CodeUnauthenticated Code = "unauthenticated"
	CodeForbidden       Code = "forbidden"
	CodeNotFound        Code = "not_found"
	CodeConflict        Code = "conflict"
	CodeStale           Code = "stale" // it has changed since the caller read it
	CodeTooLarge        Code = "too_large"
	CodeRateLimited     Code = "rate_limited"
	CodeUnavailable     Code = "unavailable"
	CodeInternal        Code = "internal"
)

// Error is an error with a code for the program, a full sentence for the
// person, and a cause for the log. Message never holds a path, SQL or a stack.
type Error struct {
	Code    Code
	Message string
	// Fields names the invalid fields of a request; empty for other codes.
	Fields []Field
	// RetryAfter is how long to wait before trying again; zero when waiting does not help.
	RetryAfter time.Duration
	Err        error
}

// Field is one invalid value of a request.
type Field struct {
	Location string // "body.code", "query.limit"
	Message  string
	Value    any
}

// Error returns the cause when there is one, for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return string(e.Code) + ": " + e.Err.Error()
	}
	return string(e.Code) + ": " + e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error from a code and a sentence for the person.
func Errorf(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// Invalid makes the error for one invalid field.
func Invalid(location, message string, value any) *Error {
	return &Error{Code: CodeInvalid, Message: message, Fields: []Field{{location, message, value}}}
}

// AsError returns err as an *Error. A foreign error becomes internal and shows
// nothing of its cause to a person.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Message: "Something went wrong.", Err: err}
}

// CodeOf returns the code of err, CodeInternal for a foreign error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return AsError(err).Code
}
