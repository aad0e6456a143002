"""What of a program is estimated: a function with the values of its parameters, or the script."""

import ast

from . import usage
from .syntax import attribute, called_name, cuts, equal_lengths, has_columns, has_fields, is_definition
from .terms import DEGREE, ONE, total, variable
from .values import Value, value_of

_BOUNDS = {"lo", "hi", "low", "high", "l", "r", "left", "right", "start", "end", "begin", "i", "j", "n", "size", "length", "idx", "index", "pos"}


class Entries:
    """Where an estimate starts; a part of the Estimator."""

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
            function = self.functions[name or (call and called_name(call)) or self._last_defined()]
            values = {**self._containers(), **self._attributes(function), **self._parameters(function, call)}
            return self.function(function, values), without_degree(self.space)
        self._sized = {n: value_of(n, v) for n, v in self._literals.items() if self._may_grow(n, v)}
        return self._of_script()

    def _of_script(self):
        cost = total(self.block(self._script(), self.globals), *[self.call(call, self.globals) for call in self._handed_over()])
        return total(cost, *[once for _, once in self._once]), self.space

    def _handed_over(self):
        """Calls of the functions without parameters that a script names but does not call: what a thread runs."""
        nodes = [n for s in self._script() for n in ast.walk(s)]
        own = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
        named = {n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in own} & set(self.functions)
        return [ast.Call(ast.Name(n), [], []) for n in sorted(named) if not self.functions[n].args.args]

    def _may_grow(self, name, value):
        """Whether a constant of the script is the size of something."""
        if isinstance(value, (int, float)):
            return not isinstance(value, bool) and value > 1 and usage.bounds_a_loop(self.tree, name)
        return isinstance(value, (list, str, tuple, dict, set)) and len(value) > 1

    def _only_definitions(self):
        return bool(self.functions) and all(is_definition(s) for s in self.tree.body)

    def _last_defined(self):
        with_arguments = [f.name for f in self.functions.values() if any(a.arg != "self" for a in f.args.args) and not f.name.startswith("__")]
        return with_arguments[-1] if with_arguments else list(self.functions)[-1]

    def _script(self):
        body = []
        for statement in self.tree.body:
            if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
                body += statement.body
            elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                body.append(statement)
        return body

    def _first_call(self, name):
        """The first call, in the script's own statements, of a function that has parameters."""
        wanted = {name} if name else {f.name for f in self.functions.values() if any(a.arg != "self" for a in f.args.args) and not f.name.startswith("__")}
        for statement in self._script():
            calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and called_name(n) in wanted]
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
            if isinstance(node, ast.Assign) and attribute(node.targets[0]):
                values[attribute(node.targets[0])] = self._attribute_of(made, node.value)
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
        for first, second in equal_lengths(function):
            if first in values and second in values:
                values[second].size = values[first].size
        squares = [v for v in values.values() if v.element and v.element.kind == "list" and v.element.size == v.size]
        for square in squares[1:]:
            square.size = square.element.size = squares[0].size
        sequences = [v for v in values.values() if v.kind in ("list", "str", "graph")]
        for name, value in values.items():
            if sequences and value.kind == "int" and self._is_place(function, name, given):
                value.size = sequences[0].size
        return values

    def _is_place(self, function, name, given):
        """Whether a number is a place in a sequence, or the length of one, rather than a size of its own."""
        node = given.get(name)
        if "len(" in ast.unparse(node or ast.Constant(0)) or cuts(function, name):
            return True
        lengths = {len(v) for v in map(self._literal, given.values()) if isinstance(v, (list, str, tuple, dict))}
        number = node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None
        other = number is not None and lengths and (not lengths & {number, number + 1} or any(_names_up_to(self._literal(v), number) for v in given.values()))
        return name in _BOUNDS and not (other and name in ("n", "size", "length"))

    def _literal(self, node):
        if isinstance(node, ast.Name):
            return self._literals.get(node.id)
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError):
            return None

    def _parameter(self, function, argument, given):
        if has_fields(function, argument.arg):
            return Value("?", variable(argument.arg))  # an object: a list or a tree of nodes
        example = usage.example_of(function, argument)
        if isinstance(given, ast.Name) and given.id in self._literals:
            example = self._literals[given.id]
        elif given is not None:
            try:
                example = ast.literal_eval(given)
            except (ValueError, TypeError, SyntaxError, MemoryError):
                pass
        value = value_of(argument.arg, example)
        if value.element and value.element.kind == "list" and value.element.size == value.size and has_columns(function, argument.arg):
            value.element.size = variable(argument.arg + "#columns")
        return value


def _names_up_to(example, count):
    """Whether a list holds pairs of vertices 0 to count - 1, or 1 to count."""
    if not isinstance(example, (list, tuple)) or not all(isinstance(e, (list, tuple)) and len(e) in (2, 3) for e in example):
        return False
    ends = [v for e in example for v in e[:2]]
    return bool(ends) and all(isinstance(v, int) for v in ends) and max(ends) in (count - 1, count)


def without_degree(space):
    """What a walk over a graph holds is bounded by its vertices: it marks them."""
    terms = {tuple(f for f in term if f[0] != DEGREE) if len(term) > 1 else term for term in space}
    return total(frozenset(terms))
