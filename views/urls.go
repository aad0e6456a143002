package views

import (
	"net/url"
	"strconv"

	"coderemote"
)

// The addresses of the pages, and of what their forms post to. A test of the
// handlers holds each against the route tree.

// HomeURL is the editor.
func HomeURL() string { return "/" }

// LoginURL is the log-in page, for GET and POST; next, when not empty, is the page to come back to.
func LoginURL(next string) string {
	if next == "" || next == HomeURL() {
		return "/login"
	}
	return "/login?" + url.Values{"next": {next}}.Encode()
}

// IssuerURL leads to the issuer to log in there; next, when not empty, is the page to come back to.
func IssuerURL(next string) string {
	if next == "" || next == HomeURL() {
		return "/login/oidc"
	}
	return "/login/oidc?" + url.Values{"next": {next}}.Encode()
}

// IssuerCallbackURL is where the issuer sends people back to.
func IssuerCallbackURL() string { return "/login/oidc/callback" }

// IdentityURL begins to link a log-in of the issuer by POST.
func IdentityURL() string { return "/settings/identity" }

// UnlinkIdentityURL ends the log-in by the issuer by POST.
func UnlinkIdentityURL() string { return "/settings/identity/unlink" }

// LogoutURL ends the session by POST.
func LogoutURL() string { return "/logout" }

// SetupURL is the page that makes the first administrator, for GET and POST; token is of the one-time link.
func SetupURL(token string) string { return "/setup/" + url.PathEscape(token) }

// AccountURL is the settings page of the person logged in.
func AccountURL() string { return "/settings" }

// TokensURL makes an API token by POST.
func TokensURL() string { return "/settings/tokens" }

// RevokeTokenURL revokes an API token by POST.
func RevokeTokenURL(id string) string { return "/settings/tokens/" + url.PathEscape(id) + "/revoke" }

// RunsURL starts a run by POST.
func RunsURL() string { return "/runs" }

// HistoryURL is a page of the person's runs.
func HistoryURL(offset int) string {
	if offset == 0 {
		return RunsURL()
	}
	return RunsURL() + "?offset=" + strconv.Itoa(offset)
}

// RunAgainURL starts the program of a run once more, by POST.
func RunAgainURL(id string) string { return RunURL(id) + "/again" }

// CompareRunsURL compares the output of two runs, which a form names.
func CompareRunsURL() string { return "/compare-runs" }

// RunURL is the page of one run.
func RunURL(id string) string { return "/runs/" + url.PathEscape(id) }

// RunEventsURL is the event stream of the page of one run.
func RunEventsURL(id string) string { return RunURL(id) + "/events" }

// RunStdinURL gives a run a line of input by POST.
func RunStdinURL(id string) string { return RunURL(id) + "/stdin" }

// ArtifactURL is a file that a run left.
func ArtifactURL(runID, id string) string {
	return RunURL(runID) + "/artifacts/" + url.PathEscape(id)
}

// ArtifactViewURL is the page that shows a file that a run left.
func ArtifactViewURL(runID, id string) string { return ArtifactURL(runID, id) + "/view" }

// RunCancelURL stops a run by POST.
func RunCancelURL(id string) string { return RunURL(id) + "/cancel" }

// ModelURL is the ledger of the model, for administrators; its POST turns hints on or off.
func ModelURL() string { return "/admin/model" }

// RunHintURL asks the model by POST what the error of a run means.
func RunHintURL(id string) string { return RunURL(id) + "/hint" }

// RunHintEventsURL is the event stream of what the model says of it.
func RunHintEventsURL(id string) string { return RunHintURL(id) + "/events" }

// ClassHintsURL turns hints for a class on or off by POST.
func ClassHintsURL(id string) string { return ClassURL(id) + "/hints" }

// SnippetComplexityURL says by POST what a snippet costs, whatever was found out.
func SnippetComplexityURL(id string) string { return SnippetURL(id) + "/complexity" }

// AnalysesURL asks by POST what code costs.
func AnalysesURL() string { return "/analyses" }

// AnalysisURL is the page of one analysis.
func AnalysisURL(id string) string { return "/analyses/" + url.PathEscape(id) }

