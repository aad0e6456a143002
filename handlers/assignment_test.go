package handlers

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coderemote/jobs"
)

// wished are fields that the server alone decides, and one that nobody knows,
// with what somebody would like them to be.
func wished(other string) map[string]any {
	return map[string]any{
		"id": other, "user_id": other, "owner": other, "role": "admin", "is_admin": true, "email": "root@example.org", "nickname": "root",
		"execution_count": 999, "last_execution_at": "2001-01-01T00:00:00Z", "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z",
		"version": 999, "status": "succeeded", "scopes": []string{"write"}, "time_complexity": "O(1)", "$schema": "x", "anything": 1,
	}
}

// operation is what the OpenAPI document says of a call that takes JSON.
type operation struct {
	route  string
	schema map[string]any
}

// writes returns the operations of the document that take JSON.
func writes(t *testing.T, document map[string]any) (all []operation) {
	t.Helper()
	paths, _ := document["paths"].(map[string]any)
	for path, item := range paths {
		for method, described := range item.(map[string]any) {
			described, _ := described.(map[string]any)
			if described["requestBody"] == nil {
				continue
			}
			at := any(described)
			for _, name := range []string{"requestBody", "content", "application/json", "schema"} {
				at = at.(map[string]any)[name]
			}
			all = append(all, operation{strings.ToUpper(method) + " " + apiPrefix + path, resolve(t, document, at)})
		}
	}
	return all
}

// resolve follows a reference.
func resolve(t *testing.T, document map[string]any, schema any) map[string]any {
	t.Helper()
	s, _ := schema.(map[string]any)
	reference, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	at := document
	for name := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		if at, ok = at[name].(map[string]any); !ok {
			t.Fatalf("%s leads nowhere", reference)
		}
	}
	return at
}

// bodies returns a body for each field that is no part of the schema: valid but
// for this field, here or in an object inside.
func bodies(t *testing.T, document, schema, valid map[string]any, other string) (all []map[string]any) {
	t.Helper()
	if schema["additionalProperties"] != false {
		t.Errorf("the document allows any field: %v", schema)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, value := range wished(other) {
		if properties[name] == nil {
			body := maps.Clone(valid)
			body[name] = value
			all = append(all, body)
		}
	}
	for name, property := range properties {
		inside := resolve(t, document, property)
		list := inside["items"] != nil
		if list {
			inside = resolve(t, document, inside["items"])
		}
		if inside["properties"] == nil {
			continue
		}
		for _, value := range bodies(t, document, inside, map[string]any{}, other) {
			body := maps.Clone(valid)
			body[name] = any(value)
			if list {
				body[name] = []any{value}
			}
			all = append(all, body)
		}
	}
	return all
}

// Every field of every operation that is none of its own is refused, whatever
// operations there are, and nothing changes.
func TestAPITakesNoOtherField(t *testing.T) {
	m := newMatrix(t)
	other := m.actor("other").id
	things := map[string]string{"": jobs.NewRunID(), "run": m.thing(t, "run"), "snippet": m.thing(t, "snippet"), "analysis": m.thing(t, "analysis")}
	var document map[string]any
	if err := json.Unmarshal([]byte(m.person(t).get(apiPrefix+"/openapi.json").text), &document); err != nil {
		t.Fatal(err)
	}
	before, tried := m.contents(t), 0
	for _, op := range writes(t, document) {
		row, ok := accessTable()[op.route]
		if !ok {
			t.Errorf("%s is in the document and no route", op.route)
			continue
		}
		valid := map[string]any{}
		if err := json.Unmarshal([]byte(row.body), &valid); err != nil {
			t.Fatalf("the body of %s in the access table: %v", op.route, err)
		}
		method, pattern, _ := strings.Cut(op.route, " ")
		header := http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + m.actor("token to "+string(row.scope)).token}}
		for _, body := range bodies(t, document, op.schema, valid, other) {
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			answer := m.person(t).sendText(method, m.address(pattern, things[row.id]), string(text), header)
			if tried++; answer.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s %s gets %d %s", op.route, text, answer.StatusCode, answer.text)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d bodies tried", tried)
	}
	if after := m.contents(t); after != before {
		t.Errorf("something has changed:\n%s\nwas\n%s", after, before)
	}
}

// contents is everything that these bodies could change.
func (m *matrix) contents(t *testing.T) (text string) {
	t.Helper()
	const q = `SELECT jsonb_build_array(
		(SELECT jsonb_agg(to_jsonb(u) - 'class_id' ORDER BY u.id) FROM users u),
		(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM snippets s),
		(SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM runs r),
		(SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM analyses a),
		(SELECT jsonb_agg(to_jsonb(t) - 'last_used_at' ORDER BY t.id) FROM api_tokens t))::text`
	if err := m.store.Pool().QueryRow(t.Context(), q).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// A form may hold what it likes: what the server alone decides stays.
func TestFormsSetNothingElse(t *testing.T) {
	m := newMatrix(t)
	me, other := m.actor("owner"), m.actor("other").id
	form, tried := url.Values{"title": {"mine"}, "code": {"print(2)"}, "base": {"x"}, "name": {"n"}}, 0
	for name, value := range wished(other) {
		if text, ok := value.(string); ok {
			form.Set(name, text)
		} else {
			form.Set(name, "999")
		}
	}
	for route, row := range accessTable() {
		method, pattern, _ := strings.Cut(route, " ")
		if method != http.MethodPost || strings.HasPrefix(pattern, apiPrefix) || row.ends || pattern == "/settings/delete" {
			continue
		}
		tried++
		if answer := me.person.send(method, m.address(pattern, m.thing(t, row.id)), form, nil); answer.StatusCode >= 500 && answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s gets %d", route, answer.StatusCode)
		}
	}
	if tried < 40 {
		t.Errorf("only %d forms tried", tried)
	}
	for what, q := range map[string]string{
		"the role of the person":         `SELECT role <> 'student' OR disabled_at IS NOT NULL OR email <> 'owner@example.org' FROM users WHERE id = $1`,
		"a snippet of another":           `SELECT EXISTS (SELECT FROM snippets WHERE user_id <> $1 OR execution_count <> 0 OR created_at < '2002-01-01' OR time_complexity = 'O(1)')`,
		"a run of another":               `SELECT EXISTS (SELECT FROM runs WHERE user_id <> $1 OR created_at < '2002-01-01')`,
		"a token of another":             `SELECT EXISTS (SELECT FROM api_tokens WHERE user_id <> $1 AND created_at < '2002-01-01')`,
		"the rights of those in a class": `SELECT EXISTS (SELECT FROM enrollments WHERE user_id = $1 AND role <> 'student')`,
	} {
		var changed bool
		if err := m.store.Pool().QueryRow(t.Context(), q, me.id).Scan(&changed); err != nil || changed {
			t.Errorf("%s has changed, %v", what, err)
		}
	}
}
