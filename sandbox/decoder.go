package sandbox

import (
	"strings"
	"unicode/utf8"
)

// nulPicture stands for U+0000, which a PostgreSQL text cannot hold.
const nulPicture = "\u2400"

// decoder turns the bytes of one stream into text. A character that is cut by
// the end of a chunk waits for its rest.
type decoder struct {
	rest []byte
}

// decode returns the text of what came before and of chunk. At the last call
// nothing waits any more.
func (d *decoder) decode(chunk []byte, last bool) string {
	data := chunk
	if len(d.rest) > 0 {
		data = append(d.rest, chunk...)
		d.rest = nil
	}
	if !last {
		whole := len(data) - cutCharacter(data)
		d.rest = append([]byte(nil), data[whole:]...)
		data = data[:whole]
	}
	return clean(string(data))
}

// cutCharacter is how many bytes at the end of data begin a character and do
// not finish it, 0 to 3.
func cutCharacter(data []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(data)); n++ {
		if b := data[len(data)-n]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(data[len(data)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// clean makes text valid: each invalid byte becomes U+FFFD, U+0000 its picture.
func clean(text string) string {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	return strings.ReplaceAll(text, "\x00", nulPicture)
}
