package handlers

import (
	"fmt"
	"path"
	"strings"

	"coderemote/store"
)

// exportNames gives the files of an archive names that people know: by title or
// time, safe on every file system, each once.
type exportNames struct {
	stems map[string]string // by folder and id
	taken map[string]bool   // in lower case: some file systems tell no case
}

func newExportNames() *exportNames {
	return &exportNames{stems: map[string]string{}, taken: map[string]bool{}}
}

// of returns the path of f. Files with the same id share what comes before their
// own part.
func (n *exportNames) of(f store.Exported) string {
	thing := f.Folder + "/" + f.ID
	stem, known := n.stems[thing]
	if !known {
		stem = n.unique(path.Join(f.Folder, fileName(f.Title)), "")
		n.stems[thing] = stem
	}
	if f.Name == "" {
		return stem + f.Part
	}
	name := fileName(f.Name)
	extension := path.Ext(name)
	return n.unique(stem+f.Part+strings.TrimSuffix(name, extension), extension)
}

func (n *exportNames) unique(name, extension string) string {
	result := name + extension
	for i := 2; n.taken[strings.ToLower(result)]; i++ {
		result = fmt.Sprintf("%s (%d)%s", name, i, extension)
	}
	n.taken[strings.ToLower(result)] = true
	return result
}
