package search

import (
	"context"
	"os"
	"testing"
)

// model opens the MiniLM that the set-up of the tests has fetched.
func model(t testing.TB) *MiniLM {
	t.Helper()
	folder := os.Getenv("CODEREMOTE_TEST_MODEL")
	m, err := OpenMiniLM(folder)
	if err != nil {
		t.Fatalf("no model in CODEREMOTE_TEST_MODEL=%q: %v; make test fetches it: bin/coderemote model fetch --to FOLDER", folder, err)
	}
	return m
}

// TestMiniLMIsTheModel compares with the numbers that its authors' library
// prints for their example sentence.
func TestMiniLMIsTheModel(t *testing.T) {
	v, err := model(t).EmbedQuestion(context.Background(), "This is an example sentence")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float32{0.0676569, 0.0634959, 0.0487131} {
		if d := v[i] - want; d > 1e-4 || d < -1e-4 {
			t.Errorf("component %d is %v, want %v", i, v[i], want)
		}
	}
}

func TestRecallWithMiniLM(t *testing.T) { checkRecall(t, model(t), 0.92) }

// BenchmarkMiniLMQuestion: a question waits for its vector.
func BenchmarkMiniLMQuestion(b *testing.B) {
	m := model(b)
	for b.Loop() {
		m.embed("which of my programs finds the shortest route in a maze")
	}
}

func TestMiniLMWithoutFiles(t *testing.T) {
	_, err := OpenMiniLM(t.TempDir())
	if !Missing(err) {
		t.Errorf("the error is %v, want that there is no model", err)
	}
}

// BenchmarkRoundsWithMiniLM checks what TestRoundsWithoutAModel does, with the
// model: its texts are too many for each run of the tests under the race detector.
func BenchmarkRoundsWithMiniLM(b *testing.B) {
	m := model(b)
	for b.Loop() {
		checkRounds(b, m, 0.92, 0.80)
	}
}

// BenchmarkRoundsByOthersWithMiniLM checks what TestSetsByOthersWithoutAModel
// does, with the model.
func BenchmarkRoundsByOthersWithMiniLM(b *testing.B) {
	m := model(b)
	for b.Loop() {
		checkOthers(b, m, 0.92)
	}
}
