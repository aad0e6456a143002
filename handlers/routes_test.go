package handlers

import (
	"net/http"
	"testing"

	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// Every address that a page links to or posts to leads to a route of its own.
func TestAddressesOfViewsAreRoutes(t *testing.T) {
	routes, ok := newAccountSite(t, false).Config.Handler.(chi.Routes)
	if !ok {
		t.Fatal("the handler does not tell its routes")
	}
	const id = "01a207ce-2099-7057-89bd-f0ea2d4df223"
	tests := []struct{ method, address, route string }{
		{http.MethodGet, views.HomeURL(), "/"},
		{http.MethodGet, "/login", "/login"},
		{http.MethodPost, views.LoginURL(""), "/login"},
		{http.MethodPost, views.LogoutURL(), "/logout"},
		{http.MethodGet, views.IssuerURL(""), "/login/oidc"},
		{http.MethodGet, views.IssuerCallbackURL(), "/login/oidc/callback"},
		{http.MethodPost, views.IdentityURL(), "/settings/identity"},
		{http.MethodPost, views.UnlinkIdentityURL(), "/settings/identity/unlink"},
		{http.MethodGet, views.SetupURL("x"), "/setup/{token}"},
		{http.MethodPost, views.SetupURL("x"), "/setup/{token}"},
		{http.MethodGet, views.AccountURL(), "/settings"},
		{http.MethodPost, views.TokensURL(), "/settings/tokens"},
		{http.MethodPost, views.RevokeTokenURL(id), "/settings/tokens/{id}/revoke"},
		{http.MethodGet, views.RegisterURL(), "/register"},
		{http.MethodPost, views.RegisterURL(), "/register"},
		{http.MethodGet, views.InvitationURL("x"), "/invite/{token}"},
		{http.MethodPost, views.InvitationURL("x"), "/invite/{token}"},
		{http.MethodPost, views.ConfirmURL("x"), "/confirm/{token}"},
		{http.MethodPost, views.ResetURL("x"), "/reset/{token}"},
		{http.MethodPost, views.ForgotURL(), "/forgot"},
		{http.MethodGet, views.HelpURL(), "/help"},
		{http.MethodGet, views.PrivacyURL(), "/privacy"},
		{http.MethodPost, views.RenameURL(), "/settings/name"},
		{http.MethodPost, views.PasswordURL(), "/settings/password"},
		{http.MethodPost, views.RevokeSessionURL(id), "/settings/sessions/{id}/revoke"},
		{http.MethodPost, views.RevokeSessionsURL(), "/settings/sessions/revoke"},
		{http.MethodPost, views.ClassInviteURL(id), "/classes/{id}/invite"},
		{http.MethodGet, views.ExportURL(), "/settings/export"},
		{http.MethodGet, views.DeleteAccountURL(), "/settings/delete"},
		{http.MethodGet, views.InstanceURL(), "/admin"},
		{http.MethodGet, views.InstanceSettingsURL(), "/admin/settings"},
		{http.MethodPost, views.InstanceSettingsURL(), "/admin/settings"},
		{http.MethodGet, views.AuditURL(), "/admin/audit"},
		{http.MethodGet, views.QueueURL(), "/admin/jobs/*"},
		{http.MethodGet, views.UsersURL(), "/admin/users"},
		{http.MethodPost, views.UsersURL(), "/admin/users"},
		{http.MethodPost, views.UserURL(id, "role"), "/admin/users/{id}/role"},
		{http.MethodPost, views.UserURL(id, "disable"), "/admin/users/{id}/disable"},
		{http.MethodPost, views.UserURL(id, "enable"), "/admin/users/{id}/enable"},
		{http.MethodPost, views.UserURL(id, "approve"), "/admin/users/{id}/approve"},
		{http.MethodPost, views.UserURL(id, "reset"), "/admin/users/{id}/reset"},
		{http.MethodPost, views.InvitationsURL(), "/admin/invitations"},
		{http.MethodPost, views.DeleteInvitationURL(id), "/admin/invitations/{id}/delete"},
		{http.MethodGet, views.ClassesURL(), "/classes"},
		{http.MethodPost, views.ClassesURL(), "/classes"},
		{http.MethodPost, views.JoinClassURL(), "/classes/join"},
		{http.MethodPost, views.WorkAloneURL(), "/classes/none"},
		{http.MethodGet, views.ClassURL(id), "/classes/{id}"},
		{http.MethodPost, views.ClassURL(id), "/classes/{id}"},
		{http.MethodPost, views.ClassCodeURL(id), "/classes/{id}/code"},
		{http.MethodPost, views.CloseClassURL(id), "/classes/{id}/close"},
		{http.MethodPost, views.DeleteClassURL(id), "/classes/{id}/delete"},
		{http.MethodPost, views.ClassWorkURL(id), "/classes/{id}/work"},
		{http.MethodPost, views.LeaveClassURL(id), "/classes/{id}/leave"},
		{http.MethodPost, views.ClassRoleURL(id, id), "/classes/{id}/people/{user}/role"},
		{http.MethodPost, views.RemoveFromClassURL(id, id), "/classes/{id}/people/{user}/remove"},
		{http.MethodPost, views.RunsURL(), "/runs"},
		{http.MethodGet, views.RunURL(id), "/runs/{id}"},
		{http.MethodGet, views.RunEventsURL(id), "/runs/{id}/events"},
		{http.MethodGet, views.ArtifactURL(id, id), "/runs/{id}/artifacts/{artifact}"},
		{http.MethodGet, views.ArtifactViewURL(id, id), "/runs/{id}/artifacts/{artifact}/view"},
		{http.MethodPost, views.RunStdinURL(id), "/runs/{id}/stdin"},
		{http.MethodPost, views.RunCancelURL(id), "/runs/{id}/cancel"},
		{http.MethodPost, views.SnippetComplexityURL(id), "/snippets/{id}/complexity"},
		{http.MethodGet, views.ModelURL(), "/admin/model"},
		{http.MethodPost, views.ModelURL(), "/admin/model"},
		{http.MethodPost, views.RunHintURL(id), "/runs/{id}/hint"},
		{http.MethodGet, views.RunHintEventsURL(id), "/runs/{id}/hint/events"},
		{http.MethodPost, views.ClassHintsURL(id), "/classes/{id}/hints"},
		{http.MethodPost, views.AnalysesURL(), "/analyses"},
		{http.MethodGet, views.AnalysisURL(id), "/analyses/{id}"},
		{http.MethodGet, views.AnalysisEventsURL(id), "/analyses/{id}/events"},
		{http.MethodGet, views.AnalysisChartURL(id, "log"), "/analyses/{id}/{axes}-chart.svg"},
		{http.MethodGet, views.SearchURL(""), "/search"},
		{http.MethodGet, views.SuggestURL(), "/search/suggest"},
		{http.MethodGet, views.ClassSearchURL(id, ""), "/classes/{id}/search"},
		{http.MethodGet, views.MyCodeURL(), "/snippets"},
		{http.MethodPost, views.MyCodeURL(), "/snippets"},
		{http.MethodGet, views.SnippetURL(id), "/snippets/{id}"},
		{http.MethodPost, views.SnippetURL(id), "/snippets/{id}"},
		{http.MethodGet, views.SnippetDetailsURL(id), "/snippets/{id}/details"},
		{http.MethodPost, views.SnippetDetailsURL(id), "/snippets/{id}/details"},
		{http.MethodGet, views.SnippetSimilarURL(id), "/snippets/{id}/similar"},
		{http.MethodPost, views.SnippetStarURL(id), "/snippets/{id}/star"},
		{http.MethodPost, views.SnippetDuplicateURL(id), "/snippets/{id}/duplicate"},
		{http.MethodPost, views.SnippetDeleteURL(id), "/snippets/{id}/delete"},
		{http.MethodPost, views.SnippetRestoreURL(id), "/snippets/{id}/restore"},
		{http.MethodPost, views.VersionsURL(id), "/snippets/{id}/versions"},
		{http.MethodGet, views.VersionURL(id, 2), "/snippets/{id}/versions/{version}"},
		{http.MethodGet, views.VersionCompareURL(id, 2), "/snippets/{id}/versions/{version}/compare"},
		{http.MethodPost, views.VersionRestoreURL(id, 2), "/snippets/{id}/versions/{version}/restore"},
		{http.MethodPost, views.SnippetShareURL(id), "/snippets/{id}/share"},
		{http.MethodGet, "/snippets/x/download", "/snippets/{id}/download"},
		{http.MethodGet, views.NewURL(), "/new"},
		{http.MethodGet, views.SharedWithMeURL(), "/shared"},
		{http.MethodGet, views.SharedURL("x"), "/s/{token}"},
		{http.MethodGet, views.SharedVersionURL("x", 2), "/s/{token}/versions/{version}"},
		{http.MethodGet, views.SharedEditorURL("x"), "/s/{token}/editor"},
		{http.MethodGet, "/s/x/download", "/s/{token}/download"},
		{http.MethodPost, views.ForkURL("x"), "/s/{token}/fork"},
		{http.MethodGet, views.EmbedURL("x"), "/embed/{token}"},
		{http.MethodGet, views.HistoryURL(0), "/runs"},
		{http.MethodPost, views.RunAgainURL(id), "/runs/{id}/again"},
		{http.MethodGet, views.CompareRunsURL(), "/compare-runs"},
		{http.MethodGet, views.APIDocsURL(), "/api/v1/docs"},
	}
	for _, test := range tests {
		found := chi.NewRouteContext()
		if !routes.Match(found, test.method, test.address) || found.RoutePattern() != test.route {
			t.Errorf("%s %s leads to %q, want %q", test.method, test.address, found.RoutePattern(), test.route)
		}
	}
}
