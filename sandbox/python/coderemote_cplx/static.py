"""Reads the cost of a program from its syntax tree, with reasons; runs nothing.

Sizes are symbols, a loop multiplies, known calls cost what counts.py charges
them, a recursive function is solved by its recurrence (recursion.py). It is an
estimate: who reads it is told why, line by line.
"""

import ast

from . import reads, recursion, rounds, usage
from .terms import DEGREE, ONE, exponential, logarithm, power, product, text, total, variable
from .terms import name as name_of

_LOGARITHMIC = {"bisect_left", "bisect_right", "bisect", "heappush", "heappop", "heapreplace", "heappushpop"}
_WALKING = {"sum", "min", "max", "list", "tuple", "set", "sorted", "dict", "any", "all", "deque", "Counter", "heapify", "frozenset", "insort", "prod"}
_BUILDING = {"list", "tuple", "set", "sorted", "dict", "deque", "Counter", "frozenset"}
_SAME_SIZE = _WALKING | {"len", "int", "reversed", "enumerate", "abs", "round", "iter", "str", "filter", "float", "range"}
_KIND_OF_CALL = {
    "set": "set", "frozenset": "set", "dict": "dict", "Counter": "dict", "defaultdict": "dict", "OrderedDict": "dict", "list": "list",
    "sorted": "list", "deque": "deque", "str": "str", "range": "range", "input": "str", "split": "list", "join": "str", "keys": "set",
    "copy": "list", reads.NAME: "str", "tuple": "list", "lower": "str", "upper": "str", "strip": "str", "replace": "str", "enumerate": "iter",
    "reversed": "iter", "zip": "iter", "map": "iter", "filter": "iter", "values": "iter", "items": "iter", "bin": "str", "most_common": "list",
}  # fmt: skip
_BOUNDS = {"lo", "hi", "low", "high", "l", "r", "left", "right", "start", "end", "begin", "i", "j", "n", "size", "length", "idx", "index", "pos"}
_MODULES = {"math", "heapq", "bisect", "itertools", "functools", "random", "collections", "sys", "string", "re", "time"}
_LINEAR_LIST = {"insert", "remove", "index", "count", "reverse", "copy"}
_LINEAR_TEXT = {"replace", "split", "find", "count", "upper", "lower", "strip", "index", "isalpha", "isdigit", "isalnum", "swapcase", "title"}
_COPYING_TEXT = {"split", "replace", "lower", "upper", "strip"}
_LINEAR_TABLE = {"union", "intersection", "difference", "update", "copy", "issubset", "issuperset"}
_SEQUENCES = ("list", "str")
_INNER = 1 << 20  # deeper than any loop: what a loop binds does not grow in it


class Value:
    """What is known of a value: its kind, its size (or magnitude), its elements, and the depth of loops it was made at."""

    def __init__(self, kind, size=ONE, element=None, depth=0):
        self.kind, self.size, self.element, self.depth = kind, size, element, depth
        self.literals = None


def estimate(code, function=None):
    """{"time", "space", "reasons"} of the function that is named, called first or defined last, else of the script."""
    tree = ast.parse(code)
    found = reads.Reads(tree) if not function and reads.reads_input(tree) else None
    estimator = Estimator(found.tree if found else tree, found.sites if found else None)
    time, space = estimator.of(function)
    reasons = [{"line": line, "message": message} for line, message in sorted(set(estimator.reasons))]
    return {"time": name_of(time) if time else None, "space": name_of(space) if space else None, "reasons": reasons}


