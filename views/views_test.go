package views

import (
	"context"
	"maps"
	"path"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/golden"
	"coderemote/internal/htmlcheck"
	"coderemote/static"
	"coderemote/term"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

func chrome() Chrome {
	return Chrome{
		User:  &coderemote.User{ID: "0190a000-0000-7000-8000-000000000001", Email: "ada.byron@example.org", Role: coderemote.RoleTeacher},
		Asset: func(name string) string { return "/assets/" + name },
	}
}

func guest() Chrome {
	c := chrome()
	c.User = nil
	return c
}

func view(status coderemote.Status, change ...func(*RunView)) RunView {
	started := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	v := RunView{Run: &coderemote.Run{ID: "0190b000-0000-7000-8000-000000000002", Code: "print(\"<hi>\")\n", Status: status, StartedAt: &started}, Lines: 2}
	v.Run.Result.Usage = coderemote.Usage{Wall: 420 * time.Millisecond, PeakMemory: 18 << 20}
	var t term.Terminal
	t.Write("stdout", 20*time.Millisecond, "<hi>\n")
	t.Write("stderr", 30*time.Millisecond, "oh")
	v.Output = t.Frame()
	for _, c := range change {
		c(&v)
	}
	return v
}

func exit(code int) func(*RunView) { return func(v *RunView) { v.Run.Result.ExitCode = &code } }

func raised(kind, message string) func(*RunView) {
	return func(v *RunView) { v.Run.Result.ErrorType, v.Run.Result.Error = kind, message }
}

func notStarted(v *RunView) { v.Run.StartedAt, v.Output, v.Lines = nil, term.Frame{}, 0 }

func waiting(v *RunView) { v.Waiting, v.Elapsed = true, 100*time.Millisecond }

func running(v *RunView) { v.Elapsed = 3210 * time.Millisecond }

func violating(v *RunView) {
	v.Run.Result.Violations = []coderemote.Violation{{Line: 1, Column: 7, Message: "The module “os” is not available."}, {Line: 3, Message: "The builtin “open” is not <available>."}}
}

func leaving(v *RunView) {
	v.Run.Result.Artifacts = []coderemote.Artifact{
		{ID: "a1", Name: "plot.svg", MediaType: "image/svg+xml", Alt: "Sales <2026>", Size: 20_000},
		{ID: "a2", Name: "out/\"b\".png", MediaType: "image/png", Size: 5 << 20},
		{ID: "a3", Name: "<c>.csv", MediaType: "text/csv; charset=utf-8", Size: 1},
	}
}

func withFiles(p EditorPage) EditorPage {
	p.Files = []FileView{{Name: "data.csv", Text: "\na,b</textarea>"}, {Name: "b.bin", Text: "AP8=", Binary: true}}
	return p
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(templ.WithNonce(context.Background(), "NONCE"), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readable puts each tag on its own line, so that a golden file can be read and compared.
func readable(source string) string { return strings.ReplaceAll(source, "><", ">\n<") + "\n" }

func enrolled(role coderemote.ClassRole, current bool) coderemote.Enrollment {
	return coderemote.Enrollment{
		Class:  coderemote.Class{ID: "0190c000-0000-7000-8000-000000000003", Name: "CS <101>", JoinCode: "ABCDEFGH", Policy: coderemote.PolicyStrict, Modules: []string{"numpy", "wave"}},
		UserID: chrome().User.ID, Email: "ada@example.org", Role: role, Current: current, JoinedAt: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC),
	}
}

func pages() map[string]templ.Component {
	expires := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	made := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	warned := chrome()
	warned.Banner = DegradedLimitsBanner()
	stopped := guest()
	stopped.Banner = NoSandboxBanner("Its administrator can run “coderemote doctor” to see why.")
	kept := NewEditorPage(chrome())
	kept.Code, kept.Kept, kept.Problem = "\nx", true, NewProblem(coderemote.Errorf(coderemote.CodeRateLimited, "10 runs a minute are the limit."), "r1")
	days := 365
	boss := chrome()
	boss.User = &coderemote.User{ID: boss.User.ID, Email: "root@example.org", Role: coderemote.RoleAdmin, CreatedAt: made}
	student := chrome()
	student.User = &coderemote.User{ID: student.User.ID, Email: "ben@example.org", Role: coderemote.RoleStudent}
	other := enrolled(coderemote.ClassStudent, false)
	other.UserID, other.Name = "0190a000-0000-7000-8000-000000000009", "<Ben>"
	return map[string]templ.Component{
		"editor":          Editor(NewEditorPage(warned)),
		"editor-guest":    Editor(NewEditorPage(stopped)),
		"editor-kept":     Editor(kept),
		"run-queued":      Editor(NewRunPage(chrome(), view(coderemote.StatusQueued, notStarted))),
		"run-running":     Editor(NewRunPage(chrome(), view(coderemote.StatusRunning, running))),
		"run-waiting":     Editor(NewRunPage(chrome(), view(coderemote.StatusRunning, waiting))),
		"run-succeeded":   Editor(NewRunPage(chrome(), view(coderemote.StatusSucceeded, exit(0)))),
		"run-rejected":    Editor(NewRunPage(chrome(), view(coderemote.StatusRejected, notStarted, violating))),
		"artifact-text":   Artifact(NewArtifactPage(chrome(), artifactID, leftFile("notes.txt", "one <b>\ntwo\n"))),
		"artifact-table":  Artifact(NewArtifactPage(chrome(), artifactID, leftFile("marks.csv", "name,mark\nAda,1\n<i>,2\n"))),
		"artifact-binary": Artifact(NewArtifactPage(chrome(), artifactID, leftFile("list.pkl", "\x80\x04\x95<x>"))),
		"run-files":       Editor(withFiles(NewRunPage(chrome(), view(coderemote.StatusSucceeded, exit(0), leaving)))),
		"login":           Login(LoginPage{Chrome: guest(), Email: "ada@example.org", Message: "The e-mail or the password is wrong.", Next: "/settings", Code: "print(1) # </textarea>"}),
		"login-first":     Login(LoginPage{Chrome: guest()}),
		"login-issuer":    Login(LoginPage{Chrome: guest(), Next: "/settings", Issuer: "Example ID"}),
		"link-identity":   LinkIdentity(LinkIdentityPage{Chrome: chrome(), Issuer: "Example ID", Address: "https://id.example.org/authorize?a=b"}),
		"account-linked":  Account(AccountPage{Chrome: chrome(), Issuer: "Example ID", LinkedAt: &made}),
		"setup":           Setup(SetupPage{Chrome: guest(), Token: "a/b", Message: "A password has 8 to 128 characters; this one has 3."}),
		"setup-gone":      SetupGone(SetupGonePage{guest()}),
		"account":         Account(AccountPage{Chrome: chrome()}),
		"account-tokens": Account(AccountPage{Chrome: chrome(), NewSecret: "cr_secret", Message: "No.", Tokens: []coderemote.Token{
			{ID: "t1", Name: "Laptop", Scopes: []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead}, CreatedAt: made, LastUsedAt: &made},
			{ID: "t2", Name: "<Checker>", Scopes: []coderemote.Scope{coderemote.ScopeRun}, CreatedAt: made, ExpiresAt: &expires},
		}}),
		"analysis": Editor(NewAnalysisPage(chrome(), analyzed(coderemote.StatusSucceeded))),
		"account-sessions": Account(AccountPage{Chrome: chrome(), Password: true, PasswordMessage: "This is not your present password.", Sessions: []coderemote.Session{
			{ID: "s1", Browser: "Firefox on Linux", CreatedAt: made, SeenAt: expires, Current: true}, {ID: "s2", Browser: "Safari on iPhone", CreatedAt: made, SeenAt: made}}}),
		"register":      Join(JoinPage{Chrome: guest(), Title: "Make an account", Action: "/register", Name: "<Ada>", Email: "ada@example.org", Message: "No."}),
		"invitation":    Join(JoinPage{Chrome: guest(), Title: "You are invited", Text: "Make an account to join the class <CS>.", Action: "/invite/x"}),
		"told":          Told(ToldPage{Chrome: guest(), Title: "Almost there", Text: "Wait.", Link: "/login", LinkText: "Log in"}),
		"confirm":       Confirm(ConfirmPage{Chrome: guest(), Token: "x"}),
		"reset":         Reset(ResetPage{Chrome: guest(), Token: "x", Message: "Too short."}),
		"forgot":        Forgot(ForgotPage{Chrome: guest(), Mails: true, Email: "ada", Message: "No address."}),
		"forgot-nomail": Forgot(ForgotPage{Chrome: guest()}),
		"help":          Help(guest()),
		"privacy":       Privacy(PrivacyPage{Chrome: guest(), KeepRunsDays: &days}),
		"admin": Instance(InstancePage{Chrome: boss, Version: "v1", Load: LoadLine{Queued: 1, Running: 2, Hour: 1234}, Workers: []WorkerLine{
			{Name: "w1", Boxes: 8, DataBoxes: 2, Limits: "cgroup"}, {Name: "w2", Limits: "rlimit", Problem: "No <sandbox> starts."}},
			Failures: []FailureLine{{RunID: "r1", At: made, Worker: "w1", Message: "The worker was <lost>."}}}),
		"account-delete": DeleteAccount(DeleteAccountPage{Chrome: chrome(), Password: true, Message: "This is not your present password."}),
		"admin-quiet":    Instance(InstancePage{Chrome: boss, Version: "v1"}),
		"admin-settings": InstanceSettings(InstanceSettingsPage{Chrome: boss, Settings: coderemote.Settings{MaxSnippets: 10_000, Registration: coderemote.RegistrationInvited, Policy: coderemote.PolicyStrict,
			Modules: []string{"numpy"}, RunsPerMinute: &days, EmbedHosts: []string{"https://wiki.example.org"}}, OperatorModules: []string{"turtle"}, Message: "No."}),
		"admin-settings-fixed": InstanceSettings(InstanceSettingsPage{Chrome: boss, Fixed: coderemote.PolicyOpen, Mails: true}),
		"admin-users": Users(UsersPage{Chrome: boss, Query: "<a>", Page: 2, More: true, NewLink: "https://code.example.org/reset/x", LinkText: "Once.", Message: "No.",
			Users:       []coderemote.User{*boss.User, {ID: "u2", Email: "ben@example.org", Name: "<Ben>", CreatedAt: made, PendingSince: &made}, {ID: "u3", Role: coderemote.RoleTeacher, CreatedAt: made, DisabledAt: &made}},
			Invitations: []InvitationLine{{ID: "i1", Role: coderemote.RoleStudent, Class: "<CS>", Uses: 3, Ends: expires}}}),
		"admin-audit":       Audit(AuditPage{Chrome: boss, Runs: true, Entries: []AuditLine{{ID: 7, At: made, Actor: "<Ada>", Action: "user.role", Target: "Ben", Detail: "teacher"}, {ID: 6, At: made, Action: "run", Status: "failed"}}}),
		"admin-audit-empty": Audit(AuditPage{Chrome: boss}),
		"classes-none":      Classes(ClassesPage{Chrome: student}),
		"classes": Classes(ClassesPage{Chrome: chrome(), Message: "No class has this code.", Code: "ABCD", Classes: []coderemote.Enrollment{
			enrolled(coderemote.ClassStudent, true), enrolled(coderemote.ClassTeacher, false)}}),
		"class-student":   ClassView(ClassPage{Chrome: student, Mine: enrolled(coderemote.ClassStudent, false)}),
		"class-assistant": ClassView(ClassPage{Chrome: student, Mine: enrolled(coderemote.ClassAssistant, true), Roster: []coderemote.Enrollment{enrolled(coderemote.ClassStudent, true)}}),
		"class-teacher": ClassView(ClassPage{Chrome: chrome(), Mine: enrolled(coderemote.ClassTeacher, true), Class: enrolled(coderemote.ClassTeacher, true).Class, Message: "No.",
			Roster: []coderemote.Enrollment{enrolled(coderemote.ClassTeacher, true), other}}),
		"admin-model": Model(ModelPage{Chrome: chrome(), Provider: "gemini", Model: "gemini-2.5-flash", Up: true, Hints: true, UserCalls: 60, UserTokens: 250_000,
			Days: []ModelLine{{Day: made, Person: "<ada>@example.org", Class: "5<b>", Calls: 12, Failed: 1, Input: 12345, Output: 678}, {Day: made, Calls: 1}}}),
		"admin-model-none": Model(ModelPage{Chrome: chrome()}),
		"error-403":        Error(ErrorPage{Chrome: chrome(), Status: 403}),
		"error-404":        Error(ErrorPage{Chrome: guest(), Status: 404}),
		"error-429":        Error(ErrorPage{Chrome: guest(), Status: 429, Message: "Too many tries. Wait 12 seconds."}),
		"error-500":        Error(ErrorPage{Chrome: chrome(), Status: 500, RequestID: "r1"}),
		"error-503":        Error(ErrorPage{Chrome: chrome(), Status: 503, RequestID: "r1"}),
	}
}

func TestPages(t *testing.T) {
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			source := render(t, page)
			for _, problem := range htmlcheck.Page(source) {
				t.Error(problem)
			}
			golden.Check(t, path.Join("pages", name+".html"), readable(source))
		})
	}
}

