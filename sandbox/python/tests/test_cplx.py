"""Tests of coderemote_cplx: `python3 -m pytest sandbox/python`, and in a box by sandbox/cplx_test.go."""

import ast
import os
import sys

if "__file__" in globals():
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from coderemote_cplx import counts, fit, report, static, terms  # noqa: E402


def counted(code, call):
    """(steps by line, charges by line) of one call of a counted program."""
    tree = ast.parse(code)
    counter = counts.Counter(code.count("\n") + 1)
    namespace = counter.names()
    exec(compile(counts.Rewriter(tree).rewrite(tree), "<test>", "exec"), namespace)
    counter.clear()
    eval(call, namespace)
    return ({line: n for line, n in enumerate(counter.steps) if n}, {line: n for line, n in enumerate(counter.charges) if n})


def test_statements_and_rounds_are_counted_exactly():
    code = "def f(n):\n    t = 0\n    for i in range(n):\n        for j in range(i):\n            t += 1\n    return t\n"
    assert counted(code, "f(10)") == ({1: 1, 2: 1, 3: 11, 4: 10 + 45, 5: 45, 6: 1}, {})


def test_while_counts_its_rounds():
    assert counted("def f(n):\n    while n:\n        n -= 1\n", "f(7)") == ({1: 1, 2: 8, 3: 7}, {})


def test_charges_of_what_c_does():
    for body, charged in (
        ("sorted(a)", 9), ("a.sort()", 9), ("sum(a)", 4), ("max(a)", 4), ("a.pop(0)", 4), ("a.pop()", 0), ("a.append(1)", 0),
        ("a.insert(0, 1)", 4), ("a.insert(4, 1)", 1), ("9 in a", 5), ("1 in a", 1), ("9 in set(a)", 4), ("a[1:3]", 3), ("a + a", 9),
        ("a * 2", 0), ("[0] * 9", 10), ("a == list(a)", 9), ("a.index(3)", 3), ("a.count(3)", 5), ("pow(3, 255, 7)", 8), ("[x for x in a]", 0),
        ("''.join(str(x) for x in a)", 4 + 4 + 4), ("any(x > 1 for x in a)", 2), ("list(range(5))", 5),
    ):  # fmt: skip
        found = sum(counted(f"def f(a):\n    return {body}\n", "f([1, 2, 3, 4])")[1].values())
        assert found == charged, (body, found)


def test_deleting_the_first_element_moves_the_tail():
    assert counted("def f(a):\n    del a[0]\n", "f([1, 2, 3, 4])")[1] == {2: 4}


def test_counts_are_the_same_on_every_run():
    code = "import random\ndef f(a):\n    b = sorted(set(a))\n    while b:\n        b.pop(random.randrange(len(b)))\nf([3, 1, 2])\n"
    first, second = (report.analyze(code)["measured"] for _ in range(2))
    shared = {p["n"]: p["operations"] for p in first["points"]}
    assert all(shared[p["n"]] == p["operations"] for p in second["points"] if p["n"] in shared)
    assert len(first["points"]) > 8 and first["lines"] == second["lines"]


_PROGRAMS = (
    "def f(n):\n    a = []\n    for i in range(n):\n        if i % 2:\n            a.append(i)\n        else:\n            a.append(-i)\n    return a\n",
    "def f(n):\n    x = n\n    while x > 1:\n        x = x // 2 if x % 2 == 0 else 3 * x + 1\n    return x\n",
    "def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)\n",
    "def f(n):\n    t = 0\n    for i in range(n):\n        try:\n            t += 1 // (i % 3)\n        except ZeroDivisionError:\n            t -= 1\n    return t\n",
    "def f(n):\n    d = {}\n    for i in range(n):\n        for j in range(3):\n            d[i, j] = i * j\n    else:\n        d[0] = 1\n    return d\n",
    "def g(n):\n    for i in range(n):\n        yield i\n\ndef f(n):\n    s = 0\n    for x in g(n):\n        s += x\n    return s\n",
)


