"""Measures and reads what a Python program costs: steps and bytes against the size of its input.

`main` reads one JSON object from standard input and writes one to standard
output. The measured part runs in a process of its own (isolation.py), so that
whatever the program does, an answer comes out. Layers, from the bottom: counts
(rewriting), usage and inputs (arguments), subject (what runs), measure and
space (growth), fit (classes); static reads the tree and runs nothing.
"""

__all__ = ["main"]


def main():
    """Answers the request on standard input."""
    from . import report

    report.main()
