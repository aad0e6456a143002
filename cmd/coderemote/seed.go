package main

import (
	"crypto/rand"
	"embed"
	"fmt"
	"os"
	"path"
	"strings"

	"coderemote"
	"coderemote/auth"
	"coderemote/jobs"
)

// seedCommand makes the class of a demonstration.
type seedCommand struct {
	Students int `default:"3" help:"How many students there are, 1 to 200."`
}

// Run prints who may log in. It makes everybody or, where the teacher is there
// already, nobody.
func (c *seedCommand) Run(in *instance) error {
	if c.Students < 1 || c.Students > 200 {
		return fmt.Errorf("--students is %d; write a number from 1 to 200", c.Students)
	}
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	demo := demonstration{in, d, auth.New(d.Store, in.logger), strings.ToLower(rand.Text()[:16])}
	teacher, err := demo.person("teacher@demo.example", coderemote.RoleTeacher)
	if err != nil {
		return err
	}
	class := &coderemote.Class{ID: jobs.NewRunID(), Name: "Demonstration", JoinCode: coderemote.NewJoinCode([]byte(rand.Text())), Model: true}
	if err := d.CreateClass(in, class, teacher.ID); err != nil {
		return err
	}
	for n := range c.Students {
		student, err := demo.person(fmt.Sprintf("student%d@demo.example", n+1), coderemote.RoleStudent)
		if err != nil {
			return err
		}
		if _, err := d.JoinClass(in, class.JoinCode, student.ID); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stdout, "class\t%s\t%s\n", class.Name, class.JoinCode)
	return nil
}

type demonstration struct {
	*instance
	database *database
	accounts *auth.Accounts
	password string
}

// person makes somebody, with snippets, and says how they log in.
func (d demonstration) person(email string, role coderemote.Role) (*coderemote.User, error) {
	user, err := d.accounts.CreateUser(d, email, role, d.password)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stdout, "%s\t%s\t%s\n", user.Role, user.Email, d.password)
	return user, d.snippets(user)
}

//go:embed seed
var seeds embed.FS

// snippets keeps the programs of the folder seed for a person. The first line of
// each, a comment, is its title.
func (d demonstration) snippets(user *coderemote.User) error {
	files, err := seeds.ReadDir("seed")
	if err != nil {
		return err
	}
	for _, file := range files {
		code, err := seeds.ReadFile(path.Join("seed", file.Name()))
		if err != nil {
			return err
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(code), "# "), "\n")
		snippet, err := coderemote.NewSnippet{Title: title, Code: string(code)}.Validate()
		if err != nil {
			return err
		}
		if _, err := d.database.CreateSnippet(d, jobs.NewRunID(), user.ID, snippet); err != nil {
			return err
		}
	}
	return nil
}
