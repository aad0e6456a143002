package search

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parse makes the plan of a question by fixed rules: the words that mean a
// filter, an order, an aggregate or a number are taken out, and what is left is
// the text to rank by. The same question always has the same plan.
func Parse(question string) Plan {
	p := &parser{words: lex(question)}
	p.takeClasses()
	p.takeStar()
	p.takeLanguages()
	p.takeMemory()
	p.takeOrder()
	p.takeAggregate()
	p.takeLimit()
	p.takeLikeness()
	p.plan.Text = p.rest()
	if p.plan.Order == "" {
		p.plan.Order = OrderRecent
		if p.plan.Text != "" {
			p.plan.Order = OrderSimilar
		}
	}
	return p.plan
}

// word is one word of a question. A class that was written as a formula is one
// word with its class.
type word struct {
	text  string
	class string
	used  bool
}

// parser holds a question while its words are taken out one by one.
type parser struct {
	words []word
	plan  Plan
}

var wordForm = regexp.MustCompile(`(?i)\bo\s*\((?:[^()]|\([^()]*\))*\)` + // O(n log(n))
	`|\bn\s*(?:\^|\*\*)\s*[23](?:\s*log\s*\(?n\)?)?|\bn[²³]|\bn\s+(?:squared|cubed)\b|\bn\s*\*?\s*log\s*\(?\s*n\s*\)?|\b2\s*(?:\^|\*\*)\s*n\b|\bn!|\blog\s+n\b` + // n^2, n log n, 2^n
	`|c\+\+|c#|\p{L}[\p{L}\p{N}_']*(?:-\p{L}[\p{L}\p{N}']*)*|\p{N}+(?:\.\p{N}+)?|[<>]=?|[^\s\p{L}\p{N}.,;:!?"'()]+`)

// lex splits a question into words in lower case.
func lex(question string) []word {
	question = strings.ReplaceAll(question, "’", "'")
	var all []word
	for _, text := range wordForm.FindAllString(question, -1) {
		text = strings.ToLower(text)
		if class := Canonical(text); class != "" && strings.ContainsAny(text, "(^*²³! ") {
			all = append(all, word{text: text, class: class})
			continue
		}
		all = append(all, word{text: text})
	}
	return all
}

// at returns the text of the word at i, "" for a used one or none.
func (p *parser) at(i int) string {
	if i < 0 || i >= len(p.words) || p.words[i].used {
		return ""
	}
	return p.words[i].text
}

// raw returns the text of the word at i whether it is used or not.
func (p *parser) raw(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].text
}

// is reports whether the word at i is unused and one of list, which is words
// with spaces between.
func (p *parser) is(i int, list string) bool { return oneOf(p.at(i), list) }

func oneOf(text, list string) bool {
	return text != "" && slices.Contains(strings.Fields(list), text)
}

func (p *parser) use(from, to int) {
	for i := max(0, from); i < min(to, len(p.words)); i++ {
		p.words[i].used = true
	}
}

// phrase returns how many words the first of phrases takes that begins at i, 0
// for none.
func (p *parser) phrase(i int, phrases ...string) int {
	for _, phrase := range phrases {
		parts := strings.Fields(phrase)
		n := 0
		for n < len(parts) && p.at(i+n) == parts[n] {
			n++
		}
		if n == len(parts) {
			return n
		}
	}
	return 0
}

// skip returns the first place from i on that holds none of list.
func (p *parser) skip(i int, list string) int {
	for p.is(i, list) {
		i++
	}
	return i
}

// The nouns for "a piece of code", which say nothing about what it does.
const pieces = "code codes snippet snippets program programs script scripts function functions method methods algorithm algorithms solution solutions implementation implementations exercise exercises one ones submission submissions project projects routine routines piece pieces entry entries"

