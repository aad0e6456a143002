// Package search answers a question about a person's own code: the question
// becomes a Plan, the plan becomes one fixed query that starts at the owner, and
// the rows that it leaves are ranked by words and vectors, each with its reason.
//
// Nothing that a person writes, in a question or in a snippet, becomes part of a
// query's text, and no Python is executed to read it.
package search
