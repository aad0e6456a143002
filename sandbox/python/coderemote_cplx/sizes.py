"""How large the values of expressions are: a length, or a magnitude."""

import ast

from . import reads
from .syntax import attribute, called_name, is_window
from .terms import DEGREE, ONE, degree, exponential, logarithm, power, product, total, variable

_WALKING = {"sum", "min", "max", "list", "tuple", "set", "sorted", "dict", "any", "all", "deque", "Counter", "heapify", "frozenset", "insort", "prod"}
_SAME_SIZE = _WALKING | {"len", "int", "reversed", "enumerate", "abs", "round", "iter", "str", "filter", "float", "range"}


class Sizes:
    """The sizes of expressions in an environment; a part of the Estimator."""

    def size(self, node, env):
        """How large the value of an expression is: its length, or its magnitude."""
        method = getattr(self, "_size_" + type(node).__name__, None)
        return method(node, env) if method else ONE

    def _size_Name(self, node, env):
        return env[node.id].size if node.id in env else ONE

    def _size_Attribute(self, node, env):
        return env[attribute(node)].size if attribute(node) in env else ONE

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
        if isinstance(node.op, (ast.FloorDiv, ast.Div, ast.RShift)) or (isinstance(node.op, ast.Sub) and left != ONE):
            return left
        return total(left, right)

    def _size_Call(self, node, env):
        name, arguments = called_name(node), node.args
        if self._sites and name == "int" and arguments and self._is_read(arguments[0]):
            return variable("n")
        if self.answers.get(id(node)):
            return self.answers[id(node)].size
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

    def _is_read(self, node):
        """Whether a text is a part of all that was read: data[0], or next(words)."""
        return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) or isinstance(node, ast.Call) and called_name(node) == "next"

    def _size_of_choice(self, name, arguments, env):
        sizes = [self.size(a, env) for a in arguments]
        if name == "max":
            return total(*sizes)
        return min(sizes, key=degree)

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
        if isinstance(arguments[0], ast.Starred):
            return self.value(node, env).size
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
        if isinstance(upper, ast.Constant) and (lower is None or isinstance(lower, ast.Constant)) or is_window(lower, upper, {n for n, v in env.items() if v.kind in ("int", "given") and v.size == ONE and v.depth == 0}):
            return ONE
        if isinstance(lower, ast.Name) and lower.id in env and env[lower.id].step and env[lower.id].step in ast.unparse(upper or lower):
            return ONE  # as long as the step: all of them together are as long as the sequence
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