// AnalysisEventsURL is the event stream of the page of one analysis.
func AnalysisEventsURL(id string) string { return AnalysisURL(id) + "/events" }

// AnalysisChartURL is a chart of an analysis as a file; axes is linear or log.
func AnalysisChartURL(id, axes string) string {
	return AnalysisURL(id) + "/" + url.PathEscape(axes) + "-chart.svg"
}

// APIDocsURL is the browsable description of the API.
func APIDocsURL() string { return "/api/v1/docs" }

// ClassesURL is the page of one's classes, and makes one by POST.
func ClassesURL() string { return "/classes" }

// JoinClassURL joins a class by POST.
func JoinClassURL() string { return "/classes/join" }

// WorkAloneURL ends by POST that the rules of a class hold for one's programs.
func WorkAloneURL() string { return "/classes/none" }

// ClassURL is the page of one class, and changes its settings by POST.
func ClassURL(id string) string { return "/classes/" + url.PathEscape(id) }

// ClassCodeURL makes a new join code by POST.
func ClassCodeURL(id string) string { return ClassURL(id) + "/code" }

// CloseClassURL lets nobody join by POST.
func CloseClassURL(id string) string { return ClassURL(id) + "/close" }

// DeleteClassURL deletes a class by POST.
func DeleteClassURL(id string) string { return ClassURL(id) + "/delete" }

// ClassWorkURL lets the rules of a class hold for one's programs by POST.
func ClassWorkURL(id string) string { return ClassURL(id) + "/work" }

// LeaveClassURL leaves a class by POST.
func LeaveClassURL(id string) string { return ClassURL(id) + "/leave" }

// ClassRoleURL gives somebody in a class another role by POST.
func ClassRoleURL(id, user string) string {
	return ClassURL(id) + "/people/" + url.PathEscape(user) + "/role"
}

// RemoveFromClassURL takes somebody off a class by POST.
func RemoveFromClassURL(id, user string) string {
	return ClassURL(id) + "/people/" + url.PathEscape(user) + "/remove"
}

// SnippetsURL is the list of the person's snippets, as f filters it, and makes
// one by POST.
func SnippetsURL(f coderemote.SnippetFilter) string {
	query := filterQuery{{f.Language, "language"}, {f.Complexity, "complexity"}}
	if f.Starred != nil {
		query = append(query, option{strconv.FormatBool(*f.Starred), "starred"})
	}
	if f.Sort != "" && f.Sort != coderemote.SortUpdated {
		query = append(query, option{string(f.Sort), "sort"})
	}
	if f.Offset > 0 {
		query = append(query, option{strconv.Itoa(f.Offset), "offset"})
	}
	return "/snippets" + query.encode()
}

// MyCodeURL is the list of all of the person's snippets, and makes one by POST.
func MyCodeURL() string { return SnippetsURL(coderemote.SnippetFilter{}) }

// SnippetURL is the editor with a snippet; a POST saves it.
func SnippetURL(id string) string { return "/snippets/" + url.PathEscape(id) }

// SnippetDetailsURL is what belongs to a snippet beside its code, for GET and POST.
func SnippetDetailsURL(id string) string { return SnippetURL(id) + "/details" }

// SnippetSimilarURL is what of one's own is like a snippet, as a fragment.
func SnippetSimilarURL(id string) string { return SnippetURL(id) + "/similar" }

// SnippetStarURL gives a snippet its star, or takes it away, by POST.
func SnippetStarURL(id string) string { return SnippetURL(id) + "/star" }

// SnippetDuplicateURL makes a copy by POST.
func SnippetDuplicateURL(id string) string { return SnippetURL(id) + "/duplicate" }

// SnippetDeleteURL deletes a snippet by POST.
func SnippetDeleteURL(id string) string { return SnippetURL(id) + "/delete" }

// SnippetRestoreURL brings a deleted snippet back by POST.
func SnippetRestoreURL(id string) string { return SnippetURL(id) + "/restore" }

// VersionsURL keeps the snippet as it is now under a name, by POST.
func VersionsURL(id string) string { return SnippetURL(id) + "/versions" }