func TestFragments(t *testing.T) {
	internal := NewProblem(coderemote.AsError(context.Canceled), "r1")
	fragments := map[string]templ.Component{
		"panel-queued":     RunPanel(view(coderemote.StatusQueued, notStarted)),
		"problem-internal": ProblemPanel(*internal),
		"analysis-snippet": AnalysisPanel(analyzed(coderemote.StatusSucceeded, func(v *AnalysisView) {
			v.Analysis.SnippetID, v.OwnTime = "0190d000-0000-7000-8000-000000000004", "O(n)"
		})),
		"analysis-queued":  AnalysisPanel(analyzed(coderemote.StatusQueued, unknown)),
		"analysis-model":   AnalysisParts(analyzed(coderemote.StatusRunning, modeled, silent)),
		"analysis-claim":   AnalysisParts(analyzed(coderemote.StatusSucceeded, modeled)),
		"analysis-raised":  AnalysisParts(analyzed(coderemote.StatusSucceeded, raising)),
		"analysis-none":    AnalysisParts(analyzed(coderemote.StatusFailed, unknown, unreadable)),
		"chart-file":       ChartFile(analyzed(coderemote.StatusSucceeded).Charts[1]),
		"queued":           RunState(view(coderemote.StatusQueued, notStarted)),
		"running":          RunState(view(coderemote.StatusRunning, running)),
		"waiting":          RunState(view(coderemote.StatusRunning, waiting)),
		"succeeded":        RunState(view(coderemote.StatusSucceeded, exit(0))),
		"failed":           RunState(view(coderemote.StatusFailed, exit(1), raised("IndexError", "list index out of range"))),
		"failed-offer":     RunState(view(coderemote.StatusFailed, exit(1), raised("IndexError", "x"), func(v *RunView) { v.Hints = true })),
		"failed-hint":      RunState(view(coderemote.StatusFailed, exit(1), raised("IndexError", "x"), func(v *RunView) { v.Hints, v.Hint = true, &HintView{HTML: "<p>Look at line 2.</p>"} })),
		"failed-hint-open": RunState(view(coderemote.StatusFailed, exit(1), raised("IndexError", "x"), func(v *RunView) { v.Hints, v.Hint = true, &HintView{Open: true, HTML: "<p>Look at</p>"} })),
		"failed-hint-lost": RunState(view(coderemote.StatusFailed, exit(1), raised("IndexError", "x"), func(v *RunView) { v.Hints, v.Hint = true, &HintView{Problem: "The model stopped half-way."} })),
		"failed-unknown":   RunState(view(coderemote.StatusFailed, exit(1), raised("MyError", ""))),
		"failed-exit":      RunState(view(coderemote.StatusFailed, exit(3))),
		"failed-signal":    RunState(view(coderemote.StatusFailed, exit(139))),
		"time-limit":       RunState(view(coderemote.StatusTimeLimit, exit(137))),
		"memory-limit":     RunState(view(coderemote.StatusMemoryLimit, exit(1))),
		"output-limit":     RunState(view(coderemote.StatusOutputLimit, exit(137))),
		"rejected":         RunState(view(coderemote.StatusRejected, notStarted, violating)),
		"cancelled":        RunState(view(coderemote.StatusCancelled, exit(137))),
		"internal-error":   RunState(view(coderemote.StatusInternalError, raised("", "the worker was lost"))),
	}
	maps.Copy(fragments, finderFragments())
	for name, fragment := range fragments {
		t.Run(name, func(t *testing.T) {
			source := render(t, fragment)
			for _, problem := range htmlcheck.Fragment(source) {
				t.Error(problem)
			}
			golden.Check(t, path.Join("fragments", name+".html"), readable(source))
		})
	}
}

