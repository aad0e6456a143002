package main

import (
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func claim(kind byte, text string) string {
	return string(append(binary.LittleEndian.AppendUint32([]byte{kind}, uint32(len(text))), text...))
}

func TestClaims(t *testing.T) {
	exception := claim(claimException, "ValueError\x00bad\x00value")
	for name, test := range map[string]struct {
		chunks        []string
		waiting       int64
		name, message string
		open          bool
	}{
		"nothing":         {[]string{}, -1, "", "", true},
		"an exception":    {[]string{exception}, -1, "ValueError", "bad\x00value", true},
		"in pieces":       {[]string{exception[:3], exception[3:9], exception[9:]}, -1, "ValueError", "bad\x00value", true},
		"waiting":         {[]string{claim(claimWaiting, "42")}, 42, "", "", true},
		"the last wait":   {[]string{claim(claimWaiting, "1") + claim(claimWaiting, "2")}, 2, "", "", true},
		"no number":       {[]string{claim(claimWaiting, "x")}, -1, "", "", true},
		"without message": {[]string{claim(claimException, "Own")}, -1, "Own", "", true},
		"an unknown kind": {[]string{claim('?', "x") + exception}, -1, "ValueError", "bad\x00value", true},
		"too long":        {[]string{"e\xff\xff\xff\x7f"}, -1, "", "", false},
		"just too long":   {[]string{claim('e', strings.Repeat("x", mostClaimed+1))[:10]}, -1, "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			read, write, err := pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer unix.Close(read)
			defer unix.Close(write)
			var c claims
			waiting, open := int64(-1), true
			for _, chunk := range test.chunks {
				if _, err := unix.Write(write, []byte(chunk)); err != nil {
					t.Fatal(err)
				}
				waiting, open = c.read(read)
			}
			if waiting != test.waiting || open != test.open || c.name != test.name || c.message != test.message {
				t.Errorf("got %d %t %q %q", waiting, open, c.name, c.message)
			}
		})
	}
}
