package views

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coderemote"
	"coderemote/analysis"
	"coderemote/explain"

	"github.com/a-h/templ"
)

// AnalysisView is an analysis at one moment, for the panel and for each part of it.
type AnalysisView struct {
	Analysis  *analysis.Analysis
	RunID     string // the run whose output the other tab shows; "" for none
	Narrative string // of the model: HTML that is safe to show
	Model     bool   // this instance asks a model
	Charts    []Chart
	OwnTime   string // what the owner of the snippet says, against the sources; "" when nothing
	OwnSpace  string
}

// NewAnalysisView works out what is drawn.
func NewAnalysisView(a *analysis.Analysis) AnalysisView {
	return AnalysisView{Analysis: a, Charts: NewCharts(a.Sources.Measured)}
}

func (v AnalysisView) final() bool { return v.Analysis.Status.Final() }

func (v AnalysisView) sources() analysis.Sources { return v.Analysis.Sources }

// reported says whether the box has answered.
func (v AnalysisView) reported() bool {
	return v.final() || v.sources().Measured.Time != "" || v.sources().Measured.Reason != ""
}

// label is the word in the chip, and tone its color.
func (v AnalysisView) label() string {
	switch v.Analysis.Status {
	case coderemote.StatusQueued:
		return "Queued"
	case coderemote.StatusRunning:
		if v.reported() {
			return "Asking the model"
		}
		return "Measuring"
	case coderemote.StatusSucceeded:
		return "Analyzed"
	case coderemote.StatusFailed:
		return "No answer"
	}
	return "Internal error"
}

func (v AnalysisView) tone() string {
	switch v.Analysis.Status {
	case coderemote.StatusQueued:
		return ""
	case coderemote.StatusRunning:
		return "info"
	case coderemote.StatusSucceeded:
		return "ok"
	case coderemote.StatusFailed:
		return "warn"
	}
	return "bad"
}

// subject is what was measured, in a few words; "" where nothing was.
func (v AnalysisView) subject() string {
	m := v.sources().Measured
	if len(m.Points) == 0 {
		return ""
	}
	what := m.Function
	if what == "" {
		what = "the whole program"
	}
	if m.Fixed() {
		return what
	}
	return fmt.Sprintf("%s, %s grown from %s to %s", what, grown(m), grouped(m.Points[0].N), grouped(m.Points[len(m.Points)-1].N))
}

// grown names what was made larger and larger.
func grown(m analysis.Measured) string {
	switch {
	case m.Grow == "self":
		return "its object"
	case m.Function == "" || m.Grow == "":
		return "its input"
	}
	return m.Grow
}

// syntax finds the line in the error of code that is not Python.
var syntax = regexp.MustCompile(`^Syntax error: (.*) on line (\d+)$`)

// note says why something is missing, and what to do about it; nil when nothing is.
func (v AnalysisView) note() *Note {
	m, a := v.sources().Measured, v.Analysis
	switch found := syntax.FindStringSubmatch(a.Error); {
	case !v.reported():
		return nil
	case found != nil:
		return &Note{Title: sentenceOr(syntaxClass(found[1]), found[1], "Python cannot read the code."), Said: found[0], Detail: "Mend the line, then analyze again.", Serious: true, Line: found[2]}
	case a.Error != "":
		return &Note{Title: a.Error, Serious: true}
	case m.Reason == "" && len(v.notes()) > 0:
		return &Note{Title: upperFirst(strings.Join(v.notes(), "; ")) + ".", Detail: "What it really costs may be more: think that part through by yourself."}
	case m.Reason == "" && m.Advice() == "":
		return nil
	case m.Reason == "":
		return &Note{Title: m.Advice()}
	}
	if class, text := m.Raised(); class != "" {
		said := strings.TrimSuffix(class+": "+text, ": ")
		return &Note{Title: sentenceOr(class, text, "It ended with "+said+"."), Said: said, Detail: "So nothing was measured. " + m.Advice()}
	}
	return &Note{Title: upperFirst(m.Reason) + ".", Detail: m.Advice()}
}

// patience says how long the answer takes.
func (v AnalysisView) patience() string {
	if data.MatchString(v.Analysis.Code) {
		return "The first program with numpy and its friends after a start of the server waits for them: half a minute, or some minutes on a new server."
	}
	return "This takes about two seconds."
}

// data are the modules that wait for boxes of their own.
var data = regexp.MustCompile(`\b(?:numpy|pandas|matplotlib)\b`)

// syntaxClass is the exception that Python has for a text of this kind.
func syntaxClass(text string) string {
	if strings.Contains(text, "indent") {
		return "IndentationError"
	}
	return "SyntaxError"
}

// sentenceOr explains an error in plain words, or says otherwise.
func sentenceOr(class, text, otherwise string) string {
	if sentence := explain.Error(class, text); sentence != "" {
		return sentence
	}
	return otherwise
}

// broken reports whether the code could not be read at all, so that there is
// nothing to compare and nothing to measure again.
func (v AnalysisView) broken() bool { return syntax.MatchString(v.Analysis.Error) }