// The stream does not rewrite nonces, so what it sends must not need one.
func TestStreamedHTMLHasNoHTMX(t *testing.T) {
	for _, status := range []coderemote.Status{coderemote.StatusQueued, coderemote.StatusRunning, coderemote.StatusFailed, coderemote.StatusInternalError} {
		if source := render(t, AnalysisParts(analyzed(status))); strings.Contains(source, "hx-") || strings.Contains(source, "nonce") {
			t.Errorf("analysis, %s: %s", status, source)
		}
		if source := render(t, RunState(view(status))); strings.Contains(source, "hx-") || strings.Contains(source, "nonce") {
			t.Errorf("%s: %s", status, source)
		}
	}
}

func TestEveryStatusIsNamed(t *testing.T) {
	for _, s := range []coderemote.Status{coderemote.StatusQueued, coderemote.StatusRunning, coderemote.StatusSucceeded, coderemote.StatusFailed, coderemote.StatusTimeLimit,
		coderemote.StatusMemoryLimit, coderemote.StatusOutputLimit, coderemote.StatusRejected, coderemote.StatusCancelled, coderemote.StatusInternalError} {
		v := view(s)
		if v.label() == "" {
			t.Errorf("%s has no label", s)
		}
		if wants := s.Final() && s != coderemote.StatusSucceeded; wants != (v.note() != nil) {
			t.Errorf("%s: note is %v", s, v.note())
		}
	}
}

