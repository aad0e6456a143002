package config

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// setting is what the tags of one field of Config say.
type setting struct {
	field    string // of the struct
	name     string // of the variable
	fallback string // as people read it
	doc      string
	kind     string // what it holds, in words
	secret   bool
}

// settings reads the tags of Config.
func settings() ([]setting, error) {
	var all []setting
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		name := f.Tag.Get("env")
		if name == "-" {
			continue
		}
		s := setting{
			field: f.Name, name: name, fallback: f.Tag.Get("show"), doc: f.Tag.Get("doc"),
			kind: kindOf(f.Type), secret: f.Type == reflect.TypeFor[Secret](),
		}
		if value, ok := f.Tag.Lookup("envDefault"); ok {
			s.fallback = "`" + value + "`"
		}
		if s.name == "" || s.doc == "" || s.fallback == "" {
			return nil, fmt.Errorf("config: field %s lacks its documentation", f.Name)
		}
		all = append(all, s)
	}
	return all, nil
}

func kindOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[int]():
		return "a whole number"
	case reflect.TypeFor[time.Duration]():
		return "a duration like 40s or 2m"
	}
	return "text"
}

// Table returns the settings as a Markdown table.
func Table() (string, error) {
	all, err := settings()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| Variable | Default | Meaning |\n|---|---|---|\n")
	for _, s := range all {
		name := "`" + s.name + "`"
		if s.secret {
			name += " or `" + s.name + "_FILE`, a file that holds it"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, s.fallback, s.doc)
	}
	return b.String(), nil
}
