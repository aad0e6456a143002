package handlers

import (
	"testing"

	"coderemote/store"
)

func TestExportNames(t *testing.T) {
	names := newExportNames()
	for _, test := range []struct {
		file store.Exported
		want string
	}{
		{store.Exported{Title: "account", Part: ".json"}, "account.json"},
		{store.Exported{Folder: "snippets", ID: "1", Title: "Bubble sort", Part: ".py"}, "snippets/Bubble sort.py"},
		{store.Exported{Folder: "snippets", ID: "2", Title: "bubble SORT", Part: ".py"}, "snippets/bubble SORT (2).py"},
		{store.Exported{Folder: "snippets", ID: "1", Title: "Bubble sort", Part: ".json"}, "snippets/Bubble sort.json"},
		{store.Exported{Folder: "snippets", ID: "2", Title: "bubble SORT", Part: ".json"}, "snippets/bubble SORT (2).json"},
		{store.Exported{Folder: "snippets", ID: "3", Title: "../../etc/passwd", Part: ".py"}, "snippets/-..-etc-passwd.py"},
		{store.Exported{Folder: "snippets", ID: "4", Title: "bubble sort (2)", Part: ".py"}, "snippets/bubble sort (2) (2).py"},
		{store.Exported{Folder: "runs", ID: "5", Title: "2026-11-25 17.20.03", Part: "/artifacts/", Name: "..\\a:b.svg"}, "runs/2026-11-25 17.20.03/artifacts/-a-b.svg"},
		{store.Exported{Folder: "runs", ID: "5", Title: "2026-11-25 17.20.03", Part: "/artifacts/", Name: "..\\A:b.svg"}, "runs/2026-11-25 17.20.03/artifacts/-A-b (2).svg"},
		{store.Exported{Folder: "snippets", ID: "7", Title: "CON", Part: ".py"}, "snippets/_CON.py"},
		{store.Exported{Folder: "snippets", ID: "8", Title: "lpt1 .txt", Part: ".py"}, "snippets/_lpt1 .txt.py"},
		{store.Exported{Folder: "snippets", ID: "9", Title: "Console, com10 and nul", Part: ".py"}, "snippets/Console, com10 and nul.py"},
		{store.Exported{Folder: "runs", ID: "5", Title: "2026-11-25 17.20.03", Part: "/artifacts/", Name: "aux.csv"}, "runs/2026-11-25 17.20.03/artifacts/_aux.csv"},
		{store.Exported{Folder: "runs", ID: "6", Title: "2026-11-25 17.20.03", Part: "/main.py"}, "runs/2026-11-25 17.20.03 (2)/main.py"},
	} {
		if got := names.of(test.file); got != test.want {
			t.Errorf("%+v becomes %q, want %q", test.file, got, test.want)
		}
	}
}
