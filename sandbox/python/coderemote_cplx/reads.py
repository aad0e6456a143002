"""Where a program reads standard input, and the shape of what it expects there.

Every read becomes a call of __input__ with the number of its site. The shape
of a site follows from what is around it: int(input()) wants one number,
input().split() a list, or as many numbers as names that they are unpacked to.
"""

import ast
import copy

_READERS = ("input", "raw_input", "readline")
_WHOLE = ("read", "readlines")
_TEST_NAMES = {"t", "tc", "q", "test", "tests", "testcases", "cases", "tt", "_t", "ntc", "num_tests", "test_cases", "T"}
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
NAME = "__input__"


class Site:
    """One read: `shape` is number, numbers (`count` of them), list, counted, text, digits, all or lines."""

    def __init__(self, shape, count, inner):
        self.shape, self.count, self.inner = shape, count, inner
        self.separator = " "
        self.tests = False  # it says how many cases follow: one is enough
        self.names, self.sizes = [], []  # what it is stored in; the axis of each number, or of its length
        self.free, self.words = [], {}  # whether each number is the length of nothing; words by position that the program knows
        self.ends, self.last = False, None  # whether it is read until it ends, and with what: the input's end where that is None


class Reads(ast.NodeTransformer):
    """Rewrites a module; `sites` are its reads in order of their lines."""

    def __init__(self, tree):
        self.sites = []
        self._parents = []
        self._aliases, self._shorthands, self._arity = set(), {}, {}
        for _ in range(2):  # a function that only reads may call another
            for node in ast.walk(tree):
                self._learn(node)
        for name in self._shorthands:
            self._arity.pop(name, None)
        self.tree = ast.fix_missing_locations(self.visit(tree))
        self._mark_tests()
        self._read_again()

    def _learn(self, node):
        """`rl = sys.stdin.readline`, and functions that only read."""
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if isinstance(node.value, ast.Attribute) and node.value.attr == "readline":
                self._aliases.add(node.targets[0].id)
            elif isinstance(node.value, ast.Lambda) and not node.value.args.args and self._reads(node.value.body):
                self._shorthands[node.targets[0].id] = copy.deepcopy(node.value.body)
        elif isinstance(node, ast.FunctionDef):
            self._arity[node.name] = len(node.args.args)
            only = node.body[-1]
            if len(node.body) == 1 and isinstance(only, ast.Return) and not node.args.args and only.value is not None and self._reads(only.value):
                self._shorthands[node.name] = copy.deepcopy(only.value)

    def _reads(self, node):
        return _mentions_input(node) or any(isinstance(n, ast.Name) and n.id in self._shorthands for n in ast.walk(node))

    def visit(self, node):
        self._parents.append(node)
        try:
            return super().visit(node)
        finally:
            self._parents.pop()

    def visit_Lambda(self, node):
        return node if _mentions_input(node) else self.generic_visit(node)

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if isinstance(node.func, ast.Name) and name in self._shorthands and not node.args:
            return self.visit(copy.deepcopy(self._shorthands[name]))
        if self._is_read(node, name):
            return self._site(node, *self._shape())
        if name in _WHOLE and _mentions_input(node.func):
            return self._site(node, "all" if name == "read" else "lines", 0)
        return self.generic_visit(node)

    def _is_read(self, node, name):
        if isinstance(node.func, ast.Name):
            return name in _READERS or name in self._aliases
        return name == "readline"

    def visit_Attribute(self, node):
        if node.attr == "stdin" and self._is_iterated(node):
            return self._site(node, "lines", 0)
        return self.generic_visit(node)

    def visit_Name(self, node):
        return self._site(node, "lines", 0) if node.id == "stdin" and isinstance(node.ctx, ast.Load) and self._is_iterated(node) else node

    def _is_iterated(self, node):
        parent = self._parents[-2] if len(self._parents) > 1 else None
        return isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node

    def _site(self, node, shape, count):
        inner = sum(isinstance(p, _LOOPS) for p in self._parents[:-1] if not self._is_iterable_of(p)) > 0
        self.sites.append(Site(shape, count, inner))
        self.sites[-1].separator = self._separator()
        call = ast.Call(ast.Name(NAME, ast.Load()), [ast.Constant(len(self.sites) - 1)], [])
        return ast.copy_location(call, node)

    def _separator(self):
        """What the line that is read is split by."""
        for parent in self._parents[-2:-8:-1]:
            if isinstance(parent, ast.Call) and getattr(parent.func, "attr", "") == "split" and parent.args and isinstance(parent.args[0], ast.Constant):
                return parent.args[0].value if isinstance(parent.args[0].value, str) else " "
        return " "

    def _is_iterable_of(self, loop):
        """Whether the read is what the loop runs over, and not in its body."""
        at = self._parents.index(loop)
        below = self._parents[at + 1] if at + 1 < len(self._parents) else None
        if isinstance(loop, ast.For):
            return below is loop.iter
        return isinstance(below, ast.comprehension) and below is getattr(loop, "generators", [None])[0]

    # Shapes.

    def _shape(self):
        chain = self._parents[:-1][::-1]
        split = any(isinstance(p, ast.Attribute) and p.attr == "split" for p in chain[:4])
        if split:
            return self._shape_of_list(chain)
        for parent in chain:
            if isinstance(parent, ast.Call):
                name = parent.func.id if isinstance(parent.func, ast.Name) else parent.func.attr if isinstance(parent.func, ast.Attribute) else ""
                if name in ("int", "float", "eval"):
                    return "number", 1
                if name == "map":
                    return "digits", 0
            if isinstance(parent, (ast.comprehension,)):
                return "digits", 0
            if isinstance(parent, ast.stmt):
                break
        return "text", 0

    def _shape_of_list(self, chain):
        for parent in chain:
            if isinstance(parent, ast.Subscript) and not isinstance(parent.slice, ast.Slice):
                return "numbers", 3
            if isinstance(parent, ast.Starred):
                continue
            if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in self._arity:
                starred = any(isinstance(a, ast.Starred) for a in parent.args)
                return ("numbers", self._arity[parent.func.id]) if starred else ("list", 0)
            if isinstance(parent, (ast.ListComp, ast.GeneratorExp)) and not self._is_iterable_of(parent):
                return "list", 0
            if isinstance(parent, ast.Assign):
                return _shape_of_target(parent.targets[0])
            if isinstance(parent, ast.stmt):
                break
        return "list", 0

    def _read_again(self):
        """A text that is stored first and then made a number or split is that."""
        for assign in (n for n in ast.walk(self.tree) if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)):
            sites = [self.sites[n.args[0].value] for n in ast.walk(assign.value) if is_site(n)]
            if len(sites) == 1 and sites[0].shape == "text":
                self._shape_by_use(sites[0], assign.targets[0].id)

    def _shape_by_use(self, site, name):
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Call):
                continue
            first = node.args[0] if node.args else None
            if isinstance(node.func, ast.Name) and node.func.id in ("int", "float") and isinstance(first, ast.Name) and first.id == name:
                site.shape, site.count = "number", 1
            elif isinstance(node.func, ast.Attribute) and node.func.attr == "split" and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node.func)):
                site.shape, site.separator = "list", node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else " "

    # Cases.

    def _mark_tests(self):
        """`for _ in range(int(input()))`, or over a number called t, with reads inside: how many cases there are."""
        named = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (site := self._number_site(node.value)) is not None:
                named[node.targets[0].id] = site
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.For, ast.While)) and any(is_site(n) for s in node.body for n in ast.walk(s)) | self._calls_a_reader(node):
                site = self._cases_of(node, named)
                if site is not None and not site.inner:
                    site.tests = True
                    self._unnest(node)

    def _calls_a_reader(self, loop):
        names = {n.func.id for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        functions = [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef) and n.name in names]
        return any(is_site(n) for f in functions for n in ast.walk(f))

    def _cases_of(self, loop, named):
        source = loop.iter if isinstance(loop, ast.For) else loop.test
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "range" and source.args:
            direct = self._number_site(source.args[-1])
            if direct is not None:
                return direct
        names = [n.id for n in ast.walk(source) if isinstance(n, ast.Name) and n.id in named and n.id in _TEST_NAMES]
        return named[names[0]] if names else None

    def _number_site(self, node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int" and node.args:
            sites = [n for n in ast.walk(node.args[0]) if is_site(n)]
            return self.sites[sites[0].args[0].value] if sites else None
        return None

    def _unnest(self, loop):
        """The reads directly in the loop over cases are a case's own sizes."""
        for statement in loop.body:
            for node in _outside_loops(statement):
                if is_site(node):
                    self.sites[node.args[0].value].inner = False


def _outside_loops(node):
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _LOOPS):
            yield from _outside_loops(child)
        elif isinstance(child, (ast.ListComp, ast.GeneratorExp)):
            yield from _outside_loops(child.generators[0].iter)


def is_site(node):
    """Whether a node of a rewritten tree is a read."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == NAME


def _shape_of_target(target):
    if isinstance(target, (ast.Tuple, ast.List)):
        if any(isinstance(e, ast.Starred) for e in target.elts):
            return "counted", 0
        return "numbers", len(target.elts)
    return "list", 0


def _mentions_input(node):
    return any(
        (isinstance(n, ast.Name) and n.id in ("input", "stdin", "raw_input")) or (isinstance(n, ast.Attribute) and n.attr == "stdin")
        or (isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "open" and n.args and isinstance(n.args[0], ast.Constant) and n.args[0].value == 0)
        for n in ast.walk(node)
    )  # fmt: skip


def reads_input(tree):
    """Whether a program reads standard input."""
    return any(_mentions_input(statement) for statement in tree.body)