// VersionURL is a kept version.
func VersionURL(id string, version int) string { return VersionsURL(id) + "/" + strconv.Itoa(version) }

// VersionCompareURL shows what has changed since a version.
func VersionCompareURL(id string, version int) string { return VersionURL(id, version) + "/compare" }

// VersionRestoreURL makes a version what the snippet is, by POST.
func VersionRestoreURL(id string, version int) string { return VersionURL(id, version) + "/restore" }

// RegisterURL makes an account where registration is open, for GET and POST.
func RegisterURL() string { return "/register" }

// InvitationURL makes an account by a link, for GET and POST.
func InvitationURL(token string) string { return "/invite/" + url.PathEscape(token) }

// ConfirmURL opens an account by a mailed link, for GET and POST.
func ConfirmURL(token string) string { return "/confirm/" + url.PathEscape(token) }

// ResetURL sets a new password by a link, for GET and POST.
func ResetURL(token string) string { return "/reset/" + url.PathEscape(token) }

// ForgotURL asks for such a link, for GET and POST.
func ForgotURL() string { return "/forgot" }

// HelpURL is the guide for people.
func HelpURL() string { return "/help" }

// PrivacyURL says what is kept.
func PrivacyURL() string { return "/privacy" }

// RenameURL changes how one is called by POST.
func RenameURL() string { return "/settings/name" }

// PasswordURL changes one's password by POST.
func PasswordURL() string { return "/settings/password" }

// RevokeSessionURL ends one of one's sessions by POST.
func RevokeSessionURL(id string) string {
	return "/settings/sessions/" + url.PathEscape(id) + "/revoke"
}

// RevokeSessionsURL ends one's other sessions by POST.
func RevokeSessionsURL() string { return "/settings/sessions/revoke" }

// ClassInviteURL makes a link that lets people without an account into a class, by POST.
func ClassInviteURL(id string) string { return ClassURL(id) + "/invite" }

// SearchURL is the page that answers a question, without the parts of its plan
// that drop names.
func SearchURL(question string, drop ...string) string {
	if question == "" {
		return "/search"
	}
	return "/search?" + url.Values{"q": {question}, "drop": drop}.Encode()
}

// SuggestURL answers what is typed into the finder, as a fragment; it takes q.
func SuggestURL() string { return "/search/suggest" }

// ClassSearchURL answers a question from what is shared with a class, without the
// parts of its plan that drop names.
func ClassSearchURL(id, question string, drop ...string) string {
	if question == "" {
		return ClassURL(id) + "/search"
	}
	return ClassURL(id) + "/search?" + url.Values{"q": {question}, "drop": drop}.Encode()
}

// SnippetShareURL shows a snippet to others, or to nobody any more, by POST.
func SnippetShareURL(id string) string { return SnippetURL(id) + "/share" }

// SnippetDownloadURL is a snippet as a file: py, ipynb or zip.
func SnippetDownloadURL(id, format string) string {
	return SnippetURL(id) + "/download?format=" + format
}

// NewURL is the editor with the code of the address.
func NewURL() string { return "/new" }

// SharedWithMeURL is the list of what others show to the person.
func SharedWithMeURL() string { return "/shared" }

// SharedURL is what the owner of a snippet shows.
func SharedURL(token string) string { return "/s/" + url.PathEscape(token) }

// SharedVersionURL is one version that its owner has shown, for ever.
func SharedVersionURL(token string, version int) string {
	return SharedURL(token) + "/versions/" + strconv.Itoa(version)
}

// SharedEditorURL is the editor with shared code.
func SharedEditorURL(token string) string { return SharedURL(token) + "/editor" }

// SharedDownloadURL is shared code as a file: py or ipynb.
func SharedDownloadURL(token, format string) string {
	return SharedURL(token) + "/download?format=" + format
}

// ForkURL makes a copy of shared code by POST.
func ForkURL(token string) string { return SharedURL(token) + "/fork" }

// EmbedURL is shared code for a frame on another site.
func EmbedURL(token string) string { return "/embed/" + url.PathEscape(token) }