func (p *parser) takeStar() {
	for i := range p.words {
		n := p.phrase(i, "with a star", "have a star", "has a star", "without a star", "without star", "with star", "i gave a star", "marked with a star")
		without := strings.HasPrefix(p.at(i), "without")
		switch {
		case n > 0:
		case p.is(i, "unstarred unfavorited non-starred"):
			n, without = 1, true
		case p.is(i, "starred star-marked favorited favourited bookmarked bookmarks bookmark favorites favourites faves favs"):
			n = 1
		case p.is(i, "favorite favourite fave") && !p.is(i+1, "color colour colors movie movies food foods number song book books animal team game"):
			n = 1
		case p.is(i, "star") && p.is(i-1, "i did i've have not never don't didn't") && i == len(p.words)-1:
			n = 1
		default:
			continue
		}
		from := i
		if p.is(i-1, "not isn't aren't non no never don't didn't haven't") || p.is(i-2, "not didn't haven't don't") && p.is(i-1, "i my a been") {
			without = true
			from = i - 1
			if !p.is(i-1, "not isn't aren't non no never don't didn't haven't") {
				from = i - 2
			}
		}
		starred := !without
		p.plan.Starred = &starred
		p.use(from, i+n)
	}
}

// languages maps what people call a language to its name. Those of the second
// list are words of their own as well and need a hint.
func languages() map[string]string {
	return map[string]string{
		"python": "python", "python3": "python", "py": "python", "javascript": "javascript", "js": "javascript", "typescript": "typescript", "ts": "typescript",
		"java": "java", "kotlin": "kotlin", "golang": "go", "rust": "rust", "php": "php", "perl": "perl", "haskell": "haskell", "scala": "scala",
		"sql": "sql", "bash": "bash", "lua": "lua", "c++": "c++", "cpp": "c++", "c#": "c#", "csharp": "c#", "html": "html", "css": "css", "matlab": "matlab",
		"julia": "julia", "fortran": "fortran", "ruby": "ruby",
	}
}

func hinted() map[string]string {
	return map[string]string{"go": "go", "c": "c", "r": "r", "swift": "swift", "dart": "dart", "shell": "shell", "scratch": "scratch", "basic": "basic"}
}

func (p *parser) takeLanguages() {
	for i := range p.words {
		text, apart := strings.CutPrefix(p.at(i), "non-")
		name := languages()[text]
		if other := hinted()[p.at(i)]; other != "" && p.hinted(i) {
			name = other
		}
		if name == "" {
			continue
		}
		from := i
		if oneOf(p.raw(i-1), "in using") {
			from--
			if oneOf(p.raw(from-1), "written coded implemented done made programmed") {
				from--
			}
		}
		before := p.negation(from)
		list := &p.plan.Languages
		if apart || before < from || oneOf(p.raw(i-1), "or nor and") && slices.Contains(p.plan.NotIn, languages()[p.raw(i-2)]) {
			list = &p.plan.NotIn
		}
		if !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
		p.use(before, i+1)
	}
}

// negation returns where the words begin that end before i and turn what follows
// into its opposite ("other than", "isn't"), or i.
func (p *parser) negation(i int) int {
	for _, words := range []string{"other than", "apart from", "rather than", "anything but", "everything but", "all but", "but not", "except for", "not", "isn't", "aren't", "wasn't", "non", "no", "without", "except", "excluding", "minus", "never"} {
		n := len(strings.Fields(words))
		if i >= n && p.phrase(i-n, words) == n {
			return i - n
		}
	}
	return i
}

// hinted reports whether the word at i stands where a language would.
func (p *parser) hinted(i int) bool {
	before := oneOf(p.raw(i-1), "in my all written") || oneOf(p.raw(i-1), "or and") && languages()[p.raw(i-2)] != ""
	after := oneOf(p.raw(i+1), pieces)
	end := p.raw(i+1) == "" || oneOf(p.raw(i+1), "or and that with which")
	return after && p.at(i) != "basic" || before && end && p.raw(i-1) != "my" && p.raw(i-1) != "all"
}

// takeLikeness takes the words that only ask for what is alike.
func (p *parser) takeLikeness() {
	for i := range p.words {
		n := p.phrase(i, "similar to", "related to", "resembling", "looks like", "look like", "same as", "comparable to", "something like", "anything like", "close to")
		if n == 0 && p.is(i, "like") && (i == 0 || oneOf(p.raw(i-1), pieces+" something anything stuff things ones")) {
			from := i
			for from > 0 && p.is(from-1, "something anything stuff things ones") {
				from--
			}
			p.use(from, i)
			n = 1
		}
		p.use(i, i+n)
	}
}

