package views

// JoinPage makes an account: by an invitation, or by open registration.
type JoinPage struct {
	Chrome   Chrome
	Title    string
	Text     string // a sentence under the title; "" for none
	Action   string // where the form goes
	Name     string
	Email    string // or nickname, as it was typed
	Nickname bool   // one may be chosen instead of an address
	Message  string // why the last try was refused
}

// ToldPage says one thing and leads on.
type ToldPage struct {
	Chrome   Chrome
	Title    string
	Text     string
	Link     string
	LinkText string
}

// ConfirmPage opens an account by a mailed link.
type ConfirmPage struct {
	Chrome Chrome
	Token  string
}

// ResetPage sets a new password by a link.
type ResetPage struct {
	Chrome  Chrome
	Token   string
	Message string // why the last try was refused
}

// ForgotPage asks for a link to set a new password.
type ForgotPage struct {
	Chrome  Chrome
	Mails   bool // whether this server sends mail
	Email   string
	Message string // why the last try was refused
}
