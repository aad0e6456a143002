package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browser is a running Chromium.
type browser struct{ ctx context.Context }

// newBrowser starts Chromium until the test ends. Its own sandbox is used where
// the machine has what it needs.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	path := os.Getenv("CHROMIUM")
	if path == "" {
		t.Fatal("CHROMIUM is not set, the path of the browser: run `make test PKG=./e2e`, which installs one (scripts/setup.sh --test)")
	}
	b, err := launchBrowser(t, chromedp.ExecPath(path))
	if err != nil {
		b, err = launchBrowser(t, chromedp.ExecPath(path), chromedp.NoSandbox)
	}
	if err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return b
}

func launchBrowser(t *testing.T, extra ...chromedp.ExecAllocatorOption) (*browser, error) {
	profile := t.TempDir()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.UserDataDir(profile), chromedp.WindowSize(1440, 900),
		chromedp.Env("HOME="+profile), chromedp.Flag("disable-gpu", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, extra...)...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		stop()
		return nil, err
	}
	t.Cleanup(func() {
		cancel()
		stop()
	})
	return &browser{ctx}, nil
}

// tab is a tab of a browser that shares nothing with other tabs: no cookie, no
// storage. What the page complains about fails the test, whatever it looks at:
// a violation of the content security policy, an exception nobody caught, an
// error in the console.
type tab struct {
	t       *testing.T
	ctx     context.Context
	bell    chan struct{} // rings after a complaint
	mu      sync.Mutex
	said    []string
	allowed []string
}

func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	return watch(t, ctx, cancel)
}

// sibling is another tab of the same person.
func (p *tab) sibling() *tab {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithExistingBrowserContext(chromedp.FromContext(p.ctx).BrowserContextID))
	other := watch(p.t, ctx, cancel)
	other.allowed = p.allowed
	return other
}

func watch(t *testing.T, ctx context.Context, cancel context.CancelFunc) *tab {
	t.Helper()
	p := &tab{t: t, ctx: ctx, bell: make(chan struct{}, 1)}
	messages := chromedp.Console(ctx)
	p.do("open a tab", chromedp.EmulateViewport(1440, 900))
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.IsException() || strings.Contains(m.Text, "Content Security Policy") {
				p.complain(fmt.Sprintf("%s (%s:%d)", m, m.URL, m.Line+1))
			}
		}
	}()
	t.Cleanup(func() {
		if t.Failed() {
			p.keepPicture()
		}
		cancel()
		<-listening
		for _, complaint := range p.complaints() {
			t.Errorf("the page complains: %s", complaint)
		}
	})
	return p
}

func (p *tab) complain(text string) {
	p.mu.Lock()
	p.said = append(p.said, text)
	p.mu.Unlock()
	select {
	case p.bell <- struct{}{}:
	default:
	}
}

// heard returns when the page has complained about something.
func (p *tab) heard(part string) {
	p.t.Helper()
	deadline := time.After(patience)
	for {
		p.mu.Lock()
		said := slices.Clone(p.said)
		p.mu.Unlock()
		if slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, part) }) {
			return
		}
		select {
		case <-p.bell:
		case <-deadline:
			p.t.Fatalf("the page does not complain about %s, only %q", part, said)
		}
	}
}

// expect allows complaints that hold text: a test that cuts connections, or
// gives a wrong password, makes the browser log what it is meant to.
func (p *tab) expect(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, text)
}

func (p *tab) complaints() (left []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range p.said {
		fine := false
		for _, allowed := range p.allowed {
			fine = fine || strings.Contains(text, allowed)
		}
		if !fine {
			left = append(left, text)
		}
	}
	return left
}

func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// moment bounds one action; before the first one the tab does not exist, and
// its life must not be the action's.
func (p *tab) moment() (context.Context, context.CancelFunc) {
	if chromedp.FromContext(p.ctx).Target == nil {
		return p.ctx, func() {}
	}
	return context.WithTimeout(p.ctx, patience)
}

// open loads an address.
func (p *tab) open(url string) { p.t.Helper(); p.do("open "+url, chromedp.Navigate(url)) }

// ask evaluates an expression in the page.
func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluate %.300s: %v", expression, err)
	}
	return value
}

// askAgain is after how long a page is asked anew: the answer of one that another
// page replaced while it was asked may never come.
const askAgain = 3 * time.Second

// await returns when the expression is true. The page itself watches for it, at
// every change of the document and at every frame.
func (p *tab) await(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		look, stop := context.WithTimeout(ctx, askAgain)
		_, err := chromedp.Run(look, chromedp.Evaluate[bool](awaiting(expression), chromedp.EvalAwaitPromise))
		stop()
		var thrown *chromedp.ExceptionError
		switch {
		case err == nil:
			return
		case ctx.Err() != nil || errors.As(err, &thrown):
			p.t.Fatalf("waited for %.300s: %v\nthe page shows:\n%.2000s", expression, err, p.text("body"))
		}
		// Another page was loaded meanwhile: it is asked again.
	}
}

func awaiting(expression string) string {
	return `new Promise((resolve, reject) => {
		const look = () => {
			try { if (!(` + expression + `)) return false } catch (error) { reject(error); return true }
			watcher.disconnect()
			resolve(true)
			return true
		}
		const watcher = new MutationObserver(look)
		const frame = () => { if (!look()) requestAnimationFrame(frame) }
		watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
		frame()
	})`
}

// text is what a person reads in the first element that selector finds.
func (p *tab) text(selector string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(`+quote(selector)+`)?.innerText ?? ''`))
	if err != nil {
		return "nothing: " + err.Error()
	}
	return text
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// fill types into a field that may hold something already.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.do("find "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	ask[bool](p, `document.querySelector(`+quote(selector)+`).select() === undefined`)
	p.do("fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// keys presses keys one by one.
func (p *tab) keys(text string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(text, chromedp.KeyModifiers(modifiers...)))
}

// paste puts text where the cursor is, without what an editor adds for somebody
// who types.
func (p *tab) paste(text string) {
	p.t.Helper()
	ask[bool](p, `(() => {
		const clipboardData = new DataTransfer()
		clipboardData.setData('text/plain', `+quote(text)+`)
		return document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
	})()`)
}

// insert puts text where the cursor is, as an input method does.
func (p *tab) insert(text string) {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.t.Fatalf("insert text: %v", err)
	}
}

func (p *tab) reload() { p.t.Helper(); p.do("reload", chromedp.Reload()) }

// picture saves what the window shows.
func (p *tab) picture(path string) {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
	if err := os.WriteFile(path, shot, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// keepPicture saves what a failed test saw. Its own failure says nothing new.
func (p *tab) keepPicture() {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		return
	}
	name := strings.NewReplacer("/", "-", " ", "_").Replace(p.t.Name()) + ".png"
	path := filepath.Join(buildFolder(p.t, "failures"), name)
	if os.WriteFile(path, shot.Data, 0o644) == nil {
		p.t.Logf("what the page showed: %s", path)
	}
}

// quote writes text as a JavaScript string.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be written
	}
	return string(quoted)
}
