"""Small questions about nodes of a syntax tree."""

import ast


def attribute(node):
    """self.x as the name it has in an environment, else ""."""
    own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return f"self.{node.attr}" if own else ""


def is_window(lower, upper):
    """Whether a slice has bounds like i - 2 and i: a constant length."""
    if lower is None or upper is None:
        return False
    names = [{n.id for n in ast.walk(side) if isinstance(n, ast.Name)} for side in (lower, upper)]
    simple = all(isinstance(n, (ast.Name, ast.BinOp, ast.Constant, ast.Add, ast.Sub, ast.Load)) for side in (lower, upper) for n in ast.walk(side))
    return simple and len(names[0]) == 1 and names[0] == names[1]


def called_name(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def is_definition(statement):
    """Whether a statement of a module only defines something."""
    return isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Expr, ast.AnnAssign)) or (
        isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
    )
