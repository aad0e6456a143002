package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"
)

// mailTimeout bounds one mail, from the connection to the answer.
const mailTimeout = 30 * time.Second

// Mailer sends plain text by SMTP.
type Mailer struct {
	host, port string
	tls        bool // from the first byte; else STARTTLS where the server offers it
	auth       smtp.Auth
	from       string
	base       string // address of this instance, for links
	logger     *slog.Logger
}

// NewMailer returns a Mailer for smtp://user:password@host:port, which turns to
// TLS where the server offers it, or smtps:// for TLS at once. base is the
// address of this instance.
func NewMailer(server, from, base string, logger *slog.Logger) (*Mailer, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("auth: the address of the mail server is not of the form smtp://user:password@host:587")
	}
	if _, err := mail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("auth: the sender of mails: %w", err)
	}
	m := &Mailer{host: u.Hostname(), port: u.Port(), tls: u.Scheme == "smtps", from: from, base: base, logger: logger}
	if m.port == "" {
		m.port = map[bool]string{true: "465", false: "587"}[m.tls]
	}
	if password, ok := u.User.Password(); ok {
		m.auth = smtp.PlainAuth("", u.User.Username(), password, m.host)
	}
	return m, nil
}

// SendMail lets accounts be confirmed and passwords be reset by mail. Call it
// before the first request.
func (a *Accounts) SendMail(m *Mailer) { a.mail = m }

// Mails reports whether this instance sends mail.
func (a *Accounts) Mails() bool { return a.mail != nil }

// send mails in the background: how long it takes tells a stranger nothing.
func (m *Mailer) send(to, subject, text string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), mailTimeout)
		defer cancel()
		if err := m.deliver(ctx, to, subject, text); err != nil {
			m.logger.Error("mail not sent", "err", err)
		}
	}()
}

func (m *Mailer) deliver(ctx context.Context, to, subject, text string) error {
	client, err := m.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	sender, err := mail.ParseAddress(m.from)
	if err != nil {
		return err
	}
	if err := errors.Join(client.Mail(sender.Address), client.Rcpt(to)); err != nil {
		return errors.New("the mail server refuses the sender or the recipient") // its answer holds the address
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(message(sender.String(), to, subject, text)); err != nil {
		return err
	}
	return errors.Join(body.Close(), client.Quit())
}

func (m *Mailer) connect(ctx context.Context) (*smtp.Client, error) {
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(m.host, m.port))
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		connection.SetDeadline(deadline)
	}
	config := &tls.Config{ServerName: m.host}
	if m.tls {
		connection = tls.Client(connection, config)
	}
	client, err := smtp.NewClient(connection, m.host)
	if err != nil {
		connection.Close()
		return nil, err
	}
	if err := m.greet(client, config); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

func (m *Mailer) greet(client *smtp.Client, config *tls.Config) error {
	if offered, _ := client.Extension("STARTTLS"); offered && !m.tls {
		if err := client.StartTLS(config); err != nil {
			return err
		}
	}
	if m.auth == nil {
		return nil
	}
	return client.Auth(m.auth) // refuses to send the password in the clear, but to this machine
}

func message(from, to, subject, text string) []byte {
	headers := []string{
		"From: " + from, "To: <" + to + ">", "Subject: " + mime.QEncoding.Encode("utf-8", subject), "Date: " + time.Now().UTC().Format(time.RFC1123Z),
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated",
	}
	return []byte(strings.Join(headers, "\r\n") + "\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n"))
}