def line_events(code, n):
    """Counts of the LINE events of sys.monitoring, but for the lines of definitions."""
    events, monitoring = {}, sys.monitoring

    def line(of, number):
        if of.co_filename == "<test>":
            events[number] = events.get(number, 0) + 1

    namespace = {}
    exec(compile(code, "<test>", "exec"), namespace)
    monitoring.use_tool_id(4, "test")
    monitoring.register_callback(4, monitoring.events.LINE, line)
    monitoring.set_events(4, monitoring.events.LINE)
    try:
        namespace["f"](n)
    finally:
        monitoring.set_events(4, 0)
        monitoring.free_tool_id(4)
    return events


def test_line_totals_equal_line_events():
    for code in _PROGRAMS:
        definitions = {at for at, line in enumerate(code.split("\n"), 1) if line.startswith("def ")}
        silent = {at for at, line in enumerate(code.split("\n"), 1) if line.strip() in ("else:",)}
        for n in range(1, 14):
            steps = {line: k for line, k in counted(code, f"f({n})")[0].items() if line not in definitions | silent}
            assert steps == {line: k for line, k in line_events(code, n).items() if line in steps}, (code, n)


def test_every_class_is_recognized_in_its_own_curve():
    sizes = [*range(1, 11), 12, 14, 16, 23, 33, 47, 68, 98, 142, 205, 297, 430, 623, 903, 1309]
    for name, function in fit.FUNCTIONS.items():
        assert fit.classify([(n, round(20 * function(n)) + 9) for n in sizes]).name == name
    assert fit.classify([(n, 2**n) for n in range(1, 17)]).name == "O(2^n)"
    assert fit.classify([(n, 5 * __import__("math").factorial(n)) for n in range(1, 9)]).name == "O(n!)"
    assert fit.classify([(1, 1), (2, 2), (3, 3)]).name is None


def test_costs_add_and_multiply():
    n, m = terms.variable("n"), terms.variable("m")
    assert terms.name(terms.product(n, n)) == "O(n^2)"
    assert terms.name(terms.total(n, m)) == "O(n + m)"
    assert terms.name(terms.product(n, m)) == "O(n * m)"
    assert terms.name(terms.product(n, terms.logarithm(m))) == "O(n log m)"
    assert terms.name(terms.total(terms.product(n, terms.logarithm(n)), n)) == "O(n log n)"
    assert terms.name(terms.exponential(n)) == "O(2^n)"
    assert terms.text(terms.total(terms.product(n, n), m)) == "m + n^2"


def test_an_answer_has_every_field():
    for code, mode in (("def f(n):\n    return n\n", "all"), ("def f(n):\n    return n\n", "static"), ("x = (", "all"), ("", "all")):
        answer = report.analyze(code, mode=mode)
        assert set(answer) == {"measured", "static", "error"}
        assert set(answer["measured"]) == {
            "time", "space", "confidence", "function", "grow", "arguments", "points", "worst", "fit", "lines", "lines_n", "notes", "reason",
        }  # fmt: skip
        assert set(answer["static"]) == {"time", "space", "reasons", "seconds"}


def test_syntax_errors_say_where():
    assert report.analyze("x = 1\ny = (")["error"] == "Syntax error: '(' was never closed on line 2"


_NODES = "class Node:\n    def __init__(self, v, left=None, right=None):\n        self.v, self.left, self.right = v, left, right\n"


def test_trees_of_objects_and_of_tuples_grow():
    depth = "def depth(t):\n    if not t:\n        return 0\n    return 1 + max(depth(t{}), depth(t{}))\n"
    for code in (
        _NODES + depth.format(".left", ".right") + "depth(Node(1, Node(2), Node(3)))\n",
        depth.format("[0]", "[2]") + "depth(((None, 1, None), 2, None))\n",
    ):
        measured = report.analyze(code)["measured"]
        assert (measured["time"], measured["space"]) == ("O(n)", "O(n)"), measured


def test_objects_are_filled_as_the_script_fills_its_own():
    code = "class Box:\n    def __init__(self):\n        self.all = []\n    def put(self, x):\n        self.all.append(x)\n    def most(self):\n        return max(self.all)\nb = Box()\nb.put(3)\nb.most()\n"
    measured = report.analyze(code, "Box.most")["measured"]
    assert (measured["time"], measured["space"], measured["grow"]) == ("O(n)", "O(1)", "self"), measured
    assert report.analyze(code, "Box.put")["measured"]["time"] == "O(1)"


