"""What is measured: one function of a script, or the script by its own constants.

A subject has axes (names of sizes) and modes, and runs with sizes in a mode. It
is made anew for every run: module state, caches and mutated arguments of one
run are not there in the next.
"""

import ast
import collections.abc
import copy
import inspect
import sys
import types

from . import counts, inputs, quiet, state, usage

SCRIPT = "<script>"
_MOST_METHODS = 60
_OUTSIDE = {"input", "print", "open", "exit", "quit"}


class Unmeasurable(Exception):
    """Says in its text why there is nothing to measure."""


class Outcome:
    """One run: all counted steps, the depth of its calls, and the counts by line."""

    def __init__(self, counter):
        self.total, self.deepest = counter.total(), counter.deepest
        self.steps, self.charges = list(counter.steps), [round(charge) for charge in counter.charges]


def functions_of(tree):
    """The functions of a module by name, methods as Class.method."""
    found = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and not method.name.startswith("__"):
                    found[f"{node.name}.{method.name}"] = method
    return found


def called(node):
    """The names of functions and methods that are called below a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield inner.func.id if isinstance(inner.func, ast.Name) else getattr(inner.func, "attr", "")


def main_guard(statement):
    """Whether a statement is `if __name__ == "__main__":`."""
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)


class Calls:
    """The calls that a script makes of its own functions: which first, and with what.

    The script runs once under sys.setprofile until it has made a call whose
    arguments are not empty.
    """

    class _Enough(BaseException):
        pass

    def __init__(self, code, functions, wanted, seconds=0.2):
        self.names, self.arguments, self.methods = [], {}, []
        self._functions = {(f.lineno, f.name): name for name, f in functions.items()}
        self._lines = {(d.lineno, f.name): name for name, f in functions.items() for d in f.decorator_list}
        self._wanted = wanted
        self._decorators = {d.id for f in functions.values() for d in f.decorator_list if isinstance(d, ast.Name)}
        self._run(code, seconds)

    def _run(self, code, seconds):
        namespace = {"__name__": "__main__"}
        sys.setprofile(self._profile)
        try:
            with quiet.Limit(seconds):
                exec(compile(code, SCRIPT, "exec"), namespace)
        except BaseException:
            pass  # However the script ends: what it called until then counts.
        finally:
            sys.setprofile(None)

    def _profile(self, frame, event, argument):
        if event != "call" or frame.f_code.co_filename != SCRIPT:
            return
        code = frame.f_code
        if "self" in code.co_varnames[:1] and len(self.methods) < _MOST_METHODS:
            self._record_method(frame, code)
        key = (code.co_firstlineno, code.co_name)
        name = self._functions.get(key) or self._lines.get(key)
        if name is None or name in self._decorators:
            return
        within = frame.f_back is not None and frame.f_back.f_code is code  # what it passes to itself is no example
        if name in self.arguments and (within or not self._is_poor(name)):
            return
        self._record(name, _names_of(code), frame.f_locals)

    def _record_method(self, frame, code):
        """Notes (class, method, arguments) of what is called on objects, __init__ too: how they are made and filled."""
        values = dict(frame.f_locals)
        owner, caller = type(values.pop("self")).__name__, frame.f_back.f_locals.get("self") if frame.f_back else None
        inside = type(caller).__name__ == owner
        if not inside and not any(m[:2] == (owner, code.co_name) for m in self.methods):
            self.methods.append((owner, code.co_name, _copied({n: values[n] for n in _names_of(code) if n in values})))

    def _record(self, name, names, values):
        if name not in self.names:
            self.names.append(name)
        self.arguments[name] = _copied({n: values[n] for n in names})
        chosen = name == self._wanted if self._wanted else any(n not in ("self", "cls") for n in names)
        if chosen and not self._is_poor(name) and "." not in name:
            sys.setprofile(None)
            raise Calls._Enough

    def _is_poor(self, name):
        sizes = [len(v) for n, v in self.arguments[name].items() if n not in ("self", "cls") and hasattr(v, "__len__")]
        return bool(sizes) and not any(sizes)


def _names_of(code):
    """The names of all parameters but **keywords."""
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & inspect.CO_VARARGS)]


def _copied(values):
    try:
        return copy.deepcopy(values)
    except Exception:
        return values


def choose(tree, functions, calls, wanted):
    """The name of the function to measure: the one named, the first called, the last defined."""
    if wanted:
        if wanted in functions:
            return wanted
        for name in functions:
            if name.endswith("." + wanted):
                return name
        raise Unmeasurable(f"there is no function {wanted} in it")
    with_arguments = [n for n in calls.names if _parameters(functions[n])]
    if with_arguments:
        return with_arguments[0]
    defined = [n for n in functions if _parameters(functions[n])] or calls.names or list(functions)
    return defined[-1]


def _parameters(function):
    return [a.arg for a in [*function.args.posonlyargs, *function.args.args] if a.arg not in ("self", "cls")]


class FunctionSubject:
    """A function with grown arguments."""

    def __init__(self, code, wanted, grow):
        tree = ast.parse(code)
        functions = functions_of(tree)
        calls = Calls(code, functions, wanted)
        self.name = choose(tree, functions, calls, wanted)
        self.function = functions[self.name]
        self._owner = self.name.split(".")[0] if "." in self.name else None
        self._self = calls.arguments.get(self.name, {}).get("self")
        self._prepare(code)
        self._state = self._state_of(tree, calls)
        self.plan = inputs.Plan(self.function, self._examples(calls), self._state)
        self.arguments = ["self"] * bool(self._state) + self.plan.names
        self.axes = _narrowed(self.plan, grow)

    def _state_of(self, tree, calls):
        """How the object of a method grows, or None where it holds nothing that grows."""
        if self._owner is None or _is_static(self.function) or not _uses_itself(self.function):
            return None
        recorded = [(method, arguments) for owner, method, arguments in calls.methods if owner == self._owner]
        made = next((arguments for method, arguments in recorded if method == "__init__"), None)
        namespace = {"__name__": "__main__"}
        try:
            with quiet.Limit(0.2):
                exec(self._plain, namespace)
            found = state.State(self._owner, _constructor(tree, self._owner), made, recorded, namespace)
        except (Exception, quiet.Stopped):
            return None
        return found if found.grows else None

    def _examples(self, calls):
        found = {}
        arguments = self.function.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            found[argument.arg] = usage.example_of(self.function, argument)
        if arguments.vararg:
            found[arguments.vararg.arg] = (3, 1, 2)
        found.update(calls.arguments.get(self.name, {}))
        return found

    def _prepare(self, code):
        lines = code.count("\n") + 2
        self._counter = counts.Counter(lines)
        tree = ast.parse(code)
        own = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        tree.body = [s for s in tree.body if _is_definition(s, self.name.split(".")[-1], own)]
        self._plain = compile(tree, "<analyzed>", "exec")
        rewriter = counts.Rewriter(tree)
        self._counted = compile(rewriter.rewrite(tree), "<analyzed>", "exec")

    def only_numbers(self, axes):
        """Whether the axes are numbers and no lengths: they may grow much further."""
        return all(self.plan.roles.get(axis) == "int" for axis in axes)

    def elements(self, sizes):
        """About how many elements tables of these sizes have: what making them costs."""
        return self.plan.elements(sizes) + (self._state.elements(sizes["self"]) if self._state else 0)

    def modes(self):
        """The modes worth trying, the plainest first."""
        return self.plan.modes()

    def run(self, sizes, mode, seconds):
        """An Outcome at these sizes; raises what the code raises."""
        counter = self._counter
        namespace = {"__name__": "__analyzed__", **counter.names()}
        with quiet.Limit(seconds):
            exec(self._counted, namespace)
            call, arguments, keywords = self._call(namespace, sizes, mode)
            counter.clear()
            drain(call(*arguments, **keywords))
        return Outcome(counter)

    def prepared(self, sizes, mode):
        """(a call of the code as it is, without counting, with its arguments built; how many bytes have elements of them that it replaced)."""
        namespace = {"__name__": "__analyzed__"}
        exec(self._plain, namespace)
        call, arguments, keywords = self._call(namespace, sizes, mode)
        kept = _elements(arguments)
        return lambda: (drain(call(*arguments, **keywords)), kept)[0], lambda: _replaced(arguments, kept)  # elements that are taken out do not make room

    def _call(self, namespace, sizes, mode):
        """(what to call, arguments, arguments by name) with the classes of this namespace."""
        if self._state is None:
            return self._bound(namespace), *self.plan.build(sizes, mode, namespace)
        item, held = self._state.make(min(sizes["self"], state.MOST), mode, namespace)
        return getattr(item, self.name.split(".")[1]), *self.plan.build(sizes, mode, namespace, held)

    def _bound(self, namespace):
        if self._owner is None:
            return namespace[self.name]
        owner, name = namespace[self._owner], self.name.split(".")[1]
        if _is_static(self.function):
            return getattr(owner, name)
        return getattr(_instance(owner, self._self), name)


def _elements(arguments):
    """What containers hold, and what the containers in them hold."""
    containers = [a.values() if isinstance(a, dict) else a for a in arguments if isinstance(a, (list, tuple, dict, set))]
    held = [e for c in containers for e in c]
    return held + [e for row in held if isinstance(row, list) for e in row]


def _replaced(arguments, kept):
    """The bytes of numbers and texts that stand in arguments where others stood: no room that a function takes for itself."""
    before = {id(e) for e in kept}
    return sum(max(32, sys.getsizeof(e)) for e in _elements(arguments) if isinstance(e, (int, float, str)) and id(e) not in before and not (isinstance(e, int) and -6 < e < 257))


def _is_static(function):
    return any(isinstance(d, ast.Name) and d.id in ("staticmethod", "classmethod") for d in function.decorator_list)


def _uses_itself(function):
    return any(isinstance(n, ast.Name) and n.id == "self" for n in ast.walk(function))


def _constructor(tree, owner):
    """The __init__ of a class, or None."""
    body = next((c.body for c in tree.body if isinstance(c, ast.ClassDef) and c.name == owner), [])
    return next((f for f in body if isinstance(f, ast.FunctionDef) and f.name == "__init__"), None)


def _instance(owner, example):
    """An object to call a method of: made without arguments, else a copy of the script's own."""
    try:
        return owner()
    except TypeError:
        if example is None:
            raise Unmeasurable("its object needs arguments that the script does not show") from None
    made = owner.__new__(owner)
    made.__dict__.update(copy.deepcopy(example.__dict__))
    return made