func TestAssetsExist(t *testing.T) {
	assets, err := static.New()
	if err != nil {
		t.Fatal(err)
	}
	c := chrome()
	c.Asset = assets.URL
	for name, page := range map[string]templ.Component{"editor": Editor(NewEditorPage(c)), "error": Error(ErrorPage{Chrome: c, Status: 404})} {
		source := render(t, page)
		if !strings.Contains(source, "/assets/app-") || strings.Contains(source, "/assets/missing/") {
			t.Errorf("%s names a file that is not there:\n%s", name, source)
		}
	}
}

func TestFormats(t *testing.T) {
	got := []string{
		initials("ada.byron@example.org"), initials("é@x.org"), initials("a_b-c@x.org"), initials("..@x.org"),
		seconds(0), seconds(420 * time.Millisecond), seconds(30 * time.Second),
		megabytes(0), megabytes(1), megabytes(1 << 20), megabytes(256 << 20),
		count(1, "line"), count(0, "line"), count(999, "line"), count(10000, "line"), count(1234567, "line"),
	}
	want := []string{"AB", "É", "AB", "", "0.00 s", "0.42 s", "30.0 s", "0", "1", "1", "256", "1 line", "0 lines", "999 lines", "10,000 lines", "1,234,567 lines"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("formats (-want +got):\n%s", d)
	}
}

func TestURLs(t *testing.T) {
	got := []string{LoginURL(""), LoginURL("/"), LoginURL("/settings?a=b"), SetupURL("a/b"), RunEventsURL("x"), RunStdinURL("x"), RunCancelURL("x"), RevokeTokenURL("a b")}
	want := []string{"/login", "/login", "/login?next=%2Fsettings%3Fa%3Db", "/setup/a%2Fb", "/runs/x/events", "/runs/x/stdin", "/runs/x/cancel", "/settings/tokens/a%20b/revoke"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("addresses (-want +got):\n%s", d)
	}
}
