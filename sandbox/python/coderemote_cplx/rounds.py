"""How often a while loop runs: the idioms of halving, of counters, of work lists."""

import ast
import re

from . import reads
from .terms import ONE, logarithm, power, product, total, variable

_SIZED = ("list", "str", "int", "?", "loop")


def of_while(estimator, node, env):
    """(rounds, whether what is left shrinks by a factor)."""
    test = ast.unparse(node.test)
    names = {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)}
    body = "\n".join(ast.unparse(s) for s in node.body)
    walked = set(re.findall(r"\b(\w+) = \1\.\w+(?:\n|$)", body))
    if walked if not names or test in ("True", "1") else walked & names:
        return _linked(estimator, env, walked & names), False
    own = "\n".join(ast.unparse(s) for s in node.body if not isinstance(s, (ast.For, ast.While)))
    bound = _bound(node.test, names, env)
    for rule in (_bisection, _scaling, _square):
        found = rule(test, names, own if rule is _scaling else body, bound, estimator, node, env)
        if found:
            return found
    return _stepping(names, body, bound, env) or _work_list(names, body, env) or (_reading(estimator, test, node) or _flag(test, bound, env), False)


def _linked(estimator, env, walked):
    """A walk over linked objects: as many as the arguments that it starts at have, as the loops around have made, or as the largest argument has."""
    given = [env[n].size for n in walked if n in env and env[n].size != ONE and env[n].kind in ("?", "list", "dict")]
    if given:
        return total(*given)
    made = product(*estimator.enclosing, *estimator.loops)
    return made if made != ONE else next((v.size for v in env.values() if v.size != ONE), variable("n"))


def _bound(test, names, env):
    cells = [n.value.id for n in ast.walk(test) if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name)]
    counted = [env[n].element for n in cells if n in env and env[n].element and env[n].element.kind == "int"]
    if counted:
        return total(*[c.size for c in counted])
    sizes = [env[n].size for n in names if n in env and env[n].size != ONE]
    if sizes:
        return total(*sizes)
    return next((v.size for v in env.values() if v.kind in _SIZED and v.size != ONE), ONE)


def _bisection(test, names, body, bound, estimator, node, env):
    halves = re.search(r"\b(mid\w*|m)\s*=\s*[^\n]*(//|>>)", body)
    moves = re.search(r"=\s*m(id)?\w*( [-+] 1)?\b", body)
    return (logarithm(bound), False) if halves and moves else None


def _scaling(test, names, body, bound, estimator, node, env):
    if re.search(r"\b2 \* \w+ \+ [12] <", test) or any(re.search(rf"\b\w+ = \({re.escape(n)} - 1\) // 2", body) for n in names):
        return logarithm(bound), False  # up or down in a heap
    down = re.search(r"\b\w+ = 2 \* (\w+) \+ [12]\b", body)
    up = re.search(r"\b\w+ = \((\w+) - 1\) // 2", body)
    if any(m and re.search(rf"\b{m.group(1)} = \w+\b", body) for m in (down, up)):
        return logarithm(bound), False
    if re.search(r"\b\w+\[(\w+)\] != \1\b", test):
        return logarithm(bound), False  # to the root of a disjoint set
    for name in names:
        n = re.escape(name)
        if re.search(rf"\b{n}\s*(\*=|<<=)|\b{n} = {n} (\*|<<) ", body):
            return logarithm(bound), False
        if re.search(rf"\b{n}\s*(//=|/=|>>=|&=)|\b{n} = {n} (//|>>) |\b{n} = int\({n} / |\b{n}, \w+ = divmod\({n},", body):
            return logarithm(bound), True
        if re.search(rf"\b\w+, {n} = \(?{n}, \w+ % {n}|\b{n}, \w+ = \(?\w+ % {n}|\b{n} = \w+ % {n}", body):
            return logarithm(bound), False
    return None


