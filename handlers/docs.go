package handlers

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"coderemote/static"
	"coderemote/views"

	"github.com/danielgtaylor/huma/v2"
)

// docs is the API's description as a page, from the same document that
// programs read.
func (a *api) docs(w http.ResponseWriter, r *http.Request) error {
	page := views.APIDocsPage{Chrome: a.chrome(r), Document: apiPrefix + "/openapi.json"}
	document := a.huma.OpenAPI()
	for path, item := range document.Paths {
		for method, o := range operations(item) {
			page.Operations = append(page.Operations, a.describe(method, path, o))
		}
	}
	slices.SortFunc(page.Operations, func(x, y views.Operation) int {
		return cmp.Or(strings.Compare(x.Path, y.Path), strings.Compare(x.Method, y.Method))
	})
	return a.render(w, r, http.StatusOK, static.PlainPage, views.APIDocs(page))
}

func operations(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete}
	maps.DeleteFunc(all, func(_ string, o *huma.Operation) bool { return o == nil })
	return all
}

func (a *api) describe(method, path string, o *huma.Operation) views.Operation {
	described := views.Operation{Method: method, Path: apiPrefix + path, Summary: o.Summary, Description: o.Description}
	if len(o.Security) > 0 {
		described.Scope = strings.Join(o.Security[0][bearer], ", ")
	}
	for _, p := range o.Parameters {
		described.Parameters = append(described.Parameters, views.Parameter{Name: p.Name, In: p.In, Required: p.Required, Text: p.Description})
	}
	described.Parameters = append(described.Parameters, a.bodyFields(o)...)
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		described.Answers = append(described.Answers, views.Answer{Status: status, Text: o.Responses[status].Description})
	}
	return described
}

// bodyFields lists the fields of a JSON body in the order of their names.
func (a *api) bodyFields(o *huma.Operation) (fields []views.Parameter) {
	if o.RequestBody == nil || o.RequestBody.Content["application/json"] == nil {
		return nil
	}
	schema := o.RequestBody.Content["application/json"].Schema
	if schema.Ref != "" {
		schema = a.huma.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		fields = append(fields, views.Parameter{Name: name, In: "body", Required: slices.Contains(schema.Required, name), Text: schema.Properties[name].Description})
	}
	return fields
}
