"""The request and the answer: one JSON object in, one out."""

import ast
import json
import sys
import time
import warnings

from . import isolation, programs, static

_SPARE = 0.15  # of the budget, for what is not growth
_UNCHARGED = {
    "re": "what regular expressions do inside is not counted",
    "numpy": "what numpy does inside is not counted",
    "pandas": "what pandas does inside is not counted",
}  # fmt: skip


def main():
    """Answers the request on standard input; nothing else goes to standard output."""
    request = json.loads(sys.stdin.buffer.read())
    answer = analyze(
        request["code"], request.get("function"), request.get("grow"), request.get("mode", "all"), request.get("budget_seconds", 2.0)
    )
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def analyze(code, function=None, grow=None, mode="all", budget=2.0):
    """The whole answer for one program."""
    warnings.simplefilter("ignore")
    error = _syntax_error(code)
    if error:
        return {"measured": _empty("not measurable, because the program has a syntax error"), "static": _no_static(), "error": error}
    answer = {"measured": _empty("not measurable, because only the static estimate was asked for"), "static": _static(code, function), "error": None}
    if mode == "all":
        answer["measured"] = _measured(code, function, grow, budget)
    return answer


def _syntax_error(code):
    try:
        compile(code, "main.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"Syntax error: {error.msg} on line {error.lineno}"
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return f"Syntax error: {error or 'it is nested too deeply'} on line 1"
    return None


def _static(code, function):
    start = time.process_time()
    try:
        found = static.estimate(code, function)
    except Exception:  # an estimate that fails is none, whatever the code that it read
        found = _no_static()
    found["seconds"] = round(time.process_time() - start, 6)
    return found


def _no_static():
    return {"time": None, "space": None, "reasons": [], "seconds": 0.0}


def _empty(reason):
    return {
        "time": None, "space": None, "confidence": 0.0, "function": None, "grow": None, "arguments": [], "points": [], "worst": [],
        "fit": {"time": None}, "lines": [], "lines_n": 0, "notes": [], "reason": reason,
    }  # fmt: skip


def _measured(code, function, grow, budget):
    try:
        found, end = isolation.run(lambda send: _measure(send, code, function, grow, budget), budget)
    except OSError:
        return _empty("not measurable, because no process could be started for it")
    if found is None:
        found = _empty(None)
    if found["time"] is None and not found["reason"]:
        found["reason"] = "not measurable, because it used up its time" if end == "time" else "not measurable, because the program ended the process"
    return found


def _measure(send, code, function, grow, budget):
    """Runs in the child: sends the empty answer, then the time, then the space."""
    from . import fit, measure, quiet, space, subject  # in the child only: a static estimate needs none of them

    start = time.process_time()
    budget *= 1 - _SPARE
    answer = _empty(None)
    answer["notes"] = _notes(code)
    quiet.silence()
    try:
        it = programs.subject(code, function, grow)
        answer.update(function=it.name, arguments=list(it.arguments), grow=_grown(it))
        send(answer)
        if not it.axes:
            _measure_fixed(answer, it)
        else:
            growth = measure.Growth(it, it.axes, it.modes(), budget * 0.5)
            _measure_growth(send, answer, it, growth, budget - (time.process_time() - start), fit, measure, space)
    except subject.Unmeasurable as error:
        answer["reason"] = f"not measurable, because {error}"
    except (RecursionError, MemoryError):
        answer["reason"] = "not measurable, because it is nested too deeply"
    except BaseException as error:
        answer["reason"] = answer["time"] is None and f"not measurable, because it raised {type(error).__name__}" or None
    send(answer)


def _grown(it):
    return it.axes[0].split("#")[0] if it.axes else None


def _notes(code):
    modules = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            modules |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    return [note for module, note in _UNCHARGED.items() if module in modules]


def _measure_fixed(answer, it):
    """Nothing can grow: it costs the same on every call, if it runs at all."""
    from . import quiet, subject

    try:
        outcome = it.run({}, it.modes()[0], 0.3)
    except quiet.Stopped:
        raise subject.Unmeasurable("it ran too long") from None
    except Exception as error:
        raise subject.Unmeasurable(f"it raised {type(error).__name__}") from error
    answer.update(time="O(1)", space="O(1)", confidence=0.5, points=[{"n": 1, "operations": outcome.total, "bytes": None}])
    answer["notes"].append("it has no argument that can grow")
    _lines(answer, outcome, 1)


def _measure_growth(send, answer, it, growth, seconds, fit, measure, space):
    best = growth.best()
    if best is None:
        answer["reason"] = f"not measurable, because {growth.reason or 'it gave too few points'}"
        return
    start = time.process_time()
    answer["worst"] = [{"mode": _words(s.mode), "time": s.verdict.name} for s in growth.series if s.points and not s.pruned and s.verdict and s.verdict.name]
    answer["confidence"] = max(0.0, best.verdict.confidence - 0.2 * len(answer["notes"]))
    answer["points"] = [{"n": p.n, "operations": p.total, "bytes": None} for p in best.points]
    answer["fit"] = {"time": best.verdict.as_dict()}
    answer["time"] = best.verdict.name
    send(answer)
    alike = [s.mode for s in growth.series if s.verdict and s.verdict.name == best.verdict.name]
    answer["time"] = measure.time_class(it, best, alike, seconds * 0.4)
    _lines(answer, best.outcome, best.outcome_n)
    send(answer)
    left = max(0.25, (seconds - (time.process_time() - start)) * 0.8)
    middle = best.points[len(best.points) * 2 // 3]
    series = space.worst_mode(it, growth, best, middle.n, left / 4)
    found = space.points(it, growth, series, best, left / 2)
    name = space.with_divisors(it, growth, series, space.classify(found, best.verdict.name), left / 4)
    answer["space"] = space.in_two_sizes(it, name, series.mode, found[-1][0]) if name else None
    sizes = dict(found)
    for point in answer["points"]:
        point["bytes"] = sizes.get(point["n"])


def _lines(answer, outcome, n):
    answer["lines_n"] = n
    answer["lines"] = [
        {"line": line, "count": count, "charged": outcome.charges[line]}
        for line, count in enumerate(outcome.steps) if count or outcome.charges[line]
    ]  # fmt: skip


def _words(mode):
    order, place = mode
    return order if place == "as given" else f"{order}, target {place}"