def _narrowed(plan, grow):
    """The axes, or those of one argument where somebody named it."""
    if not grow:
        return plan.axes
    if grow not in plan.names and grow not in plan.axes:
        raise Unmeasurable(f"there is no argument {grow}")
    axes = [a for a in plan.axes if a.split("#")[0] == plan.ties.get(grow, grow)]
    if not axes and plan.kinds.get(grow) in ("int", "float"):
        plan.roles[grow] = "int"
        axes = [grow]
    if not axes:
        raise Unmeasurable(f"the argument {grow} has no size that can grow")
    for axis in plan.axes:
        if axis not in axes:
            name = axis.split("#")[0]
            if name == "self":
                continue
            plan.roles[name] = plan.roles[name] if name == grow else "keep"
    plan.axes = axes
    return axes


def drain(result):
    """Runs a generator or iterator to its end: until then it has done nothing. Returns any other result."""
    if isinstance(result, types.CoroutineType):
        import asyncio  # only what has coroutines pays for it

        return asyncio.run(result)
    if isinstance(result, types.AsyncGeneratorType):
        return drain(_walked(result))
    if isinstance(result, collections.abc.Iterator):
        for _ in result:
            pass
        return None
    return result


async def _walked(generator):
    async for _ in generator:
        pass


def _is_definition(statement, entry, own):
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    if main_guard(statement):
        return False
    names = set(called(statement))
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return not names & (_OUTSIDE | {entry})
    return not names & (_OUTSIDE | own | {"setrecursionlimit", "run"})


