package analysis

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// How patient a Guard is.
const (
	tries      = 3
	firstWait  = 500 * time.Millisecond
	silence    = 20 * time.Second // without a piece of an answer
	wholeCall  = 90 * time.Second
	openAfter  = 5 // failures in a row
	openFor    = 30 * time.Second
	jitterPart = 0.3
)

// Guard is a Model that tries again where that helps, ends calls that have gone
// silent, and leaves a server alone that fails again and again.
type Guard struct {
	model   Model
	now     func() time.Time
	pause   func(context.Context, time.Duration) error
	silence time.Duration

	mu       sync.Mutex
	failures int       // in a row
	until    time.Time // when it may be asked again
}

// NewGuard makes a Guard around m.
func NewGuard(m Model) *Guard {
	return &Guard{model: m, now: time.Now, pause: pause, silence: silence}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Provider and Name are those of the model.
func (g *Guard) Provider() string { return g.model.Provider() }

// Name returns the name of the model.
func (g *Guard) Name() string { return g.model.Name() }

// Up reports whether the model is asked at all now.
func (g *Guard) Up() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.now().Before(g.until)
}

// Stream asks as Model.Stream does. It tries again only while nothing has been
// written: a text that began is not written twice.
func (g *Guard) Stream(ctx context.Context, q Question, piece func(string)) (used Tokens, err error) {
	err = g.try(ctx, func(ctx context.Context, alive func()) (again bool, err error) {
		written := false
		t, err := g.model.Stream(ctx, q, func(text string) {
			alive()
			written = true
			piece(text)
		})
		used = used.Add(t)
		return !written, err
	})
	return used, err
}

// Choose asks as Model.Choose does.
func (g *Guard) Choose(ctx context.Context, q Question) (time, space string, used Tokens, err error) {
	err = g.try(ctx, func(ctx context.Context, _ func()) (bool, error) {
		var t Tokens
		var err error
		time, space, t, err = g.model.Choose(ctx, q)
		used = used.Add(t)
		return true, err
	})
	return time, space, used, err
}

// Do makes another kind of call once, unless the server is left alone now.
func (g *Guard) Do(ctx context.Context, call func(context.Context) error) error {
	return g.try(ctx, func(ctx context.Context, _ func()) (bool, error) { return false, call(ctx) })
}

// try makes a call until it is well, cannot be helped, or was tried enough.
func (g *Guard) try(ctx context.Context, call func(ctx context.Context, alive func()) (again bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, wholeCall)
	defer cancel()
	for n, wait := 1, firstWait; ; n, wait = n+1, 3*wait {
		if !g.Up() {
			return ErrOpen
		}
		again, err := g.once(ctx, call)
		g.note(ctx, err)
		if err == nil || !again || !errors.Is(err, ErrBusy) || n == tries {
			return err
		}
		if err := g.pause(ctx, time.Duration(float64(wait)*(1+jitterPart*rand.Float64()))); err != nil {
			return err
		}
	}
}

// once makes a call that ends when it has been silent for too long.
func (g *Guard) once(ctx context.Context, call func(context.Context, func()) (bool, error)) (bool, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(g.silence, func() { cancel(ErrStalled) })
	defer watch.Stop()
	again, err := call(ctx, func() { watch.Reset(g.silence) })
	if err != nil && errors.Is(context.Cause(ctx), ErrStalled) {
		err = ErrStalled
	}
	return again, err
}

// note counts failures in a row. Who leaves is no failure of the server.
func (g *Guard) note(ctx context.Context, err error) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err == nil || errors.Is(err, ErrRefused) {
		g.failures = 0
		return
	}
	if g.failures++; g.failures >= openAfter {
		g.until = g.now().Add(openFor) // then one more failure is enough
	}
}
