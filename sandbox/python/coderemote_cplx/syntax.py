"""Small questions about nodes of a syntax tree, and two plainer forms of it."""

import ast

_OPPOSITE = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is}


def with_functions(tree):
    """Gives `f = lambda x: ...` the form of a function."""
    for node in ast.walk(tree):
        for at, statement in enumerate(getattr(node, "body", None) or () if not isinstance(node, (ast.Lambda, ast.IfExp)) else ()):
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda) and isinstance(statement.targets[0], ast.Name):
                body = [ast.copy_location(ast.Return(statement.value.body), statement)]
                function = ast.FunctionDef(statement.targets[0].id, statement.value.args, body, [], None, type_params=[])
                node.body[at] = ast.copy_location(function, statement)
    return tree


def guarded(statements):
    """`if test: continue` and what follows as `if not test:` with that inside."""
    for at, statement in enumerate(statements[:-1]):
        if isinstance(statement, ast.If) and not statement.orelse and len(statement.body) == 1 and isinstance(statement.body[0], ast.Continue):
            rest = ast.If(opposite(statement.test), guarded(statements[at + 1 :]), [])
            return [*statements[:at], ast.copy_location(rest, statement)]
    return statements


def opposite(test):
    """The test that holds where this one does not."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in _OPPOSITE:
        return ast.copy_location(ast.Compare(test.left, [_OPPOSITE[type(test.ops[0])]()], test.comparators), test)
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def attribute(node):
    """self.x as the name it has in an environment, else ""."""
    own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return f"self.{node.attr}" if own else ""


def is_window(lower, upper, constant=frozenset()):
    """Whether a slice has bounds like i - 2 and i, or i + k with a constant k: a constant length."""
    if lower is None or upper is None:
        return False
    names = [{n.id for n in ast.walk(side) if isinstance(n, ast.Name)} - constant for side in (lower, upper)]
    simple = all(isinstance(n, (ast.Name, ast.BinOp, ast.Constant, ast.Add, ast.Sub, ast.Load)) for side in (lower, upper) for n in ast.walk(side))
    return simple and len(names[0]) == 1 and names[0] == names[1]


def called_name(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def is_definition(statement):
    """Whether a statement of a module only defines something."""
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Expr, ast.AnnAssign)) or (
        isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
    )


_GROWING = {"append", "appendleft", "add", "insert", "extend", "extendleft", "heappush"}


def growing_names(tree):
    """The names of containers that something is put into, and of texts that something is added to."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in _GROWING:
            owner = node.args[0] if called_name(node) == "heappush" and node.args else getattr(node.func, "value", None)
            names |= {owner.id} if isinstance(owner, ast.Name) else set()
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def summands(node):
    """What a chain of + has between its signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return summands(node.left) + summands(node.right)
    return [node]


def cuts(function, name):
    """Whether a number bounds a slice or is taken from a length: a[:k], len(a) - k, range(k, len(a))."""
    for node in ast.walk(function):
        if isinstance(node, ast.Slice):
            inside = [node.lower, node.upper]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Call) and called_name(node.left) == "len":
            inside = [node.right]
        elif isinstance(node, ast.Call) and called_name(node) == "range" and len(node.args) > 1 and ast.unparse(node.args[1]).startswith("len("):
            inside = [node.args[0]]
        else:
            continue
        if any(isinstance(n, ast.Name) and n.id == name for part in inside if part for n in ast.walk(part)):
            return True
    return False


def equal_lengths(function):
    """The pairs of names whose lengths a function compares before anything else: `if len(a) != len(b): return False`."""
    pairs = []
    for statement in function.body:
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare) and isinstance(statement.test.ops[0], ast.NotEq):
            sides = [statement.test.left, statement.test.comparators[0]]
            if all(isinstance(s, ast.Call) and called_name(s) == "len" and isinstance(s.args[0], ast.Name) for s in sides) and isinstance(statement.body[-1], (ast.Return, ast.Raise)):
                pairs.append((sides[0].args[0].id, sides[1].args[0].id))
    return pairs


def has_fields(function, name):
    """Whether something has fields that are no methods: node.next."""
    called = {id(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
    return any(isinstance(n, ast.Attribute) and id(n) not in called and isinstance(n.value, ast.Name) and n.value.id == name for n in ast.walk(function))


def names_made_by(tree, makers):
    """The names to which calls of these functions are assigned."""
    made = [n for n in ast.walk(tree) if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call) and called_name(n.value) in makers]
    return {t.id for n in made for t in n.targets if isinstance(t, ast.Name)}


def has_columns(function, name):
    """Whether a table's second size is read apart from its first: len(grid[0])."""
    source = ast.unparse(function)
    return f"len({name})" in source and f"len({name}[0])" in source