class ScriptSubject(FunctionSubject):
    """A script without a function to call: its constants grow, its statements are the body."""

    def __init__(self, code, grow):
        tree = ast.parse(code)
        self.name = None
        self.function, examples = as_function(tree)
        self._owner = self._self = self._state = None
        self.plan = inputs.Plan(self.function, examples)
        self.arguments = self.plan.names
        self.axes = _narrowed(self.plan, grow)
        tree.body = [*(s for s in tree.body if isinstance(s, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))), self.function]
        ast.fix_missing_locations(tree)
        self._counter = counts.Counter(code.count("\n") + 2)
        self._plain = compile(tree, "<analyzed>", "exec")
        self._counted = compile(counts.Rewriter(tree).rewrite(tree), "<analyzed>", "exec")

    def _bound(self, namespace):
        return namespace[self.function.name]


def as_function(tree):
    """A script as a function of its constants, and their values."""
    body, examples = [], {}
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
            continue
        value = _constant(statement)
        if value is None or statement.targets[0].id in examples:
            body += statement.body if main_guard(statement) else [statement]
        else:
            examples[statement.targets[0].id] = value
    for name, value in list(examples.items()):
        if not _may_grow(name, value, body):
            body.insert(0, ast.parse(f"{name} = {value!r}").body[0])
            del examples[name]
    arguments = ast.arguments([], [ast.arg(n) for n in examples], None, [], [], None, [])
    function = ast.FunctionDef("__script__", arguments, body or [ast.Pass()], [], None)
    function.lineno, function.col_offset = 1, 0
    ast.fix_missing_locations(function)
    return function, examples


def _may_grow(name, value, body):
    whole = ast.Module(body, [])
    if isinstance(value, (int, float)):
        holder = ast.FunctionDef("f", ast.arguments([], [], None, [], [], None, []), body or [ast.Pass()], [])
        return not isinstance(value, bool) and value > 1 and usage.bounds_a_loop(ast.fix_missing_locations(holder), name)
    return len(value) > 1 and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(whole))


def _constant(statement):
    """The value of `name = constant`, or None."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
        return None
    text = ast.unparse(statement.value)
    try:
        return ast.literal_eval(statement.value)
    except ValueError:
        pass
    if len(text) < 60 and all(n in ("list", "range") for n in called(statement.value)) and isinstance(statement.value, ast.Call):
        try:
            return list(range(4)) if text.startswith(("list(range(", "range(")) else None
        except Exception:
            return None
    return None