class Estimator:
    """Walks statements with an environment of Values by name."""

    def __init__(self, tree, sites=None):
        self.tree, self._sites = tree, sites
        self.functions = {n.name: n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
        self._classes = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
        self.reasons, self.active, self.loops, self.enclosing, self._once, self._around = [], [], [], [], [], []
        self.space = ONE
        self.globals, self._kinds, self._sized = {}, {}, {}

    def because(self, node, message):
        """Notes why something costs."""
        self.reasons.append((getattr(node, "lineno", 1), message))

    # What is estimated.

    def of(self, wanted):
        """Time and space as costs; None where there is nothing of that name."""
        name = (wanted or "").split(".")[-1]
        if wanted and name not in self.functions:
            return None, None
        self._module_values()
        if self._sites:
            return self._of_script()
        call = self._first_call(name)
        if wanted or call or self._only_definitions():
            function = self.functions[name or (call and _called_name(call)) or self._last_defined()]
            values = {**self._containers(), **self._attributes(function), **self._parameters(function, call)}
            return self.function(function, values), _without_degree(self.space)
        self._sized = {n: value_of(n, v) for n, v in self._literals.items() if self._may_grow(n, v)}
        return self._of_script()

    def _of_script(self):
        cost = self.block(self._script(), self.globals)
        return total(cost, *[once for _, once in self._once]), self.space

    def _may_grow(self, name, value):
        """Whether a constant of the script is the size of something."""
        if isinstance(value, (int, float)):
            return not isinstance(value, bool) and value > 1 and usage.bounds_a_loop(self.tree, name)
        return isinstance(value, (list, str, tuple, dict, set)) and len(value) > 1

    def _only_definitions(self):
        return bool(self.functions) and all(_is_definition(s) for s in self.tree.body)

    def _last_defined(self):
        with_arguments = [f.name for f in self.functions.values() if any(a.arg != "self" for a in f.args.args) and not f.name.startswith("__")]
        return with_arguments[-1] if with_arguments else list(self.functions)[-1]

    def _script(self):
        body = []
        for statement in self.tree.body:
            if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
                body += statement.body
            elif not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                body.append(statement)
        return body

    def _first_call(self, name):
        """The first call, in the script's own statements, of a function that has parameters."""
        wanted = {name} if name else {f.name for f in self.functions.values() if any(a.arg != "self" for a in f.args.args) and not f.name.startswith("__")}
        for statement in self._script():
            calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and _called_name(n) in wanted]
            if calls:
                return min(calls, key=lambda c: (c.lineno, -c.col_offset))
        return None

    def _module_values(self):
        self._literals = {}
        for statement in self.tree.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                try:
                    self._literals[statement.targets[0].id] = ast.literal_eval(statement.value)
                except (ValueError, TypeError, SyntaxError, MemoryError):
                    continue

    def _containers(self):
        """The containers that a module makes, empty or not, for its functions to fill."""
        return {n: Value(self._kind(ast.parse(repr(v), mode="eval").body, {})) for n, v in self._literals.items() if isinstance(v, (list, dict, set))}

    def _attributes(self, function):
        """What the objects of a method's class hold, by what their constructor makes: containers and links are as large as the object."""
        owner = next((c for c in self._classes.values() if function in c.body), None)
        made = next((s for s in owner.body if getattr(s, "name", "") == "__init__"), None) if owner else None
        values = {}
        for node in ast.walk(made) if made else ():
            if isinstance(node, ast.Assign) and _attribute(node.targets[0]):
                values[_attribute(node.targets[0])] = self._attribute_of(made, node.value)
        return values

    def _attribute_of(self, made, node):
        parameter = next((a for a in made.args.args if isinstance(node, ast.Name) and node.id == a.arg), None)
        if parameter is not None:
            example = value_of("n", usage.example_of(made, parameter))
            return example if example.kind != "int" else Value("int", variable("n"))
        if isinstance(node, ast.Constant) and node.value is None:
            return Value("?", variable("n"))
        kind = self._kind(node, {})
        return Value(kind, variable("n") if kind != "int" or isinstance(node, ast.Call) else ONE)

    def _parameters(self, function, call):
        arguments = [a for a in function.args.args if a.arg not in ("self", "cls")]
        optional = {a.arg for a in arguments[len(arguments) - len(function.args.defaults) :]} if function.args.defaults else set()
        given = dict(zip((a.arg for a in arguments), call.args)) if call else {}
        values = {a.arg: Value("given") if a.arg in optional else self._parameter(function, a, given.get(a.arg)) for a in arguments}
        if function.args.vararg:
            values[function.args.vararg.arg] = Value("list", variable(function.args.vararg.arg))
        sequences = [v for v in values.values() if v.kind in ("list", "str", "graph")]
        for name, value in values.items():
            if sequences and value.kind == "int" and (name in _BOUNDS or "len(" in ast.unparse(given.get(name, ast.Constant(0)))):
                value.size = sequences[0].size
        return values

    def _parameter(self, function, argument, given):
        example = usage.example_of(function, argument)
        if isinstance(given, ast.Name) and given.id in self._literals:
            example = self._literals[given.id]
        elif given is not None:
            try:
                example = ast.literal_eval(given)
            except (ValueError, TypeError, SyntaxError, MemoryError):
                pass
        return value_of(argument.arg, example)

    # Sizes and values of expressions.

    def size(self, node, env):
        """How large the value of an expression is: its length, or its magnitude."""
        method = getattr(self, "_size_" + type(node).__name__, None)
        return method(node, env) if method else ONE

    def _size_Name(self, node, env):
        return env[node.id].size if node.id in env else ONE

    def _size_Attribute(self, node, env):
        return env[_attribute(node)].size if _attribute(node) in env else ONE

    def _size_UnaryOp(self, node, env):
        return self.size(node.operand, env)

    def _size_IfExp(self, node, env):
        return total(self.size(node.body, env), self.size(node.orelse, env))

    def _size_BinOp(self, node, env):
        left, right = self.size(node.left, env), self.size(node.right, env)
        if isinstance(node.op, ast.Mult):
            return product(left, right)
        if isinstance(node.op, ast.Pow):
            exponent = node.right.value if isinstance(node.right, ast.Constant) else None
            return power(left, exponent) if isinstance(exponent, (int, float)) else exponential(right)
        if isinstance(node.op, ast.LShift):
            return exponential(right) if right != ONE else left
        if isinstance(node.op, ast.Mod):
            return right
        if isinstance(node.op, (ast.FloorDiv, ast.Div, ast.RShift)):
            return left
        return total(left, right)

    def _size_Call(self, node, env):
        name, arguments = _called_name(node), node.args
        if name == reads.NAME:
            site = self._sites[arguments[0].value]
            return ONE if site.tests or site.shape == "numbers" else variable("n")
        special = getattr(self, "_size_of_" + name, None)
        if special and arguments:
            return special(node, arguments, env)
        if isinstance(node.func, ast.Attribute) and not self._of_module(node.func, env):
            return self._size_of_method(node, name, env)
        if name in ("max", "min") and len(arguments) > 1:
            return self._size_of_choice(name, arguments, env)
        if name in _SAME_SIZE and arguments:
            return self.size(arguments[0], env)
        if name in self.functions:
            return total(ONE, *[self.size(a, env) for a in arguments if self.value(a, env).kind != "int"])
        return ONE

    def _size_of_choice(self, name, arguments, env):
        sizes = [self.size(a, env) for a in arguments]
        if name == "max":
            return total(*sizes)
        return min(sizes, key=_top)

    def _size_of_range(self, node, arguments, env):
        if len(arguments) == 3 and isinstance(arguments[2], ast.Name):
            step, name = env.get(arguments[2].id), arguments[2].id
            multiples = self.loops and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(arguments[0]))
            if step is not None and (step.kind == "loop" or multiples):
                return logarithm(self.size(arguments[1], env))  # over all steps: the harmonic sum
        return total(*[self.size(a, env) for a in arguments[:2]])

    def _size_of_map(self, node, arguments, env):
        return self.size(arguments[-1], env)

    _size_of_filter = _size_of_takewhile = _size_of_dropwhile = _size_of_map

    def _size_of_zip(self, node, arguments, env):
        return next((size for size in (self.size(a, env) for a in arguments) if size != ONE), ONE)

    def _size_of_isqrt(self, node, arguments, env):
        return power(self.size(arguments[0], env), 0.5)

    def _size_of_reduce(self, node, arguments, env):
        return ONE

    def _size_of_groupby(self, node, arguments, env):
        return self.size(arguments[0], env)

    _size_of_pairwise = _size_of_islice = _size_of_chain = _size_of_accumulate = _size_of_groupby
    _size_of_sqrt = _size_of_isqrt

    def _size_of_log2(self, node, arguments, env):
        return logarithm(self.size(arguments[0], env))

    _size_of_log = _size_of_bin = _size_of_log2

    def _size_of_str(self, node, arguments, env):
        size = self.size(arguments[0], env)
        kind = self.value(arguments[0], env).kind
        return logarithm(size) if kind == "int" else ONE if kind == "loop" else size

    def _size_of_permutations(self, node, arguments, env):
        return exponential(self.size(arguments[0], env), 2000)

    def _size_of_combinations(self, node, arguments, env):
        if len(arguments) > 1 and isinstance(arguments[1], ast.Constant):
            return power(self.size(arguments[0], env), arguments[1].value)
        return exponential(self.size(arguments[0], env), 999)

    def _size_of_product(self, node, arguments, env):
        if any(k.arg == "repeat" and not isinstance(k.value, ast.Constant) for k in node.keywords):
            return exponential(total(*[self.size(k.value, env) for k in node.keywords]))
        return product(*[self.size(a, env) for a in arguments])

    def _size_of_join(self, node, arguments, env):
        return self.size(arguments[0], env)

    def _size_of_method(self, node, name, env):
        if name == "get" and self.value(node.func.value, env).kind == "graph":
            return variable(DEGREE)
        if name in ("split", "keys", "values", "items", "copy", "upper", "lower", "strip", "replace", "most_common", "union"):
            return self.size(node.func.value, env)
        return ONE

    def _size_Subscript(self, node, env):
        if not isinstance(node.slice, ast.Slice):
            return self.value(node, env).size
        lower, upper = node.slice.lower, node.slice.upper
        if isinstance(upper, ast.Constant) and (lower is None or isinstance(lower, ast.Constant)) or _is_window(lower, upper):
            return ONE
        return self.size(node.value, env)

    def _size_comprehension(self, node, env):
        inner, size = dict(env), ONE
        for generator in node.generators:
            size = product(size, self.size(generator.iter, inner))
            self.bind(generator.target, generator.iter, inner)
        return size

    _size_ListComp = _size_SetComp = _size_GeneratorExp = _size_DictComp = _size_comprehension

    def _size_List(self, node, env):
        return total(ONE, *[self.size(e.value, env) for e in node.elts if isinstance(e, ast.Starred)])

    _size_Tuple = _size_Set = _size_List

    def value(self, node, env):
        """The Value of an expression."""
        if isinstance(node, ast.Name):
            return env.get(node.id) or Value("?")
        if _attribute(node) in env:
            return env[_attribute(node)]
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return self._element(self.value(node.value, env))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List):
            inner = [self.value(e, env) for e in node.left.elts]
            return Value("list", self.size(node.right, env), inner[0] if inner and inner[0].kind in _SEQUENCES else None)
        made = Value(self._kind(node, env), self.size(node, env))
        if isinstance(node, ast.ListComp):
            made.element = self._comprehended(node, env)
        return made

    def _comprehended(self, node, env):
        inner = dict(env)
        for generator in node.generators:
            self.bind(generator.target, generator.iter, inner)
        element = self.value(node.elt, inner)
        return element if element.kind in ("list", "str", "set", "dict") else None

    def _element(self, owner):
        if owner.element:
            return owner.element
        return Value("list", variable(DEGREE)) if owner.kind == "graph" else Value("int")

    def _kind(self, node, env):
        if isinstance(node, (ast.List, ast.ListComp, ast.Tuple)):
            return "list"
        if isinstance(node, (ast.Set, ast.SetComp)):
            return "set"
        if isinstance(node, (ast.Dict, ast.DictComp)):
            return "dict"
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return "str"
        if isinstance(node, ast.GeneratorExp):
            return "iter"
        if isinstance(node, ast.BinOp):
            kinds = [self.value(side, env).kind for side in (node.left, node.right)]
            return next((k for k in kinds if k in _SEQUENCES), "int")
        if isinstance(node, ast.Call):
            name = _called_name(node)
            if name == reads.NAME and self._sites[node.args[0].value].shape in ("number", "numbers"):
                return "line"
            return self._returned(self.functions[name]) if name in self.functions else _KIND_OF_CALL.get(name, "int")
        if isinstance(node, ast.Subscript):
            return self.value(node.value, env).kind
        return "int"

    def _returned(self, function):
        """The kind of what a function returns: that of a sequence where one return shows it."""
        if function.name not in self._kinds:
            self._kinds[function.name] = "int"
            made = {t.id: s.value for s in ast.walk(function) if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
            values = [r.value for r in ast.walk(function) if isinstance(r, ast.Return) and r.value is not None]
            kinds = {self._kind(made.get(v.id, v) if isinstance(v, ast.Name) else v, {}) for v in values}
            self._kinds[function.name] = next((k for k in ("list", "str", "dict", "set") if k in kinds), "int")
        return self._kinds[function.name]

    def bind(self, target, iterable, env):
        """Gives the names of a loop their values."""
        of = self.value(iterable, env)
        name = _called_name(iterable) if isinstance(iterable, ast.Call) else ""
        if isinstance(target, ast.Name):
            env[target.id] = Value("loop", self._reach(iterable, env)) if name == "range" else _bound(of.element) or self._item(of)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for at, inner in enumerate(target.elts):
                if isinstance(inner, ast.Name):
                    env[inner.id] = self._unpacked(name, iterable, at, env)

    def _reach(self, iterable, env):
        """The largest number a range gives."""
        return self.size(iterable.args[min(1, len(iterable.args) - 1)], env) if iterable.args else ONE

    def _item(self, of):
        return Value("str" if of.kind == "str" else "int", ONE, None, _INNER)

    def _unpacked(self, name, iterable, at, env):
        if name == "enumerate" and iterable.args:
            of = self.value(iterable.args[0], env)
            return Value("loop", of.size) if at == 0 else _bound(of.element) or self._item(of)
        if name == "items" and at == 1:
            owner = self.value(iterable.func.value, env)
            return owner.element or (Value("list", variable(DEGREE)) if owner.kind == "graph" else Value("int"))
        return Value("int", ONE, None, _INNER)

    def _of_module(self, function, env):
        return isinstance(function.value, ast.Name) and function.value.id in _MODULES and function.value.id not in env

    # Costs of expressions.

    def cost(self, node, env):
        """The steps that evaluating an expression takes."""
        if node is None:
            return ONE
        method = getattr(self, "_cost_" + type(node).__name__, None)
        if method:
            return method(node, env)
        return total(ONE, *[self.cost(child, env) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)])

    def _cost_Lambda(self, node, env):
        return ONE

    def _cost_comprehension(self, node, env):
        inner, times, cost = dict(env), ONE, ONE
        for generator in node.generators:
            size = self.size(generator.iter, inner)
            cost = total(cost, product(times, self.cost(generator.iter, inner)))
            times = product(times, size)
            self.bind(generator.target, generator.iter, inner)
            self.loops.append(size)
            cost = total(cost, *[product(times, self.cost(test, inner)) for test in generator.ifs])
        body = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        held = self.space
        once = rounds.is_guarded(body[-1]) and any(_called_name(n) in self.functions for n in ast.walk(body[-1]) if isinstance(n, ast.Call))
        cost = total(cost, times, *[product(ONE if once else times, self.cost(part, inner)) for part in body])
        del self.loops[len(self.loops) - len(node.generators) :]
        if not isinstance(node, ast.GeneratorExp):
            self.space = total(held, self._held(body[-1], times, inner))
            if times != ONE:
                self.because(node, f"the comprehension makes about {text(times)} elements")
        return cost

    _cost_ListComp = _cost_SetComp = _cost_DictComp = _cost_GeneratorExp = _cost_comprehension

    def _held(self, element, times, env):
        value = self.value(element, env)
        long = isinstance(element, (ast.ListComp, ast.BinOp, ast.List, ast.Call, ast.Subscript)) and value.kind in _SEQUENCES
        return product(times, value.size) if long else times

    def _cost_Compare(self, node, env):
        operands = [node.left, *node.comparators]
        cost = total(ONE, *[self.cost(o, env) for o in operands])
        for left, operator, right in zip(operands, node.ops, node.comparators):
            if isinstance(operator, (ast.In, ast.NotIn)):
                cost = total(cost, self._membership(node, right, env))
            elif isinstance(operator, (ast.Eq, ast.NotEq)):
                kinds = [self.value(side, env).kind for side in (left, right)]
                if all(k in _SEQUENCES for k in kinds):
                    cost = total(cost, self.size(right, env))
        return cost

    def _membership(self, node, container, env):
        value = self.value(container, env)
        if value.kind not in ("list", "str", "deque", "?", "iter"):
            return ONE
        size = self._length(container, env)
        if size != ONE:
            self.because(node, f"membership in a {value.kind} scans it: {text(size)} steps, where a set takes 1")
        return size

    def _length(self, node, env):
        """The size of a container, or what loops have put into it."""
        size = self.size(node, env)
        if size == ONE and isinstance(node, ast.Name) and self.value(node, env).kind in ("list", "deque", "str"):
            return self._grown(node.id, env)
        return size

    def _grown(self, name, env):
        return product(*self.loops[env[name].depth if name in env else 0 :])

    def _cost_Call(self, node, env):
        name = _called_name(node)
        cost = total(ONE, *[self.cost(a, env) for a in node.args], *[self.cost(k.value, env) for k in node.keywords])
        if isinstance(node.func, ast.Attribute) and not self._of_module(node.func, env):
            owner = node.func.value
            cost = total(cost, self.cost(owner, env))
            if name == "fromkeys" and node.args:
                self.space = total(self.space, self.size(node.args[0], env))
                return self.size(node.args[0], env)
            if name in self.functions and isinstance(owner, (ast.Name, ast.Call)) and self.value(owner, env).kind in ("?", "int", "list"):
                return total(cost, self.call(node, env))
            return total(cost, self._method(node, name, owner, env))
        if name in self.functions:
            return total(cost, self.call(node, env))
        if name in self._classes:
            self.space = total(self.space, *[product(*self.enclosing, *self.loops)])  # objects that stay
            return total(cost, self._constructed(name, node, env))
        return total(cost, self._known(node, name, env))

    def _constructed(self, name, node, env):
        made = next((s for s in self._classes[name].body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
        if made is None or len(self.active) > 6:
            return ONE
        names = [a.arg for a in made.args.args[1:]]
        return self.function(made, {n: self.value(a, env) for n, a in zip(names, node.args)})

    def _known(self, node, name, env):
        arguments = node.args
        if not arguments or (name in ("min", "max") and len(arguments) > 1):
            return ONE
        if name in _LOGARITHMIC:
            return self._heap(name, arguments, env)
        if name in ("permutations", "combinations", "product", "accumulate"):
            return ONE
        if name == "reduce" and len(arguments) > 1:
            return self.size(arguments[1], env)
        if name not in _WALKING:
            return ONE
        size = self._length(arguments[0], env)
        if name in _BUILDING:
            self.space = total(self.space, size)
        if isinstance(arguments[0], ast.GeneratorExp) and name != "sorted":
            return size
        if size != ONE:
            self.because(node, f"{name}() sorts: {text(size)} log {text(size)}" if name == "sorted" else f"{name}() walks its argument: {text(size)} steps")
        return product(size, logarithm(size)) if name == "sorted" else size

    def _heap(self, name, arguments, env):
        size = self._length(arguments[0], env)
        if name == "heappush":
            self._put(arguments[0], env, ONE)
        return logarithm(size)

    def _method(self, node, name, owner, env):
        value, size = self.value(owner, env), self._length(owner, env)
        if name in ("strip", "rstrip") and isinstance(owner, ast.Call) and _called_name(owner) == reads.NAME:
            return ONE  # of the end of a line
        if name == "sort":
            self.because(node, f"sort() is {text(size)} log {text(size)}")
            self.space = total(self.space, size)
            return product(size, logarithm(size))
        if name in ("append", "add", "appendleft", "insert", "extend") and value.kind != "?":
            self._put(owner, env, self._added(name, node, env, value), self._domain(name, node, env))
            if name == "extend":
                return self.size(node.args[0], env) if node.args else ONE
        return self._linear_method(node, name, value, size, env)

    def _added(self, name, node, env, owner):
        """What one append or extend adds: an element that was made since the owner was counts whole."""
        if not node.args:
            return ONE
        argument = node.args[-1]
        value = self.value(argument, env)
        fresh = value.kind in _SEQUENCES and not isinstance(argument, ast.Tuple) and (not isinstance(argument, ast.Name) or value.depth > owner.depth)
        return self.size(argument, env) if name == "extend" or fresh else ONE

    def _linear_method(self, node, name, value, size, env):
        if value.kind in ("list", "?"):
            shifts = name == "pop" and node.args and not isinstance(node.args[0], ast.UnaryOp) and value.kind == "list"
            if shifts or (name in _LINEAR_LIST and value.kind == "list"):
                self.because(node, f"list.{name} moves or looks at up to {text(size)} elements")
                return size
        if name == "join":
            self.space = total(self.space, self.size(node, env))
            return self.size(node, env)
        if value.kind == "str" and name in _COPYING_TEXT:
            self.space = total(self.space, size)
        if (value.kind == "str" and name in _LINEAR_TEXT) or (value.kind in ("set", "dict") and name in _LINEAR_TABLE):
            return total(size, *[self.size(a, env) for a in node.args])
        return ONE

    def _cost_Subscript(self, node, env):
        cost = self.cost(node.value, env)
        if not isinstance(node.slice, ast.Slice):
            return total(cost, self.cost(node.slice, env))
        size = self.size(node, env)
        self.space = total(self.space, size)
        if size != ONE:
            self.because(node, f"a slice copies {text(size)} elements")
        return total(cost, size)

    def _cost_BinOp(self, node, env):
        cost = total(self.cost(node.left, env), self.cost(node.right, env))
        sides = (node.left, node.right)
        if isinstance(node.op, ast.Add) and any(self.value(s, env).kind in _SEQUENCES for s in sides):
            size = total(*[self._length(s, env) for s in sides])
            if size != ONE:
                self.because(node, f"+ copies both sides: {text(size)} elements")
            self.space = total(self.space, size)
            return total(cost, size)
        if isinstance(node.op, ast.Mult) and isinstance(node.left, (ast.List, ast.Constant)) and self.value(node, env).kind in _SEQUENCES:
            size = self.size(node.right, env)
            self.space = total(self.space, size)
            return total(cost, size)
        return cost

    def _domain(self, name, node, env):
        """How many different elements a set can get from this argument, where that shows."""
        argument = node.args[0] if name == "add" and node.args else None
        if isinstance(argument, ast.Subscript) and not isinstance(argument.slice, ast.Slice):
            size = self.size(argument.value, env)
            return size if size != ONE else None
        return None

    def _put(self, target, env, size, most=None):
        """A container grows by `size` in each round of the loops since it was made, but never over `most`."""
        if isinstance(target, ast.Subscript):
            target = target.value
        elif isinstance(target, ast.Call) and isinstance(target.func, ast.Attribute):
            target = target.func.value  # setdefault(key, []).append(item)
        name = target.id if isinstance(target, ast.Name) else _attribute(target)
        if name in env:
            value = env[name]
            added = product(size, *self.loops[value.depth :])
            added = min(added, most, key=_top) if most else added
            if value.kind not in ("graph",):
                value.size = total(value.size, added)
            self.space = total(self.space, added)

    # Calls of the program's own functions.

    def call(self, node, env):
        """The cost of a call: the callee with the sizes of these arguments."""
        function = self.functions[_called_name(node)]
        if function.name in self.active or len(self.active) > 12:
            return ONE
        names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        inner = {**self.globals, **{k: v for k, v in env.items() if "." in k}}
        for name, argument in [*zip(names, node.args), *((k.arg, k.value) for k in node.keywords if k.arg)]:
            value = self.value(argument, env)
            inner[name] = Value(value.kind, self.size(argument, env), value.element)
        for name in names:
            inner.setdefault(name, Value("given"))
        free = {k: v for k, v in env.items() if k not in inner}
        outer, self.loops = self.loops, []
        self.enclosing += outer
        cost = self.function(function, {**free, **inner} if self._is_nested(function) else inner)
        self.loops = outer
        del self.enclosing[len(self.enclosing) - len(outer) :]
        return cost

    def _is_nested(self, function):
        return function not in self.tree.body

    def function(self, function, env):
        """The cost of a function's body, or of its recurrence."""
        self.active.append(function.name)
        held, self.space = self.space, ONE
        once, self._once, around, self._around = self._once, [], self._around, []
        work = total(self.block(function.body, env), *[cost for _, cost in self._once])
        self._once, self._around = once, around
        own, self.space = self.space, held
        self.active.pop()
        if recursion.calls_itself(function):
            work, own = recursion.solve(self, function, env, work, own)
        self.space = total(self.space, own)
        return work

    # Statements.

    def block(self, statements, env):
        """The cost of statements in a row."""
        return total(ONE, *[self.statement(s, env) for s in statements])

    def statement(self, node, env):
        """The cost of one statement; it changes the environment."""
        method = getattr(self, "_do_" + type(node).__name__, None)
        return method(node, env) if method else ONE

    def _do_Return(self, node, env):
        return self.cost(node.value, env)

    def _do_Expr(self, node, env):
        value = node.value.value if isinstance(node.value, (ast.Yield, ast.YieldFrom, ast.Await)) else node.value
        return self.cost(value, env)

    def _do_If(self, node, env):
        return total(self.cost(node.test, env), self.block(node.body, env), self.block(node.orelse, env))

    def _do_With(self, node, env):
        return self.block(node.body, env)

    def _do_Try(self, node, env):
        parts = [node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)]
        return total(*[self.block(part, env) for part in parts])

    def _do_Assign(self, node, env):
        cost = self.cost(node.value, env)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._store(target.id, node.value, env)
            elif isinstance(target, ast.Subscript):
                self._store_item(target, node.value, env)
            elif isinstance(target, (ast.Tuple, ast.List)):
                self._unpack(target, node.value, env)
            elif _attribute(target) in env:
                self._store(_attribute(target), node.value, env)
        return cost

    def _do_AnnAssign(self, node, env):
        if node.value is None:
            return ONE
        return self._do_Assign(ast.copy_location(ast.Assign([node.target], node.value), node), env)

    def _store(self, name, node, env):
        value, old = self.value(node, env), env.get(name)
        if name in self._sized and old is None and isinstance(node, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set)):
            value = self._sized[name]
        itself = isinstance(node, ast.BinOp) and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))
        if itself and old is not None and old.kind in _SEQUENCES:
            return
        new = Value(value.kind, value.size, value.element, len(self.loops))
        if old is not None and old.kind in ("int", "loop") and value.kind == "int" and self.loops:
            new.size = total(old.size, value.size)
        env[name] = new

    def _store_item(self, target, node, env):
        owner = self.value(target.value, env)
        if owner.kind == "dict" and isinstance(target.value, ast.Name):
            self._put(target.value, env, ONE)
            value = self.value(node, env)
            if value.kind in _SEQUENCES and isinstance(node, (ast.BinOp, ast.ListComp)):
                owner.element = value

    def _unpack(self, target, node, env):
        values = node.elts if isinstance(node, ast.Tuple) else []
        made = {}
        for at, inner in enumerate(target.elts):
            if isinstance(inner, ast.Name):
                value = self.value(values[at], env) if at < len(values) else Value("int", self._unpacked_size(node))
                size = total(env[inner.id].size, value.size) if inner.id in env and self.loops else value.size
                made[inner.id] = Value(value.kind, size, value.element, len(self.loops))
        env.update(made)

    def _unpacked_size(self, node):
        """Numbers that are read are as large as the input."""
        read = any(isinstance(n, ast.Call) and _called_name(n) == reads.NAME for n in ast.walk(node))
        return variable("n") if read else ONE

    def _do_AugAssign(self, node, env):
        cost = self.cost(node.value, env)
        if isinstance(node.target, ast.Name):
            old = env.get(node.target.id)
            if old and old.kind in _SEQUENCES and isinstance(node.op, ast.Add):
                if self._doubles(node.target.id, node.value, old):
                    return self._double(node, old)
                size = self.size(node.value, env)
                self._put(node.target, env, size)
                return total(cost, size)
        elif isinstance(node.target, ast.Subscript):
            self._store_item(node.target, node.value, env)
        return cost

    def _doubles(self, name, value, old):
        """Whether what is added to a container is made from all of it, in a loop."""
        looped = product(*self.loops[old.depth :]) != ONE
        sources = [g.iter for n in ast.walk(value) for g in getattr(n, "generators", [])]
        return looped and any(isinstance(n, ast.Name) and n.id == name for s in sources for n in ast.walk(s))

    def _double(self, node, old):
        self.because(node, "it doubles in each round")
        size = exponential(product(*self.loops[old.depth :]))
        old.size, self.space = size, total(self.space, size)
        return size

    def _do_For(self, node, env):
        times, before = self.size(node.iter, env), self.cost(node.iter, env)
        if isinstance(node.iter, ast.Call) and _called_name(node.iter) in self.functions:
            times = total(times, before)
        if times == ONE and isinstance(node.iter, ast.Name):
            grows = any(isinstance(n, ast.Attribute) and n.attr == "append" and ast.unparse(n.value) == node.iter.id for s in node.body for n in ast.walk(s))
            graphs = [v.size for v in env.values() if v.kind == "graph"] or [v.size for v in env.values() if v.size != ONE][:1]
            times = graphs[0] if grows and graphs else self._length(node.iter, env)
        self.bind(node.target, node.iter, env)
        if times != ONE:
            self.because(node, _times_of(node.iter, times))
        inner, amortized = self._rounds(node, times, env)
        return total(before, product(times, inner), *amortized)

    def _do_While(self, node, env):
        outer = self._around[-1] if self._around else None
        if outer is not None and node not in outer.body and rounds.is_amortized(outer, node):
            self._around.append(None)  # what is inside a branch of the loop around
            once = self._amortized(node, env)
            self._once.append((len(self.loops) - 1, once))
            self._around.pop()
            return ONE
        times, geometric = rounds.of_while(self, node, env)
        level = rounds.walked_by_level(node)
        if level in env:
            times, graphs = ONE, [v.size for v in env.values() if v.kind == "graph"]
            env[level].size = graphs[0] if graphs else total(*[v.size for v in env.values() if v.kind in _SEQUENCES])
            self.because(node, "level by level: all rounds together go over everything once")
        if times != ONE:
            self.because(node, f"the while loop goes round about {text(times)} times")
        test = self.cost(node.test, env)
        inner, amortized = self._rounds(node, times, env)
        if geometric and _top(inner)[0] > 0:
            self.because(node, "what is left shrinks by a factor in each round: a geometric sum")
            return total(inner, times)
        return total(product(times, total(test, inner)), *amortized)

    def _rounds(self, node, times, env):
        """The cost of one round, and beside it what inner loops cost over all rounds together."""
        self.loops.append(times)
        self._around.append(node)
        cost, amortized = ONE, []
        for statement in node.body:
            if isinstance(statement, ast.While) and rounds.is_amortized(node, statement):
                amortized.append(self._amortized(statement, env))
            elif isinstance(statement, ast.If) and (rounds.starts_a_run(statement) or self._enters_once(statement)):
                self.because(statement, "what was seen is not entered again: all searches together go over everything once")
                made, apart = self._made_at(statement.test, env), self._apart(statement, env)
                self._once.append((made, apart))
            else:
                cost = total(cost, self.statement(statement, env))
        self.loops.pop()
        self._around.pop()
        amortized += [cost for depth, cost in self._once if depth > len(self.loops)]
        self._once = [(depth, cost) for depth, cost in self._once if depth <= len(self.loops)]
        return cost, amortized

    def _apart(self, statement, env):
        """The cost of a statement as if no loop were around it."""
        outer, self.loops, around, self._around = self.loops, [], self._around, []
        self.enclosing += outer
        cost = self.statement(statement, env)
        self.loops, self._around = outer, around
        del self.enclosing[len(self.enclosing) - len(outer) :]
        return cost

    def _made_at(self, test, env):
        """How deep in loops the marks that a test asks for were made: there they are forgotten again."""
        marks = [n.id for n in ast.walk(test) if isinstance(n, ast.Name) and n.id in env and env[n.id].kind in ("set", "dict", "list")]
        return max((env[n].depth for n in marks if env[n].depth < _INNER), default=0)

    def _enters_once(self, statement):
        if not self._searches(statement):
            return False
        return rounds.is_guarded(statement.test) or any(rounds.clears_cells(self.functions[n], statement.test) for n in self._called_in(statement))

    def _called_in(self, statement):
        return {_called_name(n) for s in statement.body for n in ast.walk(s) if isinstance(n, ast.Call)} & set(self.functions)

    def _searches(self, statement):
        """Whether a guarded block goes over a work list, or calls a function of the program."""
        return any(isinstance(n, ast.While) or (isinstance(n, ast.Call) and _called_name(n) in self.functions) for s in statement.body for n in ast.walk(s))

    def _amortized(self, statement, env):
        around, self.loops[-1] = self.loops[-1], ONE
        cost = self.statement(statement, env)
        self.loops[-1] = around
        self.because(statement, "the inner while never starts over: its rounds count once over the whole outer loop")
        return product(ONE, *self.loops[-1:]) if _top(cost)[0] <= 1 else cost


