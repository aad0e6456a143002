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

// seedCommand makes the people and snippets of a demonstration.
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
	password := strings.ToLower(rand.Text()[:16])
	accounts := auth.New(d.Store, in.logger)
	people := []coderemote.User{{Email: "teacher@demo.example", Role: coderemote.RoleTeacher}}
	for n := range c.Students {
		people = append(people, coderemote.User{Email: fmt.Sprintf("student%d@demo.example", n+1), Role: coderemote.RoleStudent})
	}
	for _, p := range people {
		user, err := accounts.CreateUser(in, p.Email, p.Role, password)
		if err != nil {
			return err
		}
		if err := seedSnippets(in, d, user); err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "%s\t%s\t%s\n", user.Role, user.Email, password)
	}
	return nil
}

//go:embed seed
var seeds embed.FS

// seedSnippets keeps the programs of the folder seed for a person. The first
// line of each, a comment, is its title.
func seedSnippets(in *instance, d *database, user *coderemote.User) error {
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
		if _, err := d.CreateSnippet(in, jobs.NewRunID(), user.ID, snippet); err != nil {
			return err
		}
	}
	return nil
}