// The words that frame a question and may go at either end of what is left.
const frame = common + ` show display list search me see tell all every everything any that's what's who's where's which's
 whose ever already so far again i've i'm i'd ive im a the of please hello hi hey can could want looking look need somebody someone
 stored saved store save have own kept keep created create contain contains containing involve involves involving involved about around dealing deal deals
 work works working based implementing implements solve solves solving solved problem problems using uses use which written coded did write sort-of kind
 things snippets snippet code codes programs program scripts script functions algorithms algorithm function solutions solution implementations implementation methods method ones one
 exercise exercises submission submissions project projects routine routines piece pieces entry entries types type lot question results result there's
 because since during now today's first time complexity complexities runtime run runs running times performance perform performs performing class classes' but except only just other than - / + = & | * < > <= >= #`

// rest returns what no rule has taken, without the words that frame it.
func (p *parser) rest() string {
	var segments []string
	for i := 0; i < len(p.words); i++ {
		from := i
		for i < len(p.words) && !p.words[i].used {
			i++
		}
		if text := p.trimmed(from, i); text != "" {
			segments = append(segments, text)
		}
	}
	return strings.Join(segments, " ")
}

func (p *parser) trimmed(from, to int) string {
	for from < to && p.framing(from) {
		from++
	}
	for to > from && p.framingEnd(to-1) {
		to--
	}
	var text []string
	for _, w := range p.words[from:to] {
		text = append(text, w.text)
	}
	return strings.Join(text, " ")
}

// framing reports whether the word at i, at the start of what is left, only
// frames it. "list" and "search" do so as verbs: "list my loops", "search for".
func (p *parser) framing(i int) bool {
	switch p.at(i) {
	case "list", "search", "display", "look":
		return oneOf(p.raw(i+1), "my all the every me for of up everything through in by") && !(p.at(i) == "list" && oneOf(p.raw(i+1), "of for in"))
	case "class", "time", "run", "running", "classes'", "sort-of":
		return oneOf(p.raw(i-1), "complexity time in")
	case "work", "store", "save", "type", "types", "question":
		return false
	case "times", "first":
		return false
	case "without": // "programs without recursion" are not those with it
		return p.at(i+1) == ""
	case "how":
		return !oneOf(p.raw(i+1), "many much long far often")
	}
	return oneOf(p.at(i), frame)
}

func (p *parser) framingEnd(i int) bool {
	switch p.at(i) {
	case "list", "search", "one", "up", "out", "off", "over", "under", "between", "down", "look", "time", "times", "class", "classes", "entry", "type", "types", "project", "method":
		return false
	case "problem", "problems":
		return true
	}
	return oneOf(p.at(i), frame)
}

func number(text string) int {
	words := []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if i := slices.Index(words, text); i >= 0 {
		return i + 2
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPlanLimit {
		return 0
	}
	return n
}

// takeLimit takes "top 5", "my last three snippets", "limit 10". It runs after
// the orders, whose words are used by then.
func (p *parser) takeLimit() {
	for i := range p.words {
		n := number(p.at(i))
		if n == 0 {
			continue
		}
		next, before := p.skip(i+1, "of my the"), p.raw(i-1)
		piece := oneOf(p.raw(next), pieces) || oneOf(p.raw(next), "results things")
		taken := next < len(p.words) && p.words[next].used
		end := next >= len(p.words)
		switch {
		case before == "limit" || before == "to" && p.raw(i-2) == "limit":
			p.use(i-2, i+1)
			if p.raw(i-2) != "limit" {
				p.use(i-1, i+1)
			}
		case before == "top" && !oneOf(p.at(next), "k numbers elements words scores most frequent values items students players"):
			p.use(i-1, i+1)
		case piece && (oneOf(before, "first last the my show list give me only just any all") || before == "" || p.usedAt(i-1)),
			taken && (i == 0 || p.usedAt(i-1) || oneOf(before, "the my show list give me first last find are")),
			end && i > 0 && (p.usedAt(i-1) || oneOf(before, "first last")),
			p.usedAt(i-1) && p.plan.Order != "" && (piece || taken || end):
			p.use(i, i+1)
			if oneOf(before, "first last") {
				p.use(i-1, i)
			}
		default:
			continue
		}
		p.plan.Limit = n
		return
	}
}

func (p *parser) usedAt(i int) bool { return i >= 0 && i < len(p.words) && p.words[i].used }
