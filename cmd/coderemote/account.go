package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"coderemote"
	"coderemote/auth"
)

type userCreateCommand struct {
	Email         string `required:"" xor:"login" help:"E-mail address, which is the name to log in with."`
	Nickname      string `required:"" xor:"login" help:"Nickname to log in with, for a person without an e-mail address."`
	Role          string `required:"" enum:"student,teacher,admin" help:"student, teacher or admin."`
	PasswordStdin bool   `help:"Read the password from standard input."`
}

func (c *userCreateCommand) Run(in *instance) error {
	if !c.PasswordStdin {
		return errors.New("give the password on standard input, with --password-stdin")
	}
	if c.Email != "" { // what has no @ would else become a nickname
		if _, err := coderemote.NormalizeEmail(c.Email); err != nil {
			return err
		}
	}
	password, err := auth.ReadPassword(os.Stdin)
	if err != nil {
		return err
	}
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	user, err := auth.New(d.Store, in.logger).CreateUser(in, cmp.Or(c.Email, c.Nickname), coderemote.Role(c.Role), password)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "made the %s %s\n", user.Role, user.Login())
	return nil
}

type tokenCreateCommand struct {
	Email    string `required:"" xor:"login" help:"Whose token it is."`
	Nickname string `required:"" xor:"login" help:"Whose token it is, for a person without an e-mail address."`
	Scopes   string `required:"" help:"What it may do: run, read, write, separated by commas."`
	Name     string `default:"command line" help:"Name in the list of tokens."`
}

func (c *tokenCreateCommand) Run(in *instance) error {
	scopes, err := coderemote.ParseScopes(c.Scopes)
	if err != nil {
		return err
	}
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	secret, err := auth.New(d.Store, in.logger).CreateTokenByLogin(in, cmp.Or(c.Email, c.Nickname), auth.NewToken{Name: c.Name, Scopes: scopes})
	if err != nil {
		return err
	}
	fmt.Println(secret)
	return nil
}