def _square(test, names, body, bound, estimator, node, env):
    if not re.search(r"(\w+) \* \1 <|\((\w+) \+ 1\) \*\* 2 <|\((\w+) \+ 1\) \* \(\3 \+ 1\)|(\w+) \*\* 2 <", test):
        return None
    compare = next((n for n in ast.walk(node.test) if isinstance(n, ast.Compare)), None)
    size = estimator.size(compare.comparators[-1], env) if compare else ONE
    return power(size if size != ONE else bound, 0.5), False


def _stepping(names, body, bound, env):
    """A counter whose step itself grows, or is a root of the size: sqrt n rounds."""
    for match in re.finditer(r"\b(\w+) \+= (\w+)\b", body):
        name, step = match.groups()
        if name not in names or step.isdigit():
            continue
        if re.search(rf"\b{step} \+= 1\b", body):
            return power(bound, 0.5), False
        if step in env and any(p == 0.5 for term in env[step].size for _, p, _ in term):
            return power(bound, 0.5), False
    return None


def _work_list(names, body, env):
    for name in names:
        value = env.get(name)
        taken = re.search(rf"\b{re.escape(name)}\.(pop|popleft|remove)\(|heappop\({re.escape(name)}\)", body)
        if not value or not taken or value.kind not in ("list", "deque", "set", "?", "dict", "iter"):
            continue
        if value.size != ONE:
            return value.size, False
        graphs = [v for v in env.values() if v.kind == "graph"]
        if graphs:
            return graphs[0].size, False
        tables = [product(v.size, v.element.size) for v in env.values() if v.kind == "list" and v.element and v.element.kind == "list"]
        cells = re.search(r"(append|add|appendleft)\(\(|\w+, \w+[^\n]* = \w+\.(pop|popleft)\(", body)
        sized = (tables if cells else []) or [v.size for v in env.values() if v.kind in ("list", "str") and v.size != ONE]
        return total(ONE, *(sized or [v.size for v in env.values() if v.kind in ("int", "?")])), False
    return None


def _reading(estimator, test, node):
    """while True: line = input() — as often as there are lines."""
    read = any(isinstance(n, ast.Name) and n.id == reads.NAME for s in node.body for n in ast.walk(s))
    return variable("n") if test in ("True", "1") and read else None


def _flag(test, bound, env):
    """A loop that goes on while something changed, or for ever: at most once for each element."""
    if re.search(r"swapped|changed|True", test) or test == "1":
        sizes = [v.size for v in env.values() if v.kind in ("list", "str") and v.size != ONE]
        return total(*sizes) if sizes else bound
    return bound


def is_guarded(test):
    """Whether a test asks if something was not seen before."""
    text = ast.unparse(test)
    return bool(re.search(r"not in (self\.)?\w*(seen|visit|vis|done|explored|state|color|marked|dist|comp)\w*|not (self\.)?\w*(seen|visit|vis|used|done|marked)\w*\[", text))


def walked_by_level(loop):
    """The name of a work list that a loop walks and replaces by what comes next, or ""."""
    tested = {n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name)}
    walked = {s.iter.id for s in loop.body if isinstance(s, ast.For) and isinstance(s.iter, ast.Name)}
    counted = {n.args[0].id for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Call) and ast.unparse(n.func) == "len" and isinstance(n.args[0], ast.Name)}
    taken = {n.func.value.id for s in loop.body if isinstance(s, ast.For) for n in ast.walk(s) if isinstance(n, ast.Call)
             and isinstance(n.func, ast.Attribute) and n.func.attr in ("pop", "popleft") and isinstance(n.func.value, ast.Name)}  # fmt: skip
    if tested & counted & taken:
        return min(tested & counted & taken)
    replaced = {t.id for s in loop.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Name) for t in s.targets if isinstance(t, ast.Name)}
    return next(iter(sorted(tested & walked & replaced)), "")


