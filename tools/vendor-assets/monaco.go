package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const monacoSum = "3ea1712fbacd3290cf4751007e3a5b57cc279767607812d4c3e57925fb0b05c2"

// monacoFeatures are the parts of Monaco that an editor for one Python file
// uses. What is left out (diffs, rename, references, code lens, ...) needs a
// language server or a second file.
func monacoFeatures() []string {
	return []string{
		"anchorSelect", "bracketMatching", "caretOperations", "clipboard", "codicon", "comment", "contextmenu", "cursorUndo",
		"dnd", "find", "folding", "fontZoom", "gotoError", "gotoLine", "hover", "indentation", "lineSelection",
		"linesOperations", "longLinesHelper", "middleScroll", "multicursor", "placeholderText", "quickCommand", "quickHelp",
		"readOnlyMessage", "smartSelect", "snippet", "suggest", "toggleHighContrast", "toggleTabFocusMode", "tokenization",
		"unicodeHighlighter", "unusualLineTerminators", "wordHighlighter", "wordOperations", "wordPartOperations",
	}
}

// monacoLanguages color the text files that stand beside a program. There is no
// grammar for CSV, and JSON is shown as the JavaScript that it is.
func monacoLanguages() []string {
	return []string{"python", "markdown", "html", "css", "javascript", "sql", "xml", "yaml", "ini"}
}

// makeMonaco bundles Monaco's ES modules: unbundled they import style sheets,
// which no browser takes, and the ready-made AMD build is deprecated
// (microsoft/monaco-editor#5153) and needs data: and blob: addresses.
func makeMonaco(source, out string) error {
	entry := filepath.Join(source, "esm", "vs", "entry.js")
	err := writeFile(entry, strings.NewReader(monacoEntry()))
	if err != nil {
		return err
	}
	err = bundle(out, []api.EntryPoint{
		{InputPath: entry, OutputPath: "editor"},
		{InputPath: filepath.Join(source, "esm", "vs", "editor", "editor.worker.js"), OutputPath: "editor.worker"},
	})
	if err != nil {
		return err
	}
	return copyFiles(source, out, "LICENSE", "ThirdPartyNotices.txt")
}

func monacoEntry() string {
	var b strings.Builder
	b.WriteString("export * from './editor.js';\n")
	b.WriteString("export { language as python } from './languages/definitions/python/python.js';\n") // for a grammar that tells builtins from keywords
	for _, feature := range monacoFeatures() {
		fmt.Fprintf(&b, "import './features/%s/register.js';\n", feature)
	}
	for _, language := range monacoLanguages() {
		fmt.Fprintf(&b, "import './languages/definitions/%s/register.js';\n", language)
	}
	return b.String()
}

func bundle(out string, entries []api.EntryPoint) error {
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		Outdir:              out,
		AssetNames:          "[name]",
		Bundle:              true,
		Write:               true,
		Format:              api.FormatESModule,
		Target:              api.ES2022,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		LegalComments:       api.LegalCommentsNone, // ThirdPartyNotices.txt has them all
		Loader:              map[string]api.Loader{".ttf": api.LoaderFile},
		LogLevel:            api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New(result.Errors[0].Text)
	}
	return nil
}
