package wire

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFramesSurviveAnySplit(t *testing.T) {
	var stream []byte
	want := []Frame{{KindStdout, []byte("a")}, {KindInputEnd, []byte{}}, {KindStderr, bytes.Repeat([]byte("x"), MaxPayload)}}
	for _, f := range want {
		var err error
		if stream, err = Append(stream, f.Kind, f.Payload); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range []int{1, 2, 5, 7, 4096, len(stream)} {
		if diff := cmp.Diff(want, collect(t, stream, size)); diff != "" {
			t.Errorf("split into %d bytes: %s", size, diff)
		}
	}
}

func collect(t *testing.T, stream []byte, size int) (frames []Frame) {
	t.Helper()
	var b Buffer
	for len(stream) > 0 {
		n := min(size, len(stream))
		b.Write(stream[:n])
		stream = stream[n:]
		for {
			f, ok, err := b.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			frames = append(frames, Frame{f.Kind, bytes.Clone(f.Payload)})
		}
	}
	return frames
}

func TestBufferRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		stream string
		want   string
	}{
		"a frame over the limit": {"\x01\x00\x04\x00\x05", "a frame of 262145 bytes"},
		"kind zero":              {"\x00\x00\x00\x00\x00", "unknown frame kind 0"},
		"an unknown kind":        {"\x00\x00\x00\x00\xff", "unknown frame kind 255"},
	} {
		t.Run(name, func(t *testing.T) {
			var b Buffer
			b.Write([]byte(test.stream))
			if _, _, err := b.Next(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestAppendRefusesTooMuch(t *testing.T) {
	if _, err := Append(nil, KindInput, make([]byte, MaxPayload+1)); err == nil {
		t.Error("a payload over MaxPayload was accepted")
	}
}

func TestStartSurvives(t *testing.T) {
	want := Start{Code: "print('é\u2028')", Interactive: true, Policy: &Policy{Modules: []string{"numpy"}}, Wall: 5, Memory: 7}
	stream, err := AppendJSON(nil, KindStart, want)
	if err != nil {
		t.Fatal(err)
	}
	var b Buffer
	b.Write(stream)
	f, _, _ := b.Next()
	var got Start
	if err := f.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzBuffer holds that no stream makes the decoder panic, grow without reason,
// or read frames that do not encode back to the same bytes.
func FuzzBuffer(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x00\x07x\x00\x00\x00\x00\x03"), 3)
	f.Add([]byte("\xff\xff\xff\xff\x01"), 1)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		size = max(1, size%512)
		var b Buffer
		var back []byte
		for rest := stream; len(rest) > 0; {
			n := min(size, len(rest))
			b.Write(rest[:n])
			rest = rest[n:]
			for {
				frame, ok, err := b.Next()
				if err != nil {
					return
				}
				if !ok {
					break
				}
				back, _ = Append(back, frame.Kind, frame.Payload)
			}
		}
		if !bytes.HasPrefix(stream, back) || len(stream)-len(back) >= headerSize+MaxPayload {
			t.Fatalf("read %d of %d bytes back differently", len(back), len(stream))
		}
	})
}
