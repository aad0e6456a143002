package views

// APIDocsPage lists the operations of the JSON API.
type APIDocsPage struct {
	Chrome     Chrome
	Document   string // address of the OpenAPI document
	Operations []Operation
}

// Operation is one call of the API.
type Operation struct {
	Method      string
	Path        string // with the prefix of the version
	Summary     string
	Description string
	Scope       string // that the token must carry; "" for none
	Parameters  []Parameter
	Answers     []Answer
}

// Parameter is one value of a call: in the path, the query, a header or the body.
type Parameter struct {
	Name     string
	In       string
	Required bool
	Text     string
}

// Answer is one status that a call may have.
type Answer struct {
	Status string
	Text   string
}

func (p Parameter) place() string {
	if p.Required {
		return p.In + ", required"
	}
	return p.In
}
