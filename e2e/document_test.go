package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// openAPIDocument checks what OpenAPI 3.1 asks of a document and that each
// reference in it leads somewhere.
func openAPIDocument(t *testing.T, s *server) {
	a := s.client("").get(t, "/openapi.json").want(t, http.StatusOK)
	var document map[string]any
	decode(t, a.body, &document)
	if version, _ := document["openapi"].(string); !strings.HasPrefix(version, "3.1.") {
		t.Errorf("openapi is %v", document["openapi"])
	}
	info, _ := document["info"].(map[string]any)
	if info["title"] == "" || info["version"] == "" || info["version"] == nil {
		t.Errorf("info is %v", info)
	}
	paths, _ := document["paths"].(map[string]any)
	for path, methods := range map[string]string{
		"/health": "get", "/execute": "post", "/execute/async": "post", "/executions": "get", "/executions/{id}": "get",
		"/executions/{id}/events": "get", "/executions/{id}/stdin": "post", "/executions/{id}/cancel": "post",
	} {
		item, _ := paths[path].(map[string]any)
		operation, _ := item[methods].(map[string]any)
		responses, _ := operation["responses"].(map[string]any)
		if operation["operationId"] == nil || len(responses) < 2 {
			t.Errorf("%s %s is not described: %v", methods, path, operation)
		}
		if strings.Contains(path, "{id}") && operation["parameters"] == nil {
			t.Errorf("%s %s names no parameter id", methods, path)
		}
	}
	references := 0
	walk(document, func(key string, value any) {
		if reference, ok := value.(string); ok && key == "$ref" {
			references++
			if !resolves(document, reference) {
				t.Errorf("the reference %s leads nowhere", reference)
			}
		}
		if key == "nullable" {
			t.Error("nullable is of OpenAPI 3.0")
		}
	})
	if references == 0 {
		t.Error("the document holds no reference")
	}
}

func walk(value any, visit func(key string, value any)) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			visit(key, inner)
			walk(inner, visit)
		}
	case []any:
		for _, inner := range value {
			walk(inner, visit)
		}
	}
}

func resolves(document map[string]any, reference string) bool {
	path, ok := strings.CutPrefix(reference, "#/")
	var at any = document
	for _, name := range strings.Split(path, "/") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	return ok && at != nil
}

// documentation must load nothing from anywhere else.
func documentation(t *testing.T, s *server) {
	page := s.client("").get(t, "/docs").want(t, http.StatusOK)
	tree, err := html.Parse(bytes.NewReader(page.body))
	if err != nil {
		t.Fatal(err)
	}
	loaded := 0
	for node := range tree.Descendants() {
		for _, attribute := range node.Attr {
			if node.Data == "a" || attribute.Key != "src" && attribute.Key != "href" {
				continue
			}
			loaded++
			if u, err := url.Parse(attribute.Val); err != nil || u.Host != "" || u.Scheme != "" {
				t.Errorf("<%s> loads %s", node.Data, attribute.Val)
			}
		}
	}
	if loaded == 0 {
		t.Error("the page loads nothing at all, not even its style")
	}
	if !strings.Contains(string(page.body), "/api/v1/executions/{id}/events") {
		t.Error("the page does not describe the event stream")
	}
	if !strings.Contains(page.Header.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("the policy is %q", page.Header.Get("Content-Security-Policy"))
	}
}
