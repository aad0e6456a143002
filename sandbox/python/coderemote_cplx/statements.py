"""What statements cost: assignments, branches, loops and how often they go round."""

import ast

from . import reads, rounds
from .syntax import attribute, called_name, guarded, summands
from .terms import ONE, degree, exponential, product, quotient, text, total, variable
from .values import Value

_SEQUENCES = ("list", "str")
_INNER = 1 << 20  # deeper than any loop: what a loop binds does not grow in it


class Statements:
    """The costs of statements, which change an environment; a part of the Estimator."""

    def block(self, statements, env):
        """The cost of statements in a row; what ends a loop, or the function, is done once."""
        statements = guarded(statements)
        last = statements[-1] if statements else None
        if not self.loops or not isinstance(last, (ast.Break, ast.Return, ast.Raise)):
            return total(ONE, *[self.statement(s, env) for s in statements])
        outer, kept = self.loops, len(self.loops) - 1 if isinstance(last, ast.Break) else 0
        self.loops = [*outer[:kept], *[ONE] * (len(outer) - kept)]
        cost = total(ONE, *[self.statement(s, env) for s in statements])
        self._once.append((len(outer) if kept or isinstance(last, ast.Break) else 0, cost))
        self.loops = outer
        return ONE

    def statement(self, node, env):
        """The cost of one statement; it changes the environment."""
        method = getattr(self, "_do_" + type(node).__name__, None)
        return method(node, env) if method else ONE

    def _do_Return(self, node, env):
        cost = self.cost(node.value, env)
        if node.value is not None:
            self._answers.append(self.value(node.value, env))
        return cost

    def _do_Expr(self, node, env):
        if isinstance(node.value, ast.Yield):
            self._answers.append(Value("iter", product(*self.loops), node.value.value and self.value(node.value.value, env)))
        value = node.value.value if isinstance(node.value, (ast.Yield, ast.YieldFrom, ast.Await)) else node.value
        return self.cost(value, env)

    def _do_If(self, node, env):
        test = self.cost(node.test, env)
        limits = self._limit(node, env)
        self.most += limits
        body = self.block(node.body, env)
        del self.most[len(self.most) - len(limits) :]
        return total(test, body, self.block(node.orelse, env))

    def _limit(self, node, env):
        """[(how often a branch can be taken since a table was made, how deep in loops that was)] where the table is asked and marked."""
        tables = [env[name] for name in rounds.marks(node) if name in env and env[name].kind in ("list", "graph") and env[name].size != ONE]
        return [(product(t.size, t.element.size if t.element and t.element.kind == "list" else ONE), t.depth) for t in tables[:1]]

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
            elif attribute(target) and (attribute(target) in env or self._building):
                self._store(attribute(target), node.value, env)
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
            parts = [s for s in summands(node) if not isinstance(s, ast.Name) or s.id != name]
            if len(parts) < len(summands(node)):
                self._put(ast.Name(name), env, total(ONE, *[self.size(s, env) for s in parts]))
            return
        new = Value(value.kind, value.size, value.element, self.depth())
        new.fields = value.fields
        new.domain = self.domain(node, env)
        if old is not None and old.kind in ("int", "loop") and value.kind == "int" and self.loops:
            new.size = total(old.size, value.size)
        env[name] = new

    def _store_item(self, target, node, env):
        owner = self.value(target.value, env)
        if owner.kind == "dict" and isinstance(target.value, ast.Name):
            self._put(target.value, env, ONE, self.domain(target.slice, env))
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
                made[inner.id] = Value(value.kind, size, value.element, self.depth())
        env.update(made)

    def _unpacked_size(self, node):
        """Numbers that are read are as large as the input."""
        read = any(isinstance(n, ast.Call) and called_name(n) == reads.NAME for n in ast.walk(node))
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
            owner = self.value(node.target.value, env)
            if owner.kind != "dict" or owner.size == ONE or getattr(node.target.value, "id", "") in self.defaulting:
                self._store_item(node.target, node.value, env)  # a plain dictionary has the key already
            if owner.kind == "list" and isinstance(node.op, ast.Add) and isinstance(node.value, ast.Constant) and (owner.element is None or owner.element.kind == "int"):
                owner.element = Value("int", quotient(product(*self.since(owner.depth)), owner.size))  # counters share the rounds
        return cost

    def _doubles(self, name, value, old):
        """Whether what is added to a container is made from all of it, in a loop."""
        looped = product(*self.since(old.depth)) != ONE
        sources = [g.iter for n in ast.walk(value) for g in getattr(n, "generators", [])]
        return looped and any(isinstance(n, ast.Name) and n.id == name for s in sources for n in ast.walk(s))

    def _double(self, node, old):
        self.because(node, "it doubles in each round")
        size = exponential(product(*self.since(old.depth)))
        old.size, self.space = size, total(self.space, size)
        return size

    def _do_For(self, node, env):
        before = self.cost(node.iter, env)
        times = self.size(node.iter, env)
        if isinstance(node.iter, ast.Call) and called_name(node.iter) in self.functions and self.answers.get(id(node.iter)) is None:
            times = total(times, before)
        if times == ONE and isinstance(node.iter, ast.Name):
            grows = any(isinstance(n, ast.Attribute) and n.attr == "append" and ast.unparse(n.value) == node.iter.id for s in node.body for n in ast.walk(s))
            graphs = [v.size for v in env.values() if v.kind == "graph"] or [v.size for v in env.values() if v.size != ONE][:1]
            times = graphs[0] if grows and graphs else self._length(node.iter, env)
        self.bind(node.target, node.iter, env)
        if times != ONE:
            self.because(node, times_of(node.iter, times))
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
            sized = graphs[:1] or [v.size for v in env.values() if v.kind in _SEQUENCES and v.size != ONE] or [v.size for v in env.values()]
            env[level].size = total(*sized)
            self.because(node, "level by level: all rounds together go over everything once")
        if times != ONE:
            self.because(node, f"the while loop goes round about {text(times)} times")
        test = self.cost(node.test, env)
        inner, amortized = self._rounds(node, times, env)
        if geometric and degree(inner)[0] > 0:
            self.because(node, "what is left shrinks by a factor in each round: a geometric sum")
            return total(inner, times)
        return total(product(times, total(test, inner)), *amortized)

    def _rounds(self, node, times, env):
        """The cost of one round, and beside it what inner loops cost over all rounds together."""
        self.loops.append(times)
        self._around.append(node)
        cost, amortized = ONE, []
        self._lengthen(node, env)
        for statement in guarded(node.body):
            if isinstance(statement, ast.While) and rounds.is_amortized(node, statement):
                amortized.append(self._amortized(statement, env))
            elif isinstance(statement, ast.If) and (rounds.starts_a_run(statement) or self._enters_once(statement)):
                self.because(statement, "what was seen is not entered again: all searches together go over everything once")
                made = self._made_at(statement.test, env)
                apart = self._apart(statement, env, made)
                self._once.append((made, apart))
            else:
                cost = total(cost, self.statement(statement, env))
        self.loops.pop()
        self._around.pop()
        amortized += [cost for depth, cost in self._once if depth >= len(self.loops)]
        self._once = [(depth, cost) for depth, cost in self._once if depth < len(self.loops)]
        return cost, amortized

    def _lengthen(self, node, env):
        """Rows that are each made from the one before, and start constant, get longer with the rounds: Pascal's triangle."""
        for name in rounds.made_from_the_last(node) & set(env):
            row = env[name].element or env[name]
            if env[name].kind == "list" and row.size == ONE:
                row.size = product(*self.since(env[name].depth))

    def _apart(self, statement, env, made):
        """The cost of a statement that is done as if no loop were around it since the marks were `made`."""
        outer, self.loops, around, self._around = self.loops, [], self._around, []
        self.enclosing += [*outer[:made], *[ONE] * (len(outer) - made)]
        cost = self.statement(statement, env)
        self.loops, self._around = outer, around
        del self.enclosing[len(self.enclosing) - len(outer) :]
        return cost

    def _made_at(self, test, env):
        """How deep in loops the marks that a test asks for were made: there they are forgotten again."""
        marks = [n.id for n in ast.walk(test) if isinstance(n, ast.Name) and n.id in env and env[n.id].kind in ("set", "dict", "list")]
        return max(0, max((env[n].depth for n in marks if env[n].depth < _INNER), default=0) - len(self.enclosing))

    def _enters_once(self, statement):
        if not self._searches(statement):
            return False
        return rounds.is_guarded(statement.test) or bool(rounds.marks(statement)) or rounds.floods(statement) or any(rounds.clears_cells(self.functions[n], statement.test) for n in self._called_in(statement))

    def _called_in(self, statement):
        return {called_name(n) for s in statement.body for n in ast.walk(s) if isinstance(n, ast.Call)} & set(self.functions)

    def _searches(self, statement):
        """Whether a guarded block goes over a work list, or calls a function of the program."""
        return any(isinstance(n, ast.While) or (isinstance(n, ast.Call) and called_name(n) in self.functions) for s in statement.body for n in ast.walk(s))

    def _amortized(self, statement, env):
        around, self.loops[-1] = self.loops[-1], ONE
        cost = self.statement(statement, env)
        self.loops[-1] = around
        self.because(statement, "the inner while never starts over: its rounds count once over the whole outer loop")
        return product(ONE, *self.loops[-1:]) if degree(cost)[0] <= 1 else cost


def times_of(iterable, times):
    """How often a for loop runs, in words."""
    if isinstance(iterable, (ast.Name, ast.Attribute)):
        return f"the loop runs once for each item of {ast.unparse(iterable)}"
    return f"the loop runs about {text(times)} times"
