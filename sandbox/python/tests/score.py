"""Scores coderemote_cplx on labelled programs: `python3 sandbox/python/tests/score.py FILE...`.

A file holds programs between lines `# ---`; the first line of each is `# TIME SPACE`
in the notation of the API (O(sqrt(n)) and O(nm) are read too), with `?` where nothing is claimed; `|` separates what
is as right; a function may be named behind. Prints what is wrong, then the share that is right, of each source and
where both agree, and the processor time.
"""

import os
import re
import resource
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from coderemote_cplx import report  # noqa: E402

_CLASS = r"O\((?:[^()]|\([^()]*\))*\)"
_LABEL = re.compile(rf"{_CLASS}(?:\|{_CLASS})*|\?")
_NOTATION = {"O(sqrt(n))": "O(sqrt n)", "O(nm)": "O(n * m)"}


def programs(path):
    """(time, space, code, function or None) of each program in a file."""
    with open(path, encoding="utf-8") as file:
        for part in file.read().split("# ---\n"):
            labels, code = part.split("\n", 1)
            expected, space = _LABEL.findall(labels)
            yield _classes(expected), _classes(space), code, _LABEL.sub("", labels).strip("# ") or None


def _classes(label):
    return [_NOTATION.get(name, name) for name in label.split("|")]


class Tally:
    """How many of how many."""

    def __init__(self):
        self.right = self.all = 0

    def add(self, found, expected):
        """Counts one answer; one that claims nothing is not counted."""
        if "?" in expected:
            return True
        self.all += 1
        self.right += found in expected
        return found in expected

    def __str__(self):
        return f"{self.right}/{self.all} = {100 * self.right / max(1, self.all):.0f} %"


def _processor():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def score(path):
    """Prints the score of one file."""
    names = ("measured time", "measured space", "static time", "static space", "agreed time", "agreed space")
    tallies = {name: Tally() for name in names}
    seconds, static = [], []
    for expected, space, code, function in programs(path):
        start = _processor()
        answer = report.analyze(code, function)
        seconds.append(_processor() - start)
        static.append(answer["static"]["seconds"])
        _add(tallies, answer, expected, space, code)
    for name, tally in tallies.items():
        print(f"{path}: {name} {tally}")
    print(f"{path}: CPU median {statistics.median(seconds):.3f} s, worst {max(seconds):.3f} s; static median {1e3 * statistics.median(static):.2f} ms, worst {1e3 * max(static):.2f} ms")


def _add(tallies, answer, expected, space, code):
    measured, static = answer["measured"], answer["static"]
    wrong = []
    for kind, labels in (("time", expected), ("space", space)):
        for source, found in (("measured", measured[kind]), ("static", static[kind])):
            if not tallies[f"{source} {kind}"].add(found, labels):
                wrong.append(f"{source} {kind} {found}, not {' or '.join(labels)}")
        if measured[kind] == static[kind] and not tallies[f"agreed {kind}"].add(measured[kind], labels):
            wrong.append(f"agreed on a wrong {kind}")
    if wrong:
        name = re.search(r"^\s*def (\w+)|^([^#\s].*)", code, re.M)
        print(f"  {measured['function'] or name.group(0)}: {'; '.join(wrong)}{'; ' + measured['reason'] if measured['reason'] else ''}")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        score(name)
