// Package e2e holds the tests that use the program from outside, as people and
// programs do: the real binary, real boxes, a real PostgreSQL, a real browser.
// Run them with `make test PKG=./e2e`.
package e2e