def test_coroutines_and_arguments_by_name_are_run():
    code = "import asyncio\nasync def f(a, *, more):\n    t = more\n    for x in a:\n        await asyncio.sleep(0)\n        t += x\n    return t\nasyncio.run(f([1, 2, 3], more=4))\n"
    assert report.analyze(code)["measured"]["time"] == "O(n)"


def test_a_recursion_as_deep_as_its_input_ends_before_it_is_too_deep():
    code = "def f(n):\n    return n and 1 + f(n - 1)\nf(5)\n"
    first, second = (report.analyze(code)["measured"] for _ in range(2))
    shared = {p["n"]: p["operations"] for p in first["points"]}
    assert all(shared[p["n"]] == p["operations"] for p in second["points"] if p["n"] in shared)
    for measured in (first, second):
        assert (measured["time"], measured["space"], measured["reason"]) == ("O(n)", "O(n)", None), measured


def test_a_search_in_a_branch_of_a_loop_is_read_in_a_function_of_its_own():
    code = "def fill(g, i):\n    st = [i]\n    while st:\n        a = st.pop()\n        for b in g[a]:\n            if g[b]:\n                st.append(b)\nfor i in range(3):\n    if i not in seen:\n        fill(g, i)\n"
    for wrapped in (code, "for k in range(3):\n" + "".join(f"    {line}\n" for line in code.splitlines())):
        static.estimate("seen = set()\ng = {0: [1], 1: [0], 2: []}\n" + wrapped)


_ESTIMATED = (
    ("O(n)", "O(1)", "def f(s):\n    letters = 'aeiou'\n    c = 0\n    for x in s:\n        if x in letters:\n            c += 1\n    return c\nf('abc')\n"),
    ("O(n * m)", "O(n)", "def f(a, b):\n    both = []\n    for x in a:\n        for y in b:\n            if x == y:\n                both.append(x)\n                break\n    return both\nf([1, 2], [2, 3, 4])\n"),
    ("O(n + m)", "O(n + m)", "def f(n, edges):\n    g = [[] for _ in range(n)]\n    for u, v in edges:\n        g[u].append(v)\n        g[v].append(u)\n    seen, todo = [False] * n, [0]\n    while todo:\n        u = todo.pop()\n        for v in g[u]:\n            if not seen[v]:\n                seen[v] = True\n                todo.append(v)\n    return seen\nf(5, [(0, 1), (1, 2)])\n"),
    ("O(n + m)", "O(n)", "def f(g):\n    color = {}\n    for s in g:\n        if s in color:\n            continue\n        color[s] = 0\n        todo = [s]\n        while todo:\n            u = todo.pop()\n            for v in g[u]:\n                if v not in color:\n                    color[v] = 1\n                    todo.append(v)\n    return color\nf({0: [1], 1: [0]})\n"),
    ("O(n^2)", "O(n)", "def f(a):\n    seen = set()\n    for i in range(len(a)):\n        for j in range(len(a)):\n            seen.add(i + j)\n    return seen\nf([1, 2])\n"),
    ("O(n)", "O(n)", "def f(a, k=2):\n    def parts():\n        for i in range(0, len(a), k):\n            yield a[i:i + k]\n    return [sum(p) for p in parts()]\nf([1, 2, 3])\n"),
    ("O(n)", "O(n)", "fact = lambda n: 1 if n < 2 else n * fact(n - 1)\n\ndef f(n):\n    return fact(n)\nf(5)\n"),
)  # fmt: skip


def test_idioms_are_estimated():
    for time, space, code in _ESTIMATED:
        found = static.estimate(code, "f")
        assert (found["time"], found["space"]) == (time, space), (code, found)


def measured_space(code):
    return report.analyze(code)["measured"]["space"]


def test_what_is_held_is_seen_in_the_order_that_holds_it():
    """A break leaves the list of results empty where nothing is alike: that order takes the most steps, the other holds the most."""
    assert measured_space("def f(a):\n    r = []\n    for i in range(len(a)):\n        for j in range(i + 1, len(a)):\n            if a[i] == a[j]:\n                r.append(a[i])\n                break\n    return r\nf([3, 1, 3])\n") == "O(n)"
    assert measured_space("def f(n):\n    return [d for d in range(1, n + 1) if n % d == 0]\nf(12)\n") == "O(sqrt n)"


