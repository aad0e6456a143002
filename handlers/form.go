package handlers

import (
	"encoding/base64"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"coderemote"
	"coderemote/views"
)

// parseRunForm reads the form of the editor, with chosen files or without.
func parseRunForm(r *http.Request) error {
	err := r.ParseMultipartForm(coderemote.MaxBodyBytes)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	if err != nil {
		return badForm(err)
	}
	return nil
}

// formFiles are the files beside the program: those that were typed, and those
// that were chosen from the person's machine.
func formFiles(r *http.Request) (files []coderemote.File, err error) {
	names, kinds, texts := r.PostForm["file_name"], r.PostForm["file_kind"], r.PostForm["file_text"]
	if len(names) != len(kinds) || len(names) != len(texts) {
		return nil, coderemote.Errorf(coderemote.CodeInvalid, "The files of the form could not be read.")
	}
	for i, name := range names {
		if name == "" {
			continue
		}
		content := []byte(strings.ReplaceAll(texts[i], "\r\n", "\n"))
		if kinds[i] == "base64" {
			if content, err = base64.StdEncoding.DecodeString(strings.TrimSpace(texts[i])); err != nil {
				return nil, coderemote.Errorf(coderemote.CodeInvalid, "What is in the file "+name+" could not be read. Remove it and add it again.")
			}
		}
		files = append(files, coderemote.File{Name: name, Content: content})
	}
	return chosenFiles(r, files)
}

func chosenFiles(r *http.Request, files []coderemote.File) ([]coderemote.File, error) {
	if r.MultipartForm == nil {
		return files, nil
	}
	for _, header := range r.MultipartForm.File["upload"] {
		if header.Filename == "" {
			continue // a browser sends one for an empty choice
		}
		content, err := readUpload(header)
		if err != nil {
			return nil, badForm(err)
		}
		files = append(files, coderemote.File{Name: path.Base(header.Filename), Content: content})
	}
	return files, nil
}

func readUpload(header *multipart.FileHeader) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// fileViews are files as the editor shows them.
func fileViews(files []coderemote.File) (shown []views.FileView) {
	for _, f := range files {
		v := views.FileView{Name: f.Name, Text: string(f.Content)}
		// A form would change these line ends, and cannot hold the rest.
		if !utf8.Valid(f.Content) || strings.ContainsAny(v.Text, "\r\x00") {
			v.Text, v.Binary = base64.StdEncoding.EncodeToString(f.Content), true
		}
		shown = append(shown, v)
	}
	return shown
}