def made_from_the_last(loop):
    """The lists of rows, or rows, that get a new row in each round which is made by going over the last one."""
    body = [n for s in loop.body for n in ast.walk(s)]
    assigned = [(t.id, n.value) for n in body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)]
    appended = {ast.unparse(n.func.value) for n in body if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "append"}
    source = {name: value.value.id for name, value in assigned if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name)}
    gone_over = [n.iter for n in body if isinstance(n, (ast.For, ast.comprehension))]
    used = {n.id for i in gone_over for n in ast.walk(i) if isinstance(n, ast.Name)}
    whole = {source.get(n, n) for n in used}
    replaced = {name for name, value in assigned if isinstance(value, ast.Name) and value.id in appended and name in used}
    longer = {name for name, value in assigned if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and name in used
              and any(isinstance(n, ast.ListComp) and name in ast.unparse(n) for n in ast.walk(value))}  # fmt: skip
    return longer | (whole & appended & set(source.values())) | replaced | {n for n in used & appended if any(f"{n}[" in ast.unparse(i) for i in gone_over)}


def clears_cells(function, test):
    """Whether a function overwrites cells of the table that a test looks at, as a flood fill does."""
    return bool(_cells(test) and _cells(function, ast.Store))


def marks(statement):
    """The tables that a branch asks whether something was seen, and marks it as seen: `if not seen[v]: seen[v] = True`."""
    asked = set()
    for part in ast.walk(statement.test):
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.NotIn):
            asked.add(_table(part.comparators[0]))
        elif isinstance(part, ast.Compare) and isinstance(part.left, ast.Subscript) and isinstance(part.comparators[0], (ast.Constant, ast.UnaryOp, ast.Call)):
            asked.add(_table(part.left))
        elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not) and isinstance(part.operand, ast.Subscript):
            asked.add(_table(part.operand))
    return asked & {_table(t) for s in statement.body for n in ast.walk(s) for t in _marked(n)}


def _marked(node):
    if isinstance(node, ast.Assign):
        return [t for t in node.targets if isinstance(t, ast.Subscript)]
    added = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"
    return [node.func.value] if added else []


def _table(node):
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def floods(statement):
    """Whether a branch overwrites cells of the very table that its test looks at, in a loop over a work list too."""
    written = [_cells(s, ast.Store) for s in statement.body]
    return bool(_cells(statement.test) & set().union(*written))


def _cells(node, context=ast.Load):
    """The names of tables of which a cell [i][j] is read, or written."""
    return {n.value.value.id for n in ast.walk(node) if isinstance(n, ast.Subscript) and isinstance(n.ctx, context)
            and isinstance(n.value, ast.Subscript) and isinstance(n.value.value, ast.Name)}  # fmt: skip


def starts_a_run(statement):
    """if x - 1 not in s: … while x + k in s: … — only the first of a run counts it."""
    absent = {ast.unparse(c.comparators[0]) for c in ast.walk(statement.test) if isinstance(c, ast.Compare) and isinstance(c.ops[0], ast.NotIn)}
    loops = [n for s in statement.body for n in ast.walk(s) if isinstance(n, ast.While)]
    present = {ast.unparse(c.comparators[0]) for w in loops for c in ast.walk(w.test) if isinstance(c, ast.Compare) and isinstance(c.ops[0], ast.In)}
    return bool(absent & present)


def is_amortized(loop, inner):
    """Whether the inner loop's control is moved inside it and set back nowhere in the outer one."""
    control = {n.id for n in ast.walk(inner.test) if isinstance(n, ast.Name)}
    moved = control & _changed(inner)
    reset = set()
    for statement in loop.body:
        if statement is not inner:
            reset |= _assigned(statement, restarts=True)
    if isinstance(loop, ast.For):
        reset |= {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    return bool(moved) and not moved & reset


def _assigned(node, restarts=False):
    return {
        name.id for n in ast.walk(node) if isinstance(n, ast.Assign) for target in n.targets
        for name in ast.walk(target) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and not (restarts and _falls_back(n.value, name.id))
    }  # fmt: skip


def _falls_back(value, name):
    """k = fail[k - 1]: an earlier place, no new start."""
    return isinstance(value, ast.Subscript) and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(value.slice))


def _changed(node):
    changed = _assigned(node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name):
            changed.add(inner.target.id)
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and isinstance(inner.func.value, ast.Name):
            if inner.func.attr in ("pop", "popleft", "remove"):
                changed.add(inner.func.value.id)
    return changed