def _attribute(node):
    """self.x as the name it has in an environment, else ""."""
    own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return f"self.{node.attr}" if own else ""


def _bound(element):
    """An element as the value of a loop's name: nothing that loops around put into it."""
    return element and Value(element.kind, element.size, element.element, _INNER)


def _times_of(iterable, times):
    """How often a for loop runs, in words."""
    if isinstance(iterable, (ast.Name, ast.Attribute)):
        return f"the loop runs once for each item of {ast.unparse(iterable)}"
    return f"the loop runs about {text(times)} times"


def _is_window(lower, upper):
    """Whether a slice has bounds like i - 2 and i: a constant length."""
    if lower is None or upper is None:
        return False
    names = [{n.id for n in ast.walk(side) if isinstance(n, ast.Name)} for side in (lower, upper)]
    simple = all(isinstance(n, (ast.Name, ast.BinOp, ast.Constant, ast.Add, ast.Sub, ast.Load)) for side in (lower, upper) for n in ast.walk(side))
    return simple and len(names[0]) == 1 and names[0] == names[1]


def _without_degree(space):
    """What a walk over a graph holds is bounded by its vertices: it marks them."""
    terms = {tuple(f for f in term if f[0] != DEGREE) if len(term) > 1 else term for term in space}
    return total(frozenset(terms))


