package sandbox_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"coderemote"
)

func TestTurtle(t *testing.T) {
	for name, test := range map[string]struct {
		code string
		has  []string // of the picture
	}{
		"a square":            {"from turtle import *\nfor _ in range(4):\n  forward(100); left(90)\ndone()", []string{`points="0.0,-0.0 100.0,-0.0 100.0,-100.0 0.0,-100.0`, "<desc>4 lines drawn by 1 turtle</desc>", "animation-delay"}},
		"an object":           {"import turtle\nt = turtle.Turtle()\nt.pencolor('light blue'); t.pensize(3)\nt.fd(10)\nturtle.mainloop()", []string{`stroke="lightblue" stroke-width="3"`}},
		"at once":             {"import turtle as t\nt.speed(0); t.fd(10)", []string{`stroke-linejoin="round"/>`}},
		"tracer":              {"import turtle as t\nt.tracer(0); t.fd(10); t.update()", []string{`stroke-linejoin="round"/>`}},
		"filled":              {"from turtle import *\ncolor('red', '#00ff00')\nbegin_fill(); circle(50); end_fill(); hideturtle()", []string{`fill="#00ff00" stroke="none"`, `stroke="red"`}},
		"parts of a color":    {"import turtle\nturtle.colormode(255); turtle.color(255, 0, 128); turtle.dot(20)", []string{`r="10" fill="#ff0080"`}},
		"a text":              {"import turtle\nturtle.write('<b> & \"x\"', font=('Arial', 12, 'bold'), align='center')", []string{`&lt;b&gt; &amp; "x"</text>`, `font-weight="bold"`, `text-anchor="middle"`}},
		"the screen":          {"import turtle\ns = turtle.Screen()\ns.bgcolor('black'); s.title('Night & day'); s.setup(300, 200)\ns.exitonclick()", []string{`fill="black"`, "<title>Night &amp; day</title>"}},
		"after an error":      {"import turtle\nturtle.fd(10)\n1/0", []string{"polyline"}},
		"in time":             {"import turtle\ndef step(n=3):\n  turtle.fd(n)\n  if n: turtle.ontimer(lambda: step(n - 1), 10)\nstep()\nturtle.done()", []string{"4 lines"}},
		"undone":              {"import turtle\nturtle.fd(10); turtle.fd(20); turtle.undo()", []string{"1 line drawn"}},
		"two turtles":         {"from turtle import Turtle\na, b = Turtle(), Turtle('turtle')\na.fd(10); b.rt(90); b.fd(10)\nassert a.distance(b) > 14 and b.towards(a) == 45 and a.pos() == (10, 0)", []string{"2 lines drawn by 2 turtles"}},
		"somebody is asked":   {"import turtle\nturtle.fd(int(turtle.numinput('x', 'How far?') or 7))", []string{"polyline"}},
		"every classic name":  {"import turtle\nfor name in 'fd bk rt lt goto setpos seth pos pd pu width st ht home circle dot stamp clearstamp undo speed towards xcor ycor heading distance degrees radians isdown pencolor fillcolor filling begin_fill end_fill reset clear write isvisible shape shapesize bgcolor tracer listen onkey onscreenclick mainloop bye colormode setworldcoordinates register_shape textinput Screen Pen Vec2D teleport'.split():\n  getattr(turtle, name)\nturtle.dot()", []string{"circle"}},
		"strict and in color": {"import turtle\nturtle.color('nice try\"/><script>') if False else turtle.dot(5, 'red')", []string{`fill="red"`}},
	} {
		t.Run(name, func(t *testing.T) {
			prog := program(test.code)
			if name == "strict and in color" {
				prog.Policy, prog.Modules = coderemote.PolicyStrict, []string{"turtle"}
			}
			r, left, _ := leaving(t, prog)
			svg := left["turtle-1.svg"]
			if len(left) != 1 || svg == "" || strings.Contains(r.stderr, "libexec") {
				t.Fatalf("it left %d files\n%s%s", len(left), r.stdout, r.stderr)
			}
			for _, part := range test.has {
				if !strings.Contains(svg, part) {
					t.Errorf("the picture lacks %s:\n%s", part, svg)
				}
			}
			for decoder := xml.NewDecoder(strings.NewReader(svg)); ; {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestTurtleComplains(t *testing.T) {
	for code, want := range map[string]string{
		"import turtle\nturtle.color('\"/><script>')":              "bad color string",
		"import turtle\nturtle.color(2, 0, 0)":                     "bad color sequence",
		"import turtle\nturtle.shape('cat')":                       "There is no shape named cat",
		"import turtle\nturtle.speed(0)\nwhile True: turtle.fd(1)": "the limit",
	} {
		if r := run(t, program(code)); r.ErrorType != "turtle.TurtleGraphicsError" || !strings.Contains(r.Error, want) {
			t.Errorf("%q: got %+v", code, r.Result)
		}
	}
	if _, left, _ := leaving(t, program("import turtle")); len(left) != 0 {
		t.Errorf("nothing was drawn, and there is %v", left)
	}
}
