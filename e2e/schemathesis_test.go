package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDocumentHolds drives every operation from the OpenAPI document with what a
// client may send and with what it may not: no answer is a 5xx, and each has a
// status, a type and a body that the document names. The seed makes every run
// of the test send the same.
func TestDocumentHolds(t *testing.T) {
	schemathesis := fromMake(t, "CODEREMOTE_TEST_SCHEMATHESIS")
	i := newInstance(t)
	s := i.start(t, "serve")
	token := i.token(t, i.person(t), "run,read,write")
	s.client(token).keep(t, fields{"code": "print(1)", "title": "one"})
	command := exec.CommandContext(t.Context(), schemathesis, "run", s.url+"/api/v1/openapi.json",
		"--header", "Authorization: Bearer "+token,
		"--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance",
		"--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "1", "--generation-database", "none",
		"--request-timeout", "40", "--continue-on-failure", "--warnings", "off", "--no-color")
	command.Dir = t.TempDir()
	said, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	if !strings.Contains(string(said), "generated") {
		t.Errorf("it generated nothing:\n%s", said)
	}
}
