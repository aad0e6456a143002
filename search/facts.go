package search

// facts returns the names of what the structure of code shows: "recursion",
// "nested loops". They are the words that lexicon.txt uses after a '#'.
func facts(tokens []token) map[string]bool {
	found := map[string]bool{}
	calls := selfCalls(tokens)
	for _, n := range calls {
		found["recursion"] = true
		if n > 1 {
			found["branching"] = true
		}
	}
	switch depth := loopDepth(tokens); {
	case depth > 2:
		found["triple loop"] = true
		fallthrough
	case depth > 1:
		found["nested loops"] = true
		fallthrough
	case depth > 0:
		found["loop"] = true
	}
	for i, t := range tokens {
		noteToken(found, tokens, i, t)
	}
	return found
}

func noteToken(found map[string]bool, tokens []token, i int, t token) {
	switch {
	case t.kind == kindKeyword:
		found[t.text] = true
		if t.text == "for" && !startsLine(tokens, i) {
			found["comprehension"] = true
		}
	case t.kind == kindOperator && t.text == "@" && startsLine(tokens, i):
		found["decorator"] = true
	case t.text == "]" && nextIs(tokens, i, "["):
		found["grid"] = true
	case t.text == "set" && nextIs(tokens, i, "("):
		found["set"] = true
	case t.text == "{" && i+2 < len(tokens) && tokens[i+1].kind != kindOperator && tokens[i+2].text == ",":
		found["set"] = true
	}
	if t.text == "while" && (nextIs(tokens, i, "True") || nextIs(tokens, i, "1")) {
		found["while true"] = true
	}
}

func nextIs(tokens []token, i int, text string) bool {
	return i+1 < len(tokens) && tokens[i+1].text == text && tokens[i+1].kind != kindString
}

func startsLine(tokens []token, i int) bool {
	return i == 0 || tokens[i-1].kind == kindLine || tokens[i-1].kind == kindComment
}

// selfCalls returns how often each function calls itself in its own text.
func selfCalls(tokens []token) map[string]int {
	calls := map[string]int{}
	for i, t := range tokens {
		if t.kind != kindKeyword || t.text != "def" || i+1 >= len(tokens) {
			continue
		}
		name := tokens[i+1].text
		for j := i + 2; j < len(tokens) && (tokens[j].column > t.column || tokens[j].kind == kindLine || sameLine(tokens, i, j)); j++ {
			if tokens[j].kind == kindName && tokens[j].text == name && j+1 < len(tokens) && tokens[j+1].text == "(" && tokens[j-1].text != "def" {
				calls[name]++
			}
		}
	}
	return calls
}

// sameLine reports whether no logical line ends between i and j.
func sameLine(tokens []token, i, j int) bool {
	for _, t := range tokens[i:j] {
		if t.kind == kindLine {
			return false
		}
	}
	return true
}

// loopDepth returns how deep loops stand within each other.
func loopDepth(tokens []token) int {
	var open []int // columns of the loops around
	deepest := 0
	for i, t := range tokens {
		if !startsLine(tokens, i) {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= t.column {
			open = open[:len(open)-1]
		}
		if t.kind == kindKeyword && (t.text == "for" || t.text == "while") {
			open = append(open, t.column)
			deepest = max(deepest, len(open))
		}
	}
	return deepest
}
