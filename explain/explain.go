// Package explain says in one plain sentence what an uncaught exception means,
// for people who learn. It reads what Python said, the exception's class and its
// text, and knows the errors that beginners make most.
package explain

import (
	"regexp"
	"strings"
)

// rule explains errors of one class whose text matches.
type rule struct {
	class    string
	pattern  *regexp.Regexp
	sentence string // with $1 and so on for what the pattern found
}

// Error explains an error of this class and text. What it does not know it
// explains by its class; the sentence is empty where it does not know that either.
func Error(class, text string) string {
	for _, r := range rules {
		if r.class != class {
			continue
		}
		if found := r.pattern.FindStringSubmatchIndex(text); found != nil {
			return string(r.pattern.ExpandString(nil, r.sentence, text, found))
		}
	}
	return classes[class]
}

// parse reads rules, one a line: class, pattern and sentence with " | " between.
func parse(text string) (all []rule) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		all = append(all, rule{parts[0], regexp.MustCompile(parts[1]), parts[2]})
	}
	return all
}

// The first that matches counts.
var rules = parse(`
NameError | ^name '(true|false|none)' | Python writes True, False and None with a capital letter, so $1 is a name that has no value.
NameError | ^name '(Print|Input|Len|Range|Int|Str|Float|List|Sum|Max|Min)' | $1 begins with a capital letter here; Python's own function is written in small letters.
NameError | ^name '(math|random|time|re|json|statistics|datetime|turtle|numpy|pandas|string|itertools|collections)' | $1 is a module: write “import $1” at the top of the program.
NameError | ^name '(np)' | np is a usual name for numpy: write “import numpy as np” at the top of the program.
NameError | ^name '(pd)' | pd is a usual name for pandas: write “import pandas as pd” at the top of the program.
NameError | ^name '(plt)' | plt is a usual name for pyplot: write “import matplotlib.pyplot as plt” at the top of the program.
NameError | ^name '(.+?)' is not defined | Python does not know the name $1: check its spelling, and that a line above gives it a value; a text needs quotes.
NameError | ^cannot access free variable '(.+?)' | The inner function uses $1 before the outer one has given it a value.
UnboundLocalError | ^cannot access local variable '(.+?)' | The function gives $1 a value somewhere, so $1 is its own, and it is used before that line; pass the value in, or return it.
TypeError | ^'NoneType' object is not (subscriptable|iterable|callable) | The value is None, so nothing can be taken out of it or called: perhaps a function before it returns nothing.
TypeError | NoneType.* and |.* and 'NoneType' | One of the two values is None: perhaps a function before it returns nothing, or a name got the result of print().
TypeError | ^can only concatenate str \(not "(.+?)"\) | A text and a value of type $1 cannot be put together with +: turn it into text with str() first, or use an f-string.
TypeError | ^can only concatenate list \(not "(.+?)"\) | A list and a value of type $1 cannot be put together with +: use append(), or put the value into a list.
TypeError | ^unsupported operand type\(s\) for (\S+?):? '(.+?)' and '(.+?)' | $1 does not work between a value of type $2 and one of type $3: turn one of them into the other's type first, for example with int().
TypeError | ^can't multiply sequence by non-int of type '(.+?)' | A text or a list can be repeated a whole number of times only, and this is a value of type $1: for a number use int() or float().
TypeError | ^'(.+?)' not supported between instances of '(.+?)' and '(.+?)' | A value of type $2 and one of type $3 cannot be compared with $1: turn one of them into the other's type first, for example with int().
TypeError | ^'(str|int|float|list|tuple|dict|set|bool|module)' object is not callable | The parentheses call something that is a $1 and no function: look for a missing operator, or for a name that hides a function.
TypeError | ^'(.+?)' object is not callable | The parentheses call a value of type $1, which is no function.
TypeError | ^'(builtin_function_or_method|function|method|type)' object is not subscriptable | The square brackets follow a function: call it with parentheses instead.
TypeError | ^'(.+?)' object is not subscriptable | A value of type $1 has no parts that square brackets could take: a list, a text or a dictionary has.
TypeError | ^'(builtin_function_or_method|function|method)' object is not iterable | The function is not called: write parentheses behind its name.
TypeError | ^'(int|float)' object is not iterable | A number cannot be gone through one by one: perhaps range() is missing around it.
TypeError | ^'(.+?)' object is not iterable | A value of type $1 cannot be gone through one by one.
TypeError | ^(\S+)\(\) missing (\d+) required positional arguments?: (.+) | $1() is called with too few arguments: $3 is missing.
TypeError | ^(\S+)\(\) takes (?:exactly )?(.+?) (?:positional )?arguments? (?:but (\d+) (?:was|were) given|\((\d+) given\)) | $1() takes $2 arguments and gets $3$4; in a class, the first one is self.
TypeError | ^(\S+) expected (?:at (?:least|most) )?(\d+) arguments?, got (\d+) | $1() is called with $3 arguments and takes $2.
TypeError | ^(\S+)\(\) got an unexpected keyword argument '(.+?)' | $1() has no argument of the name $2: check its spelling.
TypeError | ^(\S+)\(\) takes no arguments | $1 is made without arguments: a class takes them in a method that is called __init__, with two underscores on each side.
TypeError | ^'(str|tuple)' object does not support item assignment | A $1 cannot be changed in place: make a new one, or use a list.
TypeError | ^'(.+?)' object does not support item assignment | A value of type $1 has no parts that could be set.
TypeError | ^(list|tuple|string) indices must be integers.* not '?([^']+)'? | The place in a $1 is a whole number, and this is a value of type $2.
TypeError | ^unhashable type: '(.+?)' | A $1 can change, so it cannot be the key of a dictionary or be in a set: use a tuple.
TypeError | ^object of type '(.+?)' has no len\(\) | A value of type $1 has no length.
TypeError | ^int\(\) argument must be .* not '(.+?)' | int() makes a number of a text or of another number, and this is a value of type $1.
TypeError | ^float\(\) argument must be .* not '(.+?)' | float() makes a number of a text or of another number, and this is a value of type $1.
TypeError | ^'(.+?)' object cannot be interpreted as an integer | A whole number is needed here, and this is a value of type $1: use int().
TypeError | ^cannot unpack non-iterable (.+?) object | Several names stand on the left, and on the right is one value of type $1.
TypeError | ^sequence item \d+: expected str instance, (.+?) found | join() puts texts together, and one of these is a value of type $1: turn it into text with str() first.
TypeError | ^bad operand type for unary (.): '(.+?)' | $1 in front of a value of type $2 has no meaning: a number is needed.
AttributeError | ^'NoneType' object has no attribute '(.+?)' | The value is None and has no $1: perhaps a function before it returns nothing, as sort() and append() do.
AttributeError | ^module '(.+?)' has no attribute '(.+?)' | The module $1 has nothing of the name $2: check its spelling, and that no file of yours is called $1.py.
AttributeError | ^type object '(.+?)' has no attribute '(.+?)' | The class $1 has nothing of the name $2: check its spelling.
AttributeError | ^'(list)' object has no attribute '(add|push)' | A list has no $2(): use append().
AttributeError | ^'(str|int|float|list|tuple|dict|set)' object has no attribute '(.+?)' | A $1 has nothing of the name $2: check its spelling, and that the value is what you think.
AttributeError | ^'(.+?)' object has no attribute '(.+?)' | A value of the type $1 has nothing of the name $2: check its spelling, and that __init__ sets self.$2.
IndexError | ^pop from empty list | The list is empty, so there is nothing to take out of it: test its length first.
IndexError | ^(list|string|tuple) (?:assignment )?index out of range | The $1 has fewer items than that: they are counted from 0, so the last of 3 is number 2.
KeyError | ^(.+)$ | The dictionary has no key $1: check its spelling, or use get() or “in” first.
ValueError | ^invalid literal for int\(\) with base 10: '(\d+\.\d+)' | $1 is no whole number: use float() instead of int().
ValueError | ^invalid literal for int\(\) with base 10: (''|"") | An empty text cannot become a number: somebody pressed Enter without typing one.
ValueError | ^invalid literal for int\(\) with base \d+: (.+) | The text $1 is no whole number, so int() cannot read it.
ValueError | ^could not convert string to float: (.+) | The text $1 is no number, so float() cannot read it.
ValueError | ^too many values to unpack \(expected (\d+) | There are more values on the right than the $1 names on the left.
ValueError | ^not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\) | There are $1 names on the left and $2 values on the right.
ValueError | ^list\.remove\(x\): x not in list | What is to be removed is not in the list: test with “in” first.
ValueError | ^(.+) is not in (list|tuple) | $1 is not in the $2: test with “in” first.
ValueError | ^substring not found | The text does not hold what index() looks for: test with “in” first, or use find().
ValueError | ^(math domain error|expected a (?:nonnegative|positive) input) | The function is not defined for that number, such as the root of a negative one.
ValueError | ^range\(\) arg 3 must not be zero | The step of range() is 0, so it would never end.
ValueError | ^(max|min)\(\) (?:arg|iterable argument) is (?:an )?empty | $1() needs at least one value, and there is none.
ValueError | ^I/O operation on closed file | The file is closed already: the reading and writing must be inside of the “with”.
ZeroDivisionError | . | Something is divided by zero: test the number for 0 first.
ModuleNotFoundError | ^No module named '(numpy|pandas|matplotlib)' | This server has no $1: its operator adds numpy, pandas and matplotlib with the command “make data-image”.
ModuleNotFoundError | ^No module named '(.+?)' | There is no module $1 on this server: check its spelling.
ImportError | ^cannot import name '(.+?)' from '(.+?)' | The module $2 has nothing of the name $1: check its spelling, and that no file of yours is called $2.py.
FileNotFoundError | No such file or directory: '(.+)'$ | There is no file $1 beside the program: add it with the button above the code, or check its name.
RecursionError | . | A function calls itself again and again: check the case in which it must stop.
EOFError | . | The program asks for input, and there is none left.
OverflowError | . | The number is too large for this kind of calculation.
AssertionError | . | An assert is not true: $0
AssertionError | ^$ | An assert is not true: look at its condition.
StopIteration | ^ | next() was called, and there is nothing left.
PermissionError | . | A program may not do that here.
UnicodeDecodeError | . | The file is no text in UTF-8: open it with another encoding, or in the mode "rb".
KeyboardInterrupt | ^ | The program interrupted itself.
TabError | . | The line mixes tabs and spaces at its start: use spaces only.
IndentationError | ^expected an indented block after (.+?) on line (\d+) | After $1 in line $2, the next line must begin with more spaces.
IndentationError | ^unexpected indent | The line begins with more spaces than the one before, and nothing asks for that.
IndentationError | ^unindent does not match | The line begins with a number of spaces that fits no line above.
SyntaxError | ^'(.)' was never closed | The bracket $1 is opened and never closed.
SyntaxError | ^unmatched '(.)' | The bracket $1 is closed and was never opened.
SyntaxError | ^closing parenthesis '(.)' does not match opening parenthesis '(.)' | A bracket is opened with $2 and closed with $1.
SyntaxError | ^unterminated (?:f-)?string literal | A text begins with a quote, and the quote that ends it is missing.
SyntaxError | ^unterminated triple-quoted | A text begins with three quotes, and the three that end it are missing.
SyntaxError | ^expected ':' | There is no colon at the end of this line.
SyntaxError | ^invalid syntax\. Perhaps you forgot a comma | Something is missing between two values: perhaps a comma or an operator.
SyntaxError | ^invalid syntax\. Maybe you meant '==' | A single = gives a value to a name; to compare, write ==.
SyntaxError | ^cannot assign to .* Maybe you meant '==' | A single = gives a value to the name on its left; to compare, write ==.
SyntaxError | ^cannot assign to (.+?) here | On the left of = stands $1, and only a name can get a value.
SyntaxError | ^cannot assign to (True|False|None) | $1 is a word of Python and cannot be the name of something else.
SyntaxError | ^cannot assign to (\w+(?: \w+)?) | On the left of = stands a $1, and only a name can get a value.
SyntaxError | ^Missing parentheses in call to '(.+?)' | $1 is a function: write parentheses around what follows it.
SyntaxError | ^'(return|yield|await)' outside | $1 belongs into a function: check the spaces at the start of the line.
SyntaxError | ^'(break|continue)' (?:outside|not properly in) | $1 belongs into a loop: check the spaces at the start of the line.
SyntaxError | ^invalid (?:decimal|hexadecimal|octal|binary) literal | A name or a unit follows a number at once: a name cannot begin with a digit.
SyntaxError | ^leading zeros in decimal | A whole number does not begin with 0.
SyntaxError | ^invalid (?:non-printable )?character '?(.+?)'? \(U | The character $1 is not one that Python knows here: perhaps it was copied from a text.
SyntaxError | ^f-string: | Something between the braces of an f-string cannot be read.
SyntaxError | ^positional argument follows keyword argument | Arguments with a name come after those without one.
SyntaxError | ^expected 'except' or 'finally' | A try needs an except or a finally.
SecurityError | ; the limit is (.+)$ | The rules of this class allow at most $1 here.
`)

// classes explain what no rule matches.
var classes = map[string]string{
	"AttributeError":      "That kind of value has nothing of this name: check its spelling, and that the value is what you think.",
	"ImportError":         "The module is there, and the name in it is not.",
	"IndentationError":    "The spaces at the start of the line do not fit the lines around it.",
	"IndexError":          "There is no item at that place: items are counted from 0.",
	"ModuleNotFoundError": "The module is not on this server: check its spelling.",
	"NameError":           "That name has no value yet: check its spelling, and that a line above sets it.",
	"SecurityError":       "The rules of this class do not allow that.",
	"SyntaxError":         "Python cannot read this line: look for a missing bracket, quote or colon, also in the line before.",
	"TypeError":           "A value has the wrong type for what is done with it, or a function gets the wrong arguments.",
	"ValueError":          "The value has the right type and cannot be used here.",
}