func (v AnalysisView) time() analysis.Class { t, _ := v.sources().Answer(); return t }

func (v AnalysisView) space() analysis.Class { _, s := v.sources().Answer(); return s }

// means says what a class of the answer means; of is what grows.
func (v AnalysisView) means(c analysis.Class, of string) string {
	if c != "" && v.sources().Measured.Endless() {
		return "read, but it did not end when it ran"
	}
	return inWords(c, of)
}

// origin says how far the answer can be trusted.
func (v AnalysisView) origin() string {
	switch v.sources().Origin() {
	case "measured":
		return "measured on these inputs"
	case "static":
		return v.readOrigin()
	case "model":
		return "the model's opinion, not confirmed"
	}
	return ""
}

// readOrigin says why it is not the measurement that decides.
func (v AnalysisView) readOrigin() string {
	switch m := v.sources().Measured; {
	case m.Time == "":
		return "read from the code, not measured"
	case m.Fixed():
		return "counted once, and read from the code"
	}
	return "read from the code, because the measurement is not sure"
}

// overruled says what the owner of the snippet says; "" when nothing.
func (v AnalysisView) overruled() string {
	var said []string
	if v.OwnTime != "" {
		said = append(said, v.OwnTime+" time")
	}
	if v.OwnSpace != "" {
		said = append(said, v.OwnSpace+" space")
	}
	if len(said) == 0 {
		return ""
	}
	return "The snippet keeps your own word: " + strings.Join(said, ", ") + "."
}

// summary is said to a screen reader at the end.
func (v AnalysisView) summary() string {
	if !v.final() {
		return ""
	}
	said := v.label() + ". "
	if n := v.note(); n != nil {
		said += strings.TrimSpace(n.Title+" "+n.Detail) + " "
	}
	if v.broken() {
		return strings.TrimSpace(said)
	}
	return said + v.sources().Verdict()
}

// source is a row of the table of sources.
type source struct {
	Name  string
	Time  cell
	Space cell
	Note  string
}

// cell is a class that a source names, and how it stands to the others.
type cell struct {
	Class analysis.Class
	Mark  string
	Tone  string // of the mark
}

// marked compares what a source says with the answer of the page.
func marked(class, answer analysis.Class) cell {
	if class != "" && answer != "" && class != answer {
		return cell{class, "differs", "warn"}
	}
	return cell{Class: class}
}

// claimed is a cell of the model, which is measured against.
func claimed(a analysis.Aspect) cell {
	tones := map[analysis.Standing]string{analysis.Confirmed: "ok", analysis.Contradicted: "bad", analysis.Undecided: "warn"}
	return cell{a.Model, string(a.Standing()), tones[a.Standing()]}
}

func (v AnalysisView) rows() []source {
	s := v.sources()
	rows := []source{
		{"Measured", marked(s.Measured.Time, v.time()), marked(s.Measured.Space, v.space()), v.measuredNote()},
		{"Read", marked(s.Static.Time, v.time()), marked(s.Static.Space, v.space()), readNote(s.Static)},
	}
	if s.Model.Model != "" || v.Model {
		rows = append(rows, source{"Model", claimed(s.Time()), claimed(s.Space()), v.modelNote()})
	}
	return rows
}

func (v AnalysisView) measuredNote() string {
	m := v.sources().Measured
	switch {
	case m.Time != "":
		if m.Fixed() {
			return "counted once: nothing in it grows"
		}
		return fmt.Sprintf("grew like this on these inputs, confidence %.0f %%", 100*m.Confidence)
	case m.Reason != "":
		return "nothing was measured"
	}
	return "measuring …"
}

func readNote(s analysis.Static) string {
	if s.Time == "" && s.Space == "" {
		return "the text alone does not tell"
	}
	return "from loops, calls and recursion in the text"
}

func (v AnalysisView) modelNote() string {
	o := v.sources().Model
	switch {
	case o.Problem != "":
		return o.Problem
	case o.Time != "" || o.Space != "":
		if o.Cached {
			return o.Model + "; its answer to the same code before"
		}
		return o.Model + "; a claim, held against what was measured"
	case !v.final():
		return "writing …"
	case o.Model == "":
		return "was not asked"
	}
	return o.Model + " named no class"
}

// noModel is what is said where the instance asks none.
func (v AnalysisView) noModel() bool { return v.final() && !v.Model && v.sources().Model.Model == "" }

// worst are the kinds of input, when they grew differently.
func (v AnalysisView) worst() []analysis.Worst {
	rows := v.sources().Measured.Worst
	for _, w := range rows {
		if w.Time != rows[0].Time {
			return rows
		}
	}
	return nil
}

