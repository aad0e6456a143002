package search

import (
	"strings"
	"unicode"
)

// stem takes the endings off a word in lower case that differ between the forms
// of one word: "sorted", "sorting" and "sorts" are "sort".
func stem(word string) string {
	if len(word) < 4 {
		return word
	}
	for _, ending := range []string{"ies", "ing", "ed", "es", "s", "ly"} {
		base, ok := strings.CutSuffix(word, ending)
		if !ok || !stemmable(base, ending) {
			continue
		}
		switch {
		case ending == "ies":
			return base + "y"
		case ending == "s":
			return strings.TrimSuffix(base, "e")
		case ending == "ing" || ending == "ed":
			return strings.TrimSuffix(undouble(base), "e")
		}
		return strings.TrimSuffix(base, "e")
	}
	return strings.TrimSuffix(word, "e")
}

func stemmable(base, ending string) bool {
	if len(base) < 3 || !strings.ContainsAny(base, "aeiouy") {
		return false
	}
	switch last := base[len(base)-1]; ending {
	case "s":
		return last != 's' && last != 'u' && last != 'i'
	case "es":
		return last == 's' || last == 'x' || last == 'h' || last == 'z' || last == 'o'
	case "ed":
		return last != 'e'
	}
	return true
}

// undouble turns "swapp" into "swap" and leaves "add" and "pass".
func undouble(base string) string {
	n := len(base)
	if n > 3 && base[n-1] == base[n-2] && !strings.ContainsRune("lsz", rune(base[n-1])) {
		return base[:n-1]
	}
	return base
}

// words returns the words of text in lower case: names in snake_case and
// camelCase come apart.
func words(text string) []string {
	var found []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			found = append(found, strings.ToLower(b.String()))
			b.Reset()
		}
	}
	lower := false
	for _, r := range text {
		letter := unicode.IsLetter(r)
		if !letter && !unicode.IsDigit(r) || lower && unicode.IsUpper(r) {
			flush()
		}
		if letter || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
		lower = letter && unicode.IsLower(r)
	}
	flush()
	return found
}

// squeeze returns text in lower case without white space.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// common are the words that say nothing about which program is meant.
const common = ` a an the of in on at to for from by with without and or not is are was were be been being it its this that these those which who whom whose what
 where when how why do does did done i my me mine we our you your he she they them there here as if then than so can could should would will shall may might must have has
 had code snippet program script function method solution algorithm algorithms implementation implement implements one thing stuff something anything some any
 make makes made making get gets got give gives given find finds found return returns use uses using used write wrote written need want where about into
 python py take takes taking put puts let lets am also just only really please show shows out up off over under between within per via etc e g
 `

func isCommon(word string) bool { return strings.Contains(common, " "+word+" ") }