def _top(cost):
    return max((sum(p for _, p, _ in term), sum(g for _, _, g in term)) for term in cost)


def _called_name(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_definition(statement):
    """Whether a statement of a module only defines something."""
    return isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Expr, ast.AnnAssign)) or (
        isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
    )


def value_of(name, example):
    """The Value of a parameter, from an example of it."""
    size = variable(name)
    if isinstance(example, (bool, float)) or example is None:
        return Value("int")
    if isinstance(example, int):
        return Value("int", size)
    if isinstance(example, (list, tuple)):
        return Value("list", size, _row(name, size, example))
    if isinstance(example, dict):
        rows = example and isinstance(next(iter(example.values())), (list, set, tuple, dict))
        return Value("graph" if rows else "dict", size)
    return Value("str" if isinstance(example, str) else "set" if isinstance(example, (set, frozenset)) else "?", size)


def _row(name, size, example):
    first = example[0] if example else None
    if isinstance(first, str):
        return Value("str")
    if not isinstance(first, list):
        return None
    lengths = {len(row) for row in example}
    if lengths in ({1}, {2}) and len(example) > 2:
        return None  # pairs: their length is no size
    if lengths == {len(example)}:
        return Value("list", size)
    return Value("list", variable(name + "#columns") if len(lengths) == 1 else variable(DEGREE))
