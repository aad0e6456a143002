package search

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// MiniLM is the sentence transformer all-MiniLM-L6-v2, computed here: no text
// leaves the machine. It is safe for use by many goroutines.
type MiniLM struct {
	vocabulary map[string]int
	tensors    map[string]tensor
	layers     []layer
}

// The shape of the model, from its config.json.
const (
	hidden     = 384
	heads      = 12
	headSize   = hidden / heads
	inner      = 1536
	layerCount = 6
	maxTokens  = 256 // sentence_bert_config.json
	normEps    = 1e-12
)

// The files of the model in its folder.
const (
	WeightsFile    = "model.safetensors"
	VocabularyFile = "vocab.txt"
)

type tensor struct {
	rows, columns int
	data          []float32
}

// layer is one block of the transformer.
type layer struct {
	query, key, value, attention, up, down linear
	attentionNorm, outputNorm              layerNorm
}

type linear struct{ weight, bias tensor }

type layerNorm struct{ weight, bias tensor }

// OpenMiniLM reads the model from folder. The error is fs.ErrNotExist when there
// is none.
func OpenMiniLM(folder string) (*MiniLM, error) {
	vocabulary, err := os.ReadFile(filepath.Join(folder, VocabularyFile))
	if err != nil {
		return nil, fmt.Errorf("search: model: %w", err)
	}
	weights, err := os.ReadFile(filepath.Join(folder, WeightsFile))
	if err != nil {
		return nil, fmt.Errorf("search: model: %w", err)
	}
	m := &MiniLM{vocabulary: map[string]int{}}
	for i, word := range strings.Split(strings.TrimRight(string(vocabulary), "\n"), "\n") {
		m.vocabulary[strings.TrimRight(word, "\r")] = i
	}
	if m.tensors, err = readSafetensors(weights); err != nil {
		return nil, fmt.Errorf("search: model: %s: %w", WeightsFile, err)
	}
	if err := m.assemble(); err != nil {
		return nil, fmt.Errorf("search: model: %w", err)
	}
	return m, nil
}

// Missing reports whether err of OpenMiniLM says that the files are not there.
func Missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// readSafetensors reads the format of huggingface/safetensors: a length, a JSON
// header, little-endian data.
func readSafetensors(file []byte) (map[string]tensor, error) {
	if len(file) < 8 {
		return nil, errors.New("the file is too short")
	}
	size := binary.LittleEndian.Uint64(file)
	if size > uint64(len(file)-8) {
		return nil, errors.New("the header is longer than the file")
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(file[8:8+size], &header); err != nil {
		return nil, err
	}
	data := file[8+size:]
	tensors := map[string]tensor{}
	for name, raw := range header {
		if name == "__metadata__" {
			continue
		}
		t, err := readTensor(raw, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if t.data != nil {
			tensors[name] = t
		}
	}
	return tensors, nil
}

// readTensor returns a tensor of numbers of 32 bits, and an empty one for those
// of other types, which the model does not need.
func readTensor(raw json.RawMessage, data []byte) (tensor, error) {
	var about struct {
		Type    string    `json:"dtype"`
		Shape   []int     `json:"shape"`
		Offsets [2]uint64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &about); err != nil {
		return tensor{}, err
	}
	if about.Type != "F32" {
		return tensor{}, nil
	}
	from, to := about.Offsets[0], about.Offsets[1]
	if from > to || to > uint64(len(data)) {
		return tensor{}, errors.New("the data ends before the tensor")
	}
	t := tensor{rows: 1, columns: 1, data: make([]float32, (to-from)/4)}
	for i, n := range about.Shape {
		if i < len(about.Shape)-1 {
			t.rows *= n
		} else {
			t.columns = n
		}
	}
	if t.rows*t.columns != len(t.data) {
		return tensor{}, errors.New("shape and size differ")
	}
	for i := range t.data {
		t.data[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[from+uint64(4*i):]))
	}
	return t, nil
}

// assemble takes the layers out of the tensors and checks every shape.
func (m *MiniLM) assemble() error {
	var problems []error
	get := func(name string, rows, columns int) tensor {
		t := m.tensors[name]
		if t.rows != rows || t.columns != columns {
			problems = append(problems, fmt.Errorf("tensor %s is %d x %d, want %d x %d", name, t.rows, t.columns, rows, columns))
		}
		return t
	}
	dense := func(name string, out, in int) linear {
		return linear{get(name+".weight", out, in), get(name+".bias", 1, out)}
	}
	scale := func(name string) layerNorm {
		return layerNorm{get(name+".LayerNorm.weight", 1, hidden), get(name+".LayerNorm.bias", 1, hidden)}
	}
	get("embeddings.word_embeddings.weight", len(m.vocabulary), hidden)
	get("embeddings.position_embeddings.weight", 512, hidden)
	get("embeddings.token_type_embeddings.weight", 2, hidden)
	scale("embeddings")
	for i := range layerCount {
		at := fmt.Sprintf("encoder.layer.%d.", i)
		m.layers = append(m.layers, layer{
			query: dense(at+"attention.self.query", hidden, hidden), key: dense(at+"attention.self.key", hidden, hidden), value: dense(at+"attention.self.value", hidden, hidden),
			attention: dense(at+"attention.output.dense", hidden, hidden), attentionNorm: scale(at + "attention.output"),
			up: dense(at+"intermediate.dense", inner, hidden), down: dense(at+"output.dense", hidden, inner), outputNorm: scale(at + "output"),
		})
	}
	return errors.Join(problems...)
}

// Name returns "minilm-l6-v2-1".
func (*MiniLM) Name() string { return "minilm-l6-v2-1" }

// Semantic returns true.
func (*MiniLM) Semantic() bool { return true }

// Remote returns false.
func (*MiniLM) Remote() bool { return false }

// For returns the same for everybody.
func (m *MiniLM) For(string) Embedder { return m }

// EmbedDocuments embeds what people would say of each snippet before its code:
// the model was made for sentences.
func (m *MiniLM) EmbedDocuments(ctx context.Context, documents []Document) ([][]float32, error) {
	vectors := make([][]float32, len(documents))
	for i, d := range documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = m.embed(d.sentence())
	}
	return vectors, nil
}

