package search

// takeMemory takes the orders by memory: "uses the most memory".
func (p *parser) takeMemory() {
	for i := range p.words {
		n, order := 0, OrderWorst
		if n = p.phrase(i, "most memory", "most space", "memory hungry", "memory-hungry", "memory hungriest", "most memory-hungry", "worst memory", "worst space", "highest memory", "highest space", "memory heavy", "memory-heavy", "too much memory",
			"a lot of memory", "lots of memory", "heaviest memory", "largest memory", "biggest memory", "memory intensive", "memory-intensive", "memory hog", "memory hogs", "hungriest"); n == 0 {
			n = p.phrase(i, "least memory", "least space", "best memory", "best space", "lowest memory", "lowest space", "little memory", "smallest memory", "memory efficient", "memory-efficient", "space efficient", "space-efficient")
			order = OrderBest
		}
		if n == 0 {
			continue
		}
		from, to := i, p.skip(i+n, "complexity usage use consumption footprint efficiency ones")
		for from > 0 && p.is(from-1, "the most use uses using need needs needing take takes taking consume consumes least with") {
			if p.is(from-1, "least") {
				order = OrderWorst
			}
			from--
		}
		p.plan.Order, p.plan.BySpace = order, true
		p.use(from, to)
	}
}

const (
	worstWords = "worst slowest poorest costliest heaviest slow inefficient worst-performing slowest-running bottleneck bottlenecks unoptimized laggiest sluggish sluggiest least-efficient ugliest"
	bestWords  = "best fastest quickest efficient best-performing most-efficient speediest fast optimal optimized"
	// notOrders are nouns of their own behind such words: the best path is not an
	// order of snippets.
	notOrders = "first path paths route routes way ways case score scores fit day move price line student average hand total value values stretch move friend seller match guess" +
		" power powers exponentiation fourier inverse pointer pointers and connection connections player time-to modular multiplication city cities item items exponent deal offer buy"
)

// takeOrder takes the words that ask for an order.
func (p *parser) takeOrder() {
	for i := range p.words {
		if p.plan.Order != "" {
			return
		}
		p.takeWorst(i)
		if p.plan.Order == "" {
			p.takeBest(i)
		}
	}
	for i := range p.words {
		if p.plan.Order == "" {
			p.takeRecent(i)
		}
	}
}

func (p *parser) takeWorst(i int) {
	n := p.phrase(i, "least efficient", "most expensive", "most inefficient", "highest complexity", "highest time complexity", "most complex", "biggest complexity", "worst performing", "performs worst", "perform worst", "performs the worst", "perform the worst",
		"performs badly", "performing badly", "perform badly", "badly performing", "poorly performing", "performs poorly", "perform poorly", "takes longest", "take longest", "takes the longest", "take the longest", "longest running", "longest-running", "takes the most time",
		"take the most time", "most time", "needs the most time", "need the most time", "too slow", "need optimizing", "needs optimizing", "needs optimization", "need optimization", "should i optimize", "should optimize", "needs improvement", "could be faster",
		"largest complexity", "worst time complexity", "worst complexity", "scales worst", "scale worst", "scales badly", "scale badly", "scales poorly", "in order of complexity descending", "least performant", "can i optimize", "to optimize", "least optimized")
	if n == 0 && p.is(i, worstWords) && !p.is(i+1, notOrders) {
		n = 1
	}
	p.order(i, n, OrderWorst)
}

func (p *parser) takeBest(i int) {
	n := p.phrase(i, "most efficient", "most optimized", "lowest complexity", "lowest time complexity", "best performing", "performs best", "perform best", "performs the best", "perform the best", "least time", "least expensive", "smallest complexity", "least complex", "runs fastest",
		"run fastest", "best time complexity", "best complexity", "scales best", "scale best", "most performant", "in order of complexity", "ordered by complexity", "sorted by complexity", "sort by complexity", "order by complexity")
	if n == 0 && p.is(i, bestWords) && !p.is(i+1, notOrders) && !(p.is(i, "best") && p.is(i+1, "time") && !p.is(i+2, "complexity")) {
		n = 1
	}
	if n == 0 && p.is(i, "cheapest") && p.is(i+1, pieces) {
		n = 1
	}
	p.order(i, n, OrderBest)
}

// order takes the n words from i as an order, with what belongs to them.
func (p *parser) order(i, n int, order Order) {
	if n == 0 {
		return
	}
	from, to := i, p.skip(i+n, "performing performance running runtime complexity time performers performer in-terms-of")
	if p.is(to, "in") && p.is(to+1, "terms") && p.is(to+2, "of") {
		to = p.skip(to+3, "performance time runtime speed complexity efficiency")
	}
	if p.is(from-1, "most very really") {
		from--
	}
	p.plan.Order = order
	p.use(from, to)
}

const changed = "edited updated changed modified created saved added wrote written made worked on starred"

func (p *parser) takeRecent(i int) {
	n := p.phrase(i, "most recent", "most recently", "recent", "recently", "latest", "newest", "lately", "yesterday", "today", "this week", "last week", "this month", "last month", "this morning", "just wrote", "just saved", "new ones", "last thing", "last things", "last edited", "last updated", "last changed",
		"last modified", "last saved", "last created", "last written", "a moment ago", "other day", "last night")
	if n == 0 && p.at(i) == "last" {
		switch {
		case number(p.at(i+1)) > 0 && (oneOf(p.raw(i+2), pieces) || p.raw(i+2) == "" || p.usedAt(i+2)):
			n = 1
		case oneOf(p.raw(i+1), pieces) || i > 0 && i == len(p.words)-1:
			n = 1
		}
	}
	if n == 0 {
		return
	}
	from := i
	to := p.skip(i+n, changed)
	if p.is(from-1, "edited updated changed modified created saved added") || p.is(from-1, "from") && !p.is(from, "recent") {
		from--
	}
	p.plan.Order = OrderRecent
	p.use(from, to)
}