def test_what_is_no_memory_is_not_seen():
    """Numbers that replace those of an argument, the digits of a long integer, a table that cannot grow further."""
    assert measured_space("def f(a):\n    for i in range(1, len(a)):\n        a[i] += a[i - 1]\nf([3, 1, 2])\n") == "O(1)"
    assert measured_space("def f(x, n):\n    if n == 0:\n        return 1\n    return f(x, n // 2) * f(x, n // 2) * (x if n % 2 else 1)\nf(2, 8)\n") == "O(log n)"
    assert measured_space("def f(a):\n    return len({x % 7 for x in a})\nf([3, 1, 2])\n") == "O(1)"


def test_text_of_a_digit_for_each_digit_is_seen():
    assert measured_space("def f(n):\n    s = ''\n    while n:\n        s = str(n % 2) + s\n        n //= 2\n    return s\nf(10)\n") == "O(log n)"


def test_a_program_has_the_two_sizes_that_it_reads():
    head = "n, m = map(int, input().split())\n"
    for code, expected in (
        (head + "for i in range(n):\n    for j in range(m):\n        print(i, j)\n", "O(n * m)"),
        (head + "for i in range(n):\n    row = input()\n    for c in row:\n        print(c)\n", "O(n * m)"),
        (head + "a = list(map(int, input().split()))\nfor i in range(m):\n    x = int(input())\nprint(sum(a))\n", "O(n + m)"),
        ("s = input()\nt = input()\nfor a in s:\n    for b in t:\n        print(a == b)\n", "O(n * m)"),
        ("n, limit = map(int, input().split())\na = list(map(int, input().split()))\nprint(sum(x for x in a if x < limit))\n", "O(n)"),
        ("lo, hi = map(int, input().split())\nfor i in range(lo, hi + 1):\n    print(i)\n", "O(n)"),
    ):
        assert report.analyze(code)["measured"]["time"] == expected, code


def test_input_ends_as_the_program_wants_it():
    loop = "total = 0\nwhile True:\n    line = input()\n    if {}:\n        break\n    total += int(line)\nprint(total)\n"
    for code in (
        loop.format("line == ''"), loop.format("not line.strip()"), loop.format("line.lower() == 'done'"), loop.format("int(line) < 0"),
        "x = int(input())\nt = 0\nwhile x != -1:\n    t += x\n    x = int(input())\nprint(t)\n",
        "t = 0\ntry:\n    while True:\n        a, b = map(int, input().split())\n        t += a * b\nexcept EOFError:\n    print(t)\n",
    ):  # fmt: skip
        assert report.analyze(code)["measured"]["time"] == "O(n)", code


def test_what_is_only_handed_on_is_no_size():
    code = "def hanoi(n, a, b, c):\n    if n == 0:\n        return 0\n    k = hanoi(n - 1, a, c, b)\n    print(a, c)\n    return k + 1 + hanoi(n - 1, b, a, c)\nhanoi(3, 'A', 'B', 'C')\n"
    assert report.analyze(code)["measured"]["time"] == "O(2^n)"
    code = "def go(a, path, all):\n    if len(path) == len(a):\n        all.append(path[:])\n        return\n    for bit in (0, 1):\n        path.append(bit)\n        go(a, path, all)\n        path.pop()\ngo([1, 2, 3], [], [])\n"
    assert report.analyze(code)["measured"]["time"] == "O(2^n)"


def test_a_goal_that_is_never_reached_is_tried():
    code = "def can(a, i, goal):\n    if goal == 0:\n        return True\n    if i == len(a):\n        return False\n    return can(a, i + 1, goal - a[i]) or can(a, i + 1, goal)\ncan([3, 5, 2], 0, 7)\n"
    assert report.analyze(code)["measured"]["time"] == "O(2^n)"


def test_halving_steps_are_recognized_beside_what_grows_faster():
    for code, expected in (
        ("def f(n):\n    c = 0\n    for i in range(n):\n        j = 1\n        while j < n:\n            c += 1\n            j *= 2\n    return c\nf(9)\n", "O(n log n)"),
        ("import bisect\ndef f(a):\n    a = sorted(a)\n    c = 0\n    for x in a:\n        for y in a:\n            c += bisect.bisect(a, x + y)\n    return c\nf([2, 1, 3])\n", "O(n^2 log n)"),
    ):
        assert report.analyze(code)["measured"]["time"] == expected, code
