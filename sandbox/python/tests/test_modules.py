"""Tests of the modules that need no box: run with `python3 -m pytest sandbox/python` on Python 3.13."""

import io
import os
import sys
import traceback

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import policy  # noqa: E402
import streams  # noqa: E402
from unseen import unseen  # noqa: E402


@unseen
def hidden(work):
    return work()


def test_unseen_frames_are_in_no_traceback():
    try:
        hidden(lambda: 1 / 0)
    except ZeroDivisionError as error:
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    assert names == ["test_unseen_frames_are_in_no_traceback", "<lambda>"]


def test_unseen_frames_are_on_no_stack():
    assert hidden(lambda: sys._getframe(0).f_back.f_code.co_name) == "test_unseen_frames_are_on_no_stack"


@pytest.fixture
def claims(monkeypatch):
    read, write = os.pipe()
    monkeypatch.setattr(streams, "CLAIMS", write)
    yield lambda: os.read(read, 1 << 16)
    os.close(read)
    os.close(write)


def test_a_claim_has_kind_length_and_text(claims):
    streams.claim_exception("Own", "é")
    assert claims() == b"e" + (6).to_bytes(4, "little") + "Own\0é".encode()


def test_a_claim_is_cut(claims):
    streams.claim_exception("Own", "x" * 100_000)
    assert len(claims()) == 5 + (16 << 10)


def test_a_claim_over_a_closed_pipe_is_no_error(monkeypatch):
    monkeypatch.setattr(streams, "CLAIMS", 999)
    streams.claim_waiting(0)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import math", []),
        ("import os", [(1, 0)]),
        ("class open: pass\nopen()", []),
        ("class A:\n def open(self): pass\n open()", []),
        ("[open for open in [abs]]\nlen(vars())", [(2, 4)]),
        ("lambda eval: eval(1)", []),
        ("'ü'; eval(1)", [(1, 5)]),
        ("x.__globals__", [(1, 0)]),
        ("def f(:", [(1, 6)]),
        ("", []),
    ],
)
def test_policy(code, expected):
    assert [(line, column) for line, column, _ in policy.check(code)] == expected


def test_policy_survives_any_nesting():
    for code in ("(" * 9000, "-" * 90000 + "1", "a" + ".b" * 50000, "[" * 150 + "]" * 150, "f'{" * 200, "if 1:\n" + " " * 9000 + "x"):
        assert isinstance(policy.check(code), list)


def test_input_claims_before_it_blocks(claims, monkeypatch):
    read, write = os.pipe()
    kept = os.dup(0)
    os.dup2(read, 0)
    try:
        reader = io.BufferedReader(streams.Input())
        os.write(write, b"one\n")
        assert reader.readline() == b"one\n"
        monkeypatch.setattr(streams, "_readinto", lambda *_: 0)
        assert reader.read(1) == b""
        assert claims() == b"w" + (1).to_bytes(4, "little") + b"4"
    finally:
        os.dup2(kept, 0)
        for descriptor in (kept, read, write):
            os.close(descriptor)
