package views

import (
	"net/url"
	"strconv"
)

// The addresses of the pages for administrators.

// InstanceURL is how the instance is doing, for administrators.
func InstanceURL() string { return "/admin" }

// InstanceSettingsURL is what an administrator may set, for GET and POST.
func InstanceSettingsURL() string { return "/admin/settings" }

// AuditURL is the audit log.
func AuditURL() string { return "/admin/audit" }

// QueueURL is River UI, which shows the jobs of the queue.
func QueueURL() string { return "/admin/jobs/" }

// UsersURL lists the users, and adds one by POST.
func UsersURL() string { return "/admin/users" }

// UsersPageURL is a page of those users who have query in their name or address.
func UsersPageURL(query string, page int) string {
	return UsersURL() + "?" + url.Values{"q": {query}, "page": {strconv.Itoa(page)}}.Encode()
}

// UserURL does something to a user by POST: role, disable, enable, approve, reset.
func UserURL(id, action string) string { return UsersURL() + "/" + url.PathEscape(id) + "/" + action }

// InvitationsURL makes an invitation by POST.
func InvitationsURL() string { return "/admin/invitations" }

// DeleteInvitationURL ends an invitation by POST.
func DeleteInvitationURL(id string) string {
	return InvitationsURL() + "/" + url.PathEscape(id) + "/delete"
}