const (
	byWords    = "by per each for across of in with every among between over"
	countWords = "count counts counting breakdown distribution histogram statistics stats statistic summary summarize summarise tally group grouped group-by chart overview spread split totals number numbers many much percentage proportion share aggregate"
	nounCounts = "breakdown distribution histogram statistics stats counts summary chart overview spread split totals tally"
)

// takeAggregate takes questions for counts of a person's snippets. To count
// vowels is none: it has neither a noun for code nor one of the dimensions.
func (p *parser) takeAggregate() {
	for i := range p.words {
		if kind, from, to := p.dimensionAt(i); kind != "" && p.counted(i, from, to) {
			p.plan.Aggregate = kind
			p.useAround(from, to)
			return
		}
	}
	for i := range p.words {
		n := p.phrase(i, "how many", "number of", "count of", "how much", "total number of")
		if n == 0 && p.is(i, "count") {
			n = 1
		}
		if n > 0 && p.countsPieces(i+n) {
			p.plan.Aggregate = p.likely()
			p.use(i, i+n)
			return
		}
	}
}

// likely returns the dimension that a plain count is shown by: that of its filter.
func (p *parser) likely() Aggregate {
	switch {
	case len(p.plan.TimeIn) > 0:
		return CountByTime
	case len(p.plan.SpaceIn) > 0:
		return CountBySpace
	}
	return CountByLanguage
}

// dimensionAt returns the dimension that the words at i name, and where it begins
// and ends.
func (p *parser) dimensionAt(i int) (Aggregate, int, int) {
	if n := p.phrase(i, "space complexity", "space complexities", "memory complexity", "space class", "space classes", "space usage", "memory usage", "memory class", "space", "memory"); n > 0 {
		return CountBySpace, i, p.skip(i+n, "class classes complexity")
	}
	if n := p.phrase(i, "time complexity", "time complexities", "big o", "big-o", "complexity", "complexities", "runtime", "running time", "time class", "time classes", "run time", "speed", "efficiency", "o-notation"); n > 0 {
		return CountByTime, i, p.skip(i+n, "class classes time complexity notation category categories bucket buckets")
	}
	if n := p.phrase(i, "programming language", "programming languages", "language", "languages", "lang"); n > 0 {
		return CountByLanguage, i, i + n
	}
	return "", 0, 0
}

// counted reports whether the dimension at from is one to count by.
func (p *parser) counted(i, from, to int) bool {
	if p.is(i-1, "programming different") {
		i--
	}
	if p.is(to, nounCounts) || p.is(to, "used most") {
		return true
	}
	asksMany := false
	for j := range p.words[:from] {
		if p.is(j, countWords) {
			asksMany = true
		}
	}
	before := p.raw(i - 1)
	if asksMany && (oneOf(before, byWords) || oneOf(before, "many different my the what which distinct") || oneOf(before, countWords)) {
		return true
	}
	common := oneOf(before, "common used frequent popular") && oneOf(p.raw(i-2), "most least")
	if common || oneOf(before, "by per") && from > 1 && p.countNounBefore(from) {
		return true
	}
	return (oneOf(before, "what which") || i == 0 && oneOf(p.raw(to), "i do")) && p.asksUse(to)
}

// countNounBefore reports whether "snippets per language" stands before from.
func (p *parser) countNounBefore(from int) bool {
	return oneOf(p.raw(from-2), pieces) && p.raw(from-1) == "per"
}

// asksUse reports whether the words from i on ask what somebody uses, as in
// "which languages do I use".
func (p *parser) asksUse(i int) bool {
	for j := i; j < len(p.words); j++ {
		if p.is(j, "use used using most have written write common frequent often wrote code program") {
			return true
		}
	}
	return false
}

// useAround takes the dimension and the words that ask for the count of it.
func (p *parser) useAround(from, to int) {
	for j := range p.words {
		if p.is(j, countWords+" most common used frequent popular often different distinct how") {
			p.use(j, j+1)
		}
	}
	if p.is(from-1, byWords) {
		p.use(from-1, from)
	}
	p.use(from, to)
}

// countsPieces reports whether what is counted from i on are snippets.
func (p *parser) countsPieces(i int) bool {
	for j := i; j < min(len(p.words), i+6); j++ {
		if p.is(j, "in of a from inside within between") && j > i && !oneOf(p.raw(j+1), "my the python these those") {
			return false
		}
		if p.is(j, "snippets snippet programs scripts solutions functions algorithms implementations ones exercises submissions projects code") {
			return true
		}
		if p.phrase(j, "do i have", "have i", "did i", "i have", "are there", "of my", "of mine", "of them") > 0 {
			return true
		}
	}
	return p.onlyFrame(i)
}

// onlyFrame reports whether nothing but framing and used words follows.
func (p *parser) onlyFrame(i int) bool {
	for ; i < len(p.words); i++ {
		if !p.words[i].used && !oneOf(p.at(i), frame) {
			return false
		}
	}
	return true
}
