// Package python holds what runs inside a box under Python: the template that
// forks a confined child per run, and the child's way to the user's program.
// The image carries the files; they are embedded here for whoever builds it.
package python

import "embed"

// Files are the modules, to be put beside each other in the image.
//
//go:embed *.py coderemote_cplx/*.py
var Files embed.FS
