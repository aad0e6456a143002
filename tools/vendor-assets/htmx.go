package main

const htmxSum = "5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c"

// makeHTMX takes the core and the extension that lets it run under Trusted
// Types and a nonce. Nothing is edited.
func makeHTMX(source, out string) error {
	return copyFiles(source, out, "LICENSE", "dist/htmx.min.js", "dist/ext/hx-csp.min.js")
}
