package coderemote

import (
	"slices"
	"strings"
)

// DiffKind says what became of a line.
type DiffKind byte

// The kinds of a line of a diff.
const (
	DiffSame    DiffKind = ' '
	DiffRemoved DiffKind = '-'
	DiffAdded   DiffKind = '+'
	DiffSkipped DiffKind = '@' // stands for Count equal lines that are not shown
)

// DiffLine is one line of a diff.
type DiffLine struct {
	Kind  DiffKind
	Text  string
	Count int // of DiffSkipped
}

// diffContext is how many equal lines are shown around a change.
const diffContext = 3

// Diff returns how old becomes new, line by line, with a few equal lines around
// each change; nothing when they are the same. It is the patience diff: lines
// that are in both texts exactly once are the anchors, in their longest common
// order, and each match is extended in both directions. It takes n log n steps,
// whatever the texts are.
func Diff(old, new string) []DiffLine {
	if old == new {
		return nil
	}
	x, y := strings.Split(old, "\n"), strings.Split(new, "\n")
	var all []DiffLine
	add := func(kind DiffKind, lines []string) {
		for _, line := range lines {
			all = append(all, DiffLine{Kind: kind, Text: line})
		}
	}
	doneX, doneY := 0, 0
	for _, at := range append(anchors(x, y), [2]int{len(x), len(y)}) {
		if at[0] < doneX {
			continue // an earlier match has been extended over it
		}
		fromX, fromY := at[0], at[1]
		for fromX > doneX && fromY > doneY && x[fromX-1] == y[fromY-1] {
			fromX, fromY = fromX-1, fromY-1
		}
		toX, toY := at[0], at[1]
		for toX < len(x) && toY < len(y) && x[toX] == y[toY] {
			toX, toY = toX+1, toY+1
		}
		add(DiffRemoved, x[doneX:fromX])
		add(DiffAdded, y[doneY:fromY])
		add(DiffSame, x[fromX:toX])
		doneX, doneY = toX, toY
	}
	return around(all)
}

// anchors returns the pairs of lines of a longest common order of those that
// are unique in both texts, after the pair of the two beginnings.
func anchors(x, y []string) [][2]int {
	inX, inY := uniqueLines(x), uniqueLines(y)
	var pairs [][2]int // in the order of x
	for i, line := range x {
		if _, ok := inX[line]; !ok {
			continue
		}
		if j, ok := inY[line]; ok {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return append([][2]int{{0, 0}}, increasing(pairs)...)
}

// uniqueLines maps each line that is there exactly once to its number.
func uniqueLines(lines []string) map[string]int {
	at := map[string]int{}
	for i, line := range lines {
		if _, seen := at[line]; seen {
			i = -1
		}
		at[line] = i
	}
	for line, i := range at {
		if i < 0 {
			delete(at, line)
		}
	}
	return at
}

// increasing returns a longest subsequence of pairs whose second members
// increase, by patience sorting.
func increasing(pairs [][2]int) [][2]int {
	var tops []int // of each pile, the pair on top
	before := make([]int, len(pairs))
	for i, pair := range pairs {
		pile, _ := slices.BinarySearchFunc(tops, pair[1], func(top, y int) int { return pairs[top][1] - y })
		before[i] = -1
		if pile > 0 {
			before[i] = tops[pile-1]
		}
		if pile == len(tops) {
			tops = append(tops, i)
		} else {
			tops[pile] = i
		}
	}
	var longest [][2]int
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = before[i] {
			longest = append(longest, pairs[i])
		}
	}
	slices.Reverse(longest)
	return longest
}

// around leaves out the equal lines that are far from any change.
func around(all []DiffLine) (shown []DiffLine) {
	for start := 0; start < len(all); {
		if all[start].Kind != DiffSame {
			shown = append(shown, all[start])
			start++
			continue
		}
		end := start
		for end < len(all) && all[end].Kind == DiffSame {
			end++
		}
		head, tail := diffContext, diffContext
		if start == 0 {
			head = 0
		}
		if end == len(all) {
			tail = 0
		}
		if hidden := end - start - head - tail; hidden > 1 {
			shown = append(shown, all[start:start+head]...)
			shown = append(shown, DiffLine{Kind: DiffSkipped, Count: hidden})
			shown = append(shown, all[end-tail:end]...)
		} else {
			shown = append(shown, all[start:end]...)
		}
		start = end
	}
	return shown
}
