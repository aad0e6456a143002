package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const quadratic = `def pairs(xs):
    found = 0
    for a in xs:
        for b in xs:
            if a + b == 10:
                found += 1
    return found

print(pairs([1, 2, 3, 4]))
`

// said is the text of a field that may be null.
func said(field *string) string {
	if field == nil {
		return "null"
	}
	return *field
}

// costs is an analysis as the API shows it.
type costs struct {
	ID, Status      string
	Success         *bool
	TimeComplexity  *string `json:"time_complexity"`
	SpaceComplexity *string `json:"space_complexity"`
	Error           *string
	Agreement       string
	TimeAgreement   string `json:"time_agreement"`
	SpaceAgreement  string `json:"space_agreement"`
	Verdict         string
	Sources         struct {
		Measured struct {
			Time       *string
			Confidence float64
			Function   *string
			Points     []struct{ N, Operations int }
			Reason     *string
		}
		Static struct {
			Time    *string
			Reasons []struct {
				Line    int
				Message string
			}
		}
	}
}

func TestAnalysisAPI(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	for name, test := range map[string]func(*testing.T, *server){
		"every field":       analysisFields,
		"async and events":  analysisEvents,
		"refused":           refusedAnalyses,
		"the model's state": analyzeStatus,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// keysOf returns the names of the fields of an object, and of those in it.
func keysOf(prefix string, value any, into map[string]bool) {
	object, ok := value.(map[string]any)
	if !ok {
		return
	}
	for name, v := range object {
		into[prefix+name] = true
		keysOf(prefix+name+".", v, into)
	}
}

func analysisFields(t *testing.T, s *server) {
	c := s.caller(t, s)
	var got map[string]any
	a := c.post(t, "/analyze", fields{"code": quadratic}).want(t, http.StatusOK)
	decode(t, a.body, &got)
	names := map[string]bool{}
	keysOf("", got, names)
	for _, name := range strings.Fields(`success time_complexity space_complexity narrative error available model sources agreement
		sources.measured sources.measured.time sources.measured.space sources.measured.confidence sources.measured.function sources.measured.points
		sources.measured.reason sources.static sources.static.time sources.static.space sources.static.reasons sources.model sources.model.time sources.model.space`) {
		if !names[name] {
			t.Errorf("the field %s is missing in %s", name, a.body)
		}
	}
	if regexp.MustCompile(`"(points|reasons|lines|worst|notes)":null`).Match(a.body) {
		t.Errorf("a list is null in %s", a.body)
	}
	var known costs
	decode(t, a.body, &known)
	m := known.Sources.Measured
	if said(known.TimeComplexity) != "O(n^2)" || said(m.Time) != "O(n^2)" || said(known.Sources.Static.Time) != "O(n^2)" || known.Agreement != "all" || known.Success == nil || !*known.Success {
		t.Errorf("two nested loops: %s", a.body)
	}
	if said(m.Function) != "pairs" || m.Confidence < .8 || len(m.Points) < 6 || m.Reason != nil || len(known.Sources.Static.Reasons) == 0 {
		t.Errorf("measured %+v", m)
	}
	var differs costs
	decode(t, c.post(t, "/analyze", fields{"code": strings.NewReplacer("= 0", "= []", "found += 1", "found.append(a)").Replace(quadratic)}).want(t, http.StatusOK).body, &differs)
	if differs.Agreement != "some" || differs.TimeAgreement != "all" || differs.SpaceAgreement != "none" || !strings.Contains(differs.Verdict, "Space: measured O(1), read O(n^2)") {
		t.Errorf("a list that stays empty on these inputs: %+v", differs)
	}
	again := c.get(t, "/analyses/"+got["id"].(string)).want(t, http.StatusOK)
	if d := cmp.Diff(string(a.body), string(again.body)); d != "" {
		t.Errorf("GET shows another object than POST (-POST +GET):\n%s", d)
	}
}

func analysisEvents(t *testing.T, s *server) {
	c := s.caller(t, s)
	a := c.post(t, "/analyze/async", fields{"code": quadratic, "function": "pairs", "grow": "xs"}).want(t, http.StatusAccepted)
	var accepted struct {
		JobID  string `json:"job_id"`
		Status string
	}
	decode(t, a.body, &accepted)
	if accepted.Status != "queued" || !strings.HasSuffix(a.Header.Get("Location"), "/analyses/"+accepted.JobID) {
		t.Errorf("%s, Location %q", a.body, a.Header.Get("Location"))
	}
	path := "/analyses/" + accepted.JobID + "/events"
	all := eventsOf(string(c.get(t, path).want(t, http.StatusOK).body))
	var kinds []string
	for n, e := range all {
		if kinds = append(kinds, e.Type); e.ID != n+1 {
			t.Errorf("event %d has the id %d", n+1, e.ID)
		}
	}
	if d := cmp.Diff([]string{"measurement", "done"}, kinds); d != "" {
		t.Fatalf("events (-want +got):\n%s", d)
	}
	var done costs
	decode(t, []byte(all[1].Data), &done)
	if done.ID != accepted.JobID || done.Success == nil {
		t.Errorf("done says %s", all[1].Data)
	}
	if d := cmp.Diff(all[1:], eventsOf(string(c.get(t, path, "Last-Event-ID", "1").body))); d != "" {
		t.Errorf("behind event 1 (-want +got):\n%s", d)
	}
	if rest := eventsOf(string(c.get(t, path+"?after=2").body)); len(rest) != 0 {
		t.Errorf("behind the last event there is %v", rest)
	}
	other := s.caller(t, s)
	other.get(t, path).want(t, http.StatusNotFound)
	other.get(t, "/analyses/"+accepted.JobID).want(t, http.StatusNotFound)
}

// eventsOf reads the events of a stream that has ended.
func eventsOf(body string) (all []event) {
	for block := range strings.SplitSeq(body, "\n\n") {
		var e event
		for line := range strings.SplitSeq(block, "\n") {
			switch name, value, _ := strings.Cut(line, ": "); name {
			case "id":
				for _, digit := range value {
					e.ID = 10*e.ID + int(digit-'0')
				}
			case "event":
				e.Type = value
			case "data":
				e.Data = value
			}
		}
		if e.Type != "" {
			all = append(all, e)
		}
	}
	return all
}

func refusedAnalyses(t *testing.T, s *server) {
	c := s.caller(t, s)
	for name, test := range map[string]struct {
		body any
		want int
	}{
		"no code":            {fields{"code": ""}, 422},
		"code too long":      {fields{"code": strings.Repeat("#", 10_241)}, 422},
		"U+0000":             {fields{"code": "a\x00"}, 422},
		"no function's name": {fields{"code": "1", "function": "1x"}, 422},
		"no argument's name": {fields{"code": "1", "grow": "a b"}, 422},
		"an unknown field":   {fields{"code": "1", "deep": true}, 422},
		"a strange snippet":  {fields{"code": "1", "snippet_id": "00000000-0000-7000-8000-000000000000"}, 422},
		"broken JSON":        {`{"code": `, 400},
	} {
		t.Run(name, func(t *testing.T) { c.post(t, "/analyze", test.body).want(t, test.want) })
	}
	s.client("").post(t, "/analyze", fields{"code": "1"}).want(t, http.StatusUnauthorized)
	reader := s.client(s.token(t, s.person(t), "read"))
	reader.post(t, "/analyze", fields{"code": "1"}).want(t, http.StatusForbidden)
	reader.get(t, "/analyses/nothing").want(t, http.StatusNotFound)
	reader.get(t, "/analyses/00000000-0000-7000-8000-000000000000/events").want(t, http.StatusNotFound)
}

func analyzeStatus(t *testing.T, s *server) {
	got := s.client("").get(t, "/analyze/status").want(t, http.StatusOK)
	if string(got.body) != `{"available":false,"provider":null}`+"\n" {
		t.Errorf("without a key: %s", got.body)
	}
}
