package jobs

import (
	"context"
	"errors"
	"strings"

	"coderemote"
	"coderemote/analysis"
)

// maxTraceback is how much of a traceback the model is shown: its end says what
// went wrong.
const maxTraceback = 4 << 10

// Hint asks the model what an error means, within the budgets of a person, and
// returns Markdown: untrusted text. The error is a sentence for people.
func (m *Modeler) Hint(ctx context.Context, userID, code, traceback string) (string, error) {
	_, class, err := m.allowed(ctx, userID)
	if err != nil {
		return "", err
	}
	if len(traceback) > maxTraceback {
		traceback = strings.ToValidUTF8(traceback[len(traceback)-maxTraceback:], "")
	}
	end, err := m.begin(ctx, userID, class, "hint", code+traceback)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	used, err := m.Model.Stream(ctx, analysis.Hint(code, traceback), func(piece string) {
		if text.Len()+len(piece) <= analysis.MaxNarrative {
			text.WriteString(piece)
		}
	})
	if err := errors.Join(err, end(used, text.Len(), err)); err != nil {
		return "", &coderemote.Error{Code: coderemote.CodeUnavailable, Err: err,
			Message: "The model did not answer. The error itself is still above; try again in a minute."}
	}
	return text.String(), nil
}