// EmbedQuestion embeds the question as it is.
func (m *MiniLM) EmbedQuestion(_ context.Context, question string) ([]float32, error) {
	return m.embed(question), nil
}

// embed returns the unit vector of text: the mean of the last layer over its tokens.
func (m *MiniLM) embed(text string) []float32 {
	tokens := m.tokenize(text)
	x := m.look(tokens)
	for i := range m.layers {
		m.layers[i].forward(x)
	}
	mean := make([]float32, hidden)
	for r := range x.rows {
		for c, value := range x.data[r*hidden : (r+1)*hidden] {
			mean[c] += value
		}
	}
	return unit(mean)
}

// look returns the embeddings of tokens at their positions.
func (m *MiniLM) look(tokens []int) tensor {
	words, places := m.tensors["embeddings.word_embeddings.weight"], m.tensors["embeddings.position_embeddings.weight"]
	kind := m.tensors["embeddings.token_type_embeddings.weight"]
	x := newTensor(len(tokens), hidden)
	for i, id := range tokens {
		for c := range hidden {
			x.data[i*hidden+c] = words.data[id*hidden+c] + places.data[i*hidden+c] + kind.data[c]
		}
	}
	layerNorm{m.tensors["embeddings.LayerNorm.weight"], m.tensors["embeddings.LayerNorm.bias"]}.apply(x)
	return x
}

func newTensor(rows, columns int) tensor {
	return tensor{rows, columns, make([]float32, rows*columns)}
}

func (t tensor) general() blas32.General {
	return blas32.General{Rows: t.rows, Cols: t.columns, Stride: t.columns, Data: t.data}
}

// forward passes x through the layer, in place.
func (l *layer) forward(x tensor) {
	a := l.attention.apply(attend(l.query.apply(x), l.key.apply(x), l.value.apply(x)))
	x.add(a)
	l.attentionNorm.apply(x)
	up := l.up.apply(x)
	for i, value := range up.data { // GELU
		up.data[i] = float32(0.5 * float64(value) * (1 + math.Erf(float64(value)/math.Sqrt2)))
	}
	x.add(l.down.apply(up))
	l.outputNorm.apply(x)
}

// attend returns softmax(q k^T / sqrt(d)) v for each head.
func attend(q, k, v tensor) tensor {
	out := newTensor(q.rows, hidden)
	scores := newTensor(q.rows, q.rows)
	for h := range heads {
		part := func(t tensor) blas32.General {
			return blas32.General{Rows: t.rows, Cols: headSize, Stride: hidden, Data: t.data[h*headSize:]}
		}
		blas32.Gemm(blas.NoTrans, blas.Trans, float32(1/math.Sqrt(headSize)), part(q), part(k), 0, scores.general())
		for r := range scores.rows {
			softmax(scores.data[r*scores.columns : (r+1)*scores.columns])
		}
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, scores.general(), part(v), 0, part(out))
	}
	return out
}

func softmax(row []float32) {
	top := row[0]
	for _, value := range row {
		top = max(top, value)
	}
	var sum float32
	for i, value := range row {
		row[i] = float32(math.Exp(float64(value - top)))
		sum += row[i]
	}
	for i := range row {
		row[i] /= sum
	}
}

func (l linear) apply(x tensor) tensor {
	out := newTensor(x.rows, l.weight.rows)
	for r := range out.rows {
		copy(out.data[r*out.columns:], l.bias.data)
	}
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, x.general(), l.weight.general(), 1, out.general())
	return out
}

func (t tensor) add(other tensor) {
	for i, value := range other.data {
		t.data[i] += value
	}
}

func (n layerNorm) apply(x tensor) {
	for r := range x.rows {
		row := x.data[r*x.columns : (r+1)*x.columns]
		var mean, variance float64
		for _, value := range row {
			mean += float64(value)
		}
		mean /= float64(len(row))
		for _, value := range row {
			variance += (float64(value) - mean) * (float64(value) - mean)
		}
		scale := 1 / math.Sqrt(variance/float64(len(row))+normEps)
		for i, value := range row {
			row[i] = float32((float64(value)-mean)*scale)*n.weight.data[i] + n.bias.data[i]
		}
	}
}