// hottest are the five lines that cost most, the worst first; none where no line
// runs twice.
func (v AnalysisView) hottest() []analysis.Line {
	m := v.sources().Measured
	if m.LinesN < 2 {
		return nil
	}
	lines := slices.DeleteFunc(slices.Clone(m.Lines), func(l analysis.Line) bool { return l.Count+l.Charged < 2 })
	slices.SortStableFunc(lines, func(a, b analysis.Line) int {
		switch x, y := a.Count+a.Charged, b.Count+b.Charged; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return lines[:min(5, len(lines))]
}

// cost says what a line did.
func (v AnalysisView) cost(l analysis.Line) string {
	text := "ran " + times(l.Count)
	if l.Charged > 0 {
		text += ", and what it calls looked at " + grouped(int(l.Charged)) + " elements"
	}
	return text + " at n = " + grouped(v.sources().Measured.LinesN)
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return grouped(int(n)) + " times"
}

// heat is a line for the editor's gutter.
type heat struct {
	Line  int    `json:"line"`
	Short string `json:"short"`
	Text  string `json:"text"`
	Level int    `json:"level"` // 1 to 4, by the logarithm of what it costs
}

// heatJSON is what the script of the editor reads.
func (v AnalysisView) heatJSON() string {
	lines := v.sources().Measured.Lines
	most := int64(1)
	for _, l := range lines {
		most = max(most, l.Count+l.Charged)
	}
	marks := []heat{}
	for _, l := range lines {
		cost := l.Count + l.Charged
		if cost == 0 {
			continue
		}
		marks = append(marks, heat{l.Line, short(float64(l.Count)), "Line " + strconv.Itoa(l.Line) + " " + v.cost(l) + ".", level(cost, most)})
	}
	text, err := json.Marshal(marks)
	if err != nil {
		return "[]" // numbers and plain text can always be encoded
	}
	return string(text)
}

// notes are what was not counted. That nothing grows is said elsewhere.
func (v AnalysisView) notes() []string {
	return slices.DeleteFunc(slices.Clone(v.sources().Measured.Notes), func(note string) bool { return note == analysis.NothingGrows })
}

// guessJSON is what the fields of the form are filled with at the end.
func (v AnalysisView) guessJSON() string {
	m := v.sources().Measured
	text, err := json.Marshal(map[string]string{"function": m.Function, "grow": m.Grow})
	if err != nil {
		return "{}" // plain text can always be encoded
	}
	return string(text)
}

func level(cost, most int64) int {
	digits := func(n int64) int { return len(strconv.FormatInt(n, 10)) }
	return max(1, 4-(digits(most)-digits(cost)))
}

// narrative is the model's text as the server made it safe.
func (v AnalysisView) narrative() templ.Component { return templ.Raw(v.Narrative) }

// dataRow is a row of the table behind a chart.
func dataRow(p analysis.Point) (n, steps, bytes string) {
	bytes = "–"
	if p.Bytes != nil {
		bytes = grouped(int(*p.Bytes))
	}
	return grouped(p.N), grouped(int(p.Operations)), bytes
}

// fitNotes say which curve it is, with its numbers, and why it may be another
// than the answer.
func (v AnalysisView) fitNotes() (notes []string) {
	m := v.sources().Measured
	if m.Fit == nil {
		return nil
	}
	c := m.Fit.Coefficients
	if m.Fit.Class == "O(1)" {
		return []string{"steps ≈ " + coefficient(c[0]+c[2], "")}
	}
	var terms []string
	if c[0] != 0 {
		terms = append(terms, coefficient(c[0], ""))
	}
	if m.Fit.Lower != "" && c[1] != 0 {
		terms = append(terms, coefficient(c[1], inside(m.Fit.Lower)))
	}
	terms = append(terms, coefficient(c[2], inside(m.Fit.Class)))
	notes = append(notes, "steps ≈ "+strings.ReplaceAll(strings.Join(terms, " + "), "+ -", "− "))
	if m.Time != m.Fit.Class && strings.Contains(string(m.Time), "m") {
		notes = append(notes, fmt.Sprintf("Here both sizes grow together, so that %s looks like %s. Each was grown alone too.", inside(m.Time), inside(m.Fit.Class)))
	}
	return notes
}

func coefficient(c float64, of string) string {
	return strings.TrimSpace(strconv.FormatFloat(c, 'g', 3, 64) + " " + of)
}

// firstOf returns what the person said, else what was guessed.
func firstOf(said, guessed string) string {
	if said != "" {
		return said
	}
	return guessed
}

// defined is the line in which a class or a function of Python begins.
var defined = regexp.MustCompile(`(?m)^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([\pL_][\pL\pN_]*)`)

// functions are names to choose from: a suggestion, made without understanding
// the code. Those inside of functions and the special ones of classes are left out.
func (v AnalysisView) functions() (names []string) {
	class := ""
	for _, found := range defined.FindAllStringSubmatch(v.Analysis.Code, -1) {
		indent, kind, name := found[1], found[2], found[3]
		switch {
		case indent == "" && kind == "class":
			class = name + "."
		case indent == "":
			class = ""
			names = append(names, name)
		case class != "" && kind == "def" && !strings.HasPrefix(name, "__"):
			names = append(names, class+name)
		}
	}
	return names[:min(len(names), mostSuggested)]
}

// mostSuggested is how many names a field suggests.
const mostSuggested = 50
