package views

import "net/http"

// ErrorPage is what a page shows that cannot show itself.
type ErrorPage struct {
	Chrome    Chrome
	Status    int    // of HTTP
	Message   string // a sentence for the person; "" for the usual one of the status
	RequestID string // for the administrator
}

func (p ErrorPage) heading() string {
	switch p.Status {
	case http.StatusForbidden:
		return "This is not yours to see"
	case http.StatusNotFound:
		return "There is nothing here"
	case http.StatusTooManyRequests:
		return "Too many requests"
	case http.StatusServiceUnavailable:
		return "Not available right now"
	}
	if p.Status < 500 {
		return "This did not work"
	}
	return "Something went wrong"
}

func (p ErrorPage) sentence() string {
	if p.Message != "" {
		return p.Message
	}
	switch p.Status {
	case http.StatusForbidden:
		return "Ask its owner or your teacher, or log in as somebody else."
	case http.StatusNotFound:
		return "The address may be mistyped, or what was here is gone, or belongs to somebody else."
	case http.StatusTooManyRequests:
		return "Wait a minute and try again."
	case http.StatusServiceUnavailable:
		return "Something that this page needs does not answer. It is usually back within a minute."
	}
	return "It is not your fault. Go back and try again."
}
