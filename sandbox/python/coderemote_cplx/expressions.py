"""What evaluating expressions costs, and what they hold."""

import ast

from . import reads, rounds
from .syntax import attribute, called_name
from .terms import ONE, degree, logarithm, product, quotient, text, total
from .values import Value

_LOGARITHMIC = {"bisect_left", "bisect_right", "bisect", "heappush", "heappop", "heapreplace", "heappushpop"}
_WALKING = {"sum", "min", "max", "list", "tuple", "set", "sorted", "dict", "any", "all", "deque", "Counter", "heapify", "frozenset", "insort", "prod"}
_BUILDING = {"list", "tuple", "set", "sorted", "dict", "deque", "Counter", "frozenset"}
_LINEAR_LIST = {"insert", "remove", "index", "count", "reverse", "copy"}
_LINEAR_TEXT = {"replace", "split", "find", "count", "upper", "lower", "strip", "index", "isalpha", "isdigit", "isalnum", "swapcase", "title"}
_COPYING_TEXT = {"split", "replace", "lower", "upper", "strip"}
_LINEAR_TABLE = {"union", "intersection", "difference", "update", "copy", "issubset", "issuperset"}
_SEQUENCES = ("list", "str")


class Expressions:
    """The costs of expressions in an environment; a part of the Estimator."""

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
            cost = total(cost, product(times, self.cost(generator.iter, inner)))
            size = self.size(generator.iter, inner)
            times = product(times, size)
            self.bind(generator.target, generator.iter, inner)
            self.loops.append(size)
            cost = total(cost, *[product(times, self.cost(test, inner)) for test in generator.ifs])
        body = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        held = self.space
        once = rounds.is_guarded(body[-1]) and any(called_name(n) in self.functions for n in ast.walk(body[-1]) if isinstance(n, ast.Call))
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
        if size == ONE and isinstance(node, ast.Name) and node.id in self.growing and self.value(node, env).kind in ("list", "deque", "str"):
            return self._grown(node.id, env)
        return size

    def _grown(self, name, env):
        return product(*self.since(env[name].depth if name in env else 0))

    def _cost_Call(self, node, env):
        name = called_name(node)
        cost = total(ONE, *[self.cost(a, env) for a in node.args], *[self.cost(k.value, env) for k in node.keywords])
        if isinstance(node.func, ast.Attribute) and not self._of_module(node.func, env):
            owner = node.func.value
            cost = total(cost, self.cost(owner, env))
            if name == "fromkeys" and node.args:
                self.space = total(self.space, self.size(node.args[0], env))
                return self.size(node.args[0], env)
            item = self.value(owner, env)
            method = item.fields is not None and self._method_of(item.kind, name)
            if method:
                return total(cost, self.call(node, env, method, item.fields))
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
        fields = {**self.globals, **{n: self.value(a, env) for n, a in zip(names, node.args)}}
        building, self._building = self._building, True
        cost = self.function(made, fields)
        self._building = building
        self.answers[id(node)] = item = Value(name)
        item.fields = {n: v for n, v in fields.items() if n.startswith("self.")}
        return cost

    def _method_of(self, owner, name):
        return next((s for s in self._classes[owner].body if isinstance(s, ast.FunctionDef) and s.name == name), None)

    def _known(self, node, name, env):
        arguments = node.args
        if not arguments or (name in ("min", "max") and len(arguments) > 1):
            return ONE
        if name in _LOGARITHMIC:
            return self._heap(name, arguments, env)
        if name in ("permutations", "combinations", "product", "accumulate"):
            self.space = total(self.space, self._length(arguments[0], env)) if name != "accumulate" else self.space
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
        if name in ("strip", "rstrip") and isinstance(owner, ast.Call) and called_name(owner) == reads.NAME:
            return ONE  # of the end of a line
        if name == "sort":
            self.because(node, f"sort() is {text(size)} log {text(size)}")
            self.space = total(self.space, size)
            return product(size, logarithm(size))
        if name in ("append", "add", "appendleft", "insert", "extend") and value.kind != "?":
            self._put(owner, env, self._added(name, node, env, value), self.domain(node.args[0], env) if name == "add" and node.args else None)
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

    def _share(self, owner, added):
        """The rows of a table that was made of empty ones share what was added: the lists of neighbors, buckets."""
        owner.kind = "graph" if owner.size != ONE else owner.kind
        owner.element.size = total(owner.element.size, quotient(added, owner.size))

    def domain(self, node, env):
        """How many different values an expression takes in all rounds, where that shows; None where it may be as many as there are rounds."""
        if isinstance(node, ast.Name):
            return env[node.id].domain if node.id in env else None
        if isinstance(node, ast.Constant):
            return ONE
        if isinstance(node, ast.Tuple):
            parts = [self.domain(e, env) for e in node.elts]
            return None if None in parts else product(*parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self.size(node.right, env)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            parts = [self.domain(side, env) for side in (node.left, node.right)]
            loops = all(isinstance(side, ast.Constant) or self.value(side, env).kind == "loop" for side in (node.left, node.right))
            return total(*parts) if loops and None not in parts else None
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            size = self.size(node.value, env)
            return size if size != ONE else self.domain(node.value, env)
        return None

    def _put(self, target, env, size, most=None):
        """A container grows by `size` in each round of the loops since it was made, but never over `most`."""
        part = isinstance(target, ast.Subscript)
        if part:
            target = target.value
        elif isinstance(target, ast.Call) and isinstance(target.func, ast.Attribute):
            target = target.func.value  # setdefault(key, []).append(item)
        name = target.id if isinstance(target, ast.Name) else attribute(target)
        if name in env:
            value = env[name]
            added = product(size, *self.since(value.depth))
            limits = [product(limit, *self.since(value.depth, depth)) for limit, depth in self.most]
            added = min([added, *([most] if most else []), *limits], key=degree)
            if part and value.element and value.element.shared:
                self._share(value, added)
            elif value.kind not in ("graph",):
                value.size = total(value.size, added)
            self.space = total(self.space, added)
