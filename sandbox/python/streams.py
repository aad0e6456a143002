"""The standard streams of a run, and the claims that it makes about itself.

Claims go over one write-only pipe: the class and text of an uncaught exception,
and "waiting for input". A program can forge them and misleads only its author.
A claim is one byte of kind, four bytes of length (little endian) and a text.
"""

import io
import os
import select

from unseen import unseen

CLAIMS = 3

_WAITING, _EXCEPTION, _CHECKED, _VIOLATIONS = b"w", b"e", b"p", b"v"
_MOST_CLAIMED = 16 << 10
_write = os.write
_readinto, _write_raw = io.FileIO.readinto, io.FileIO.write


@unseen
def claim_waiting(taken):
    """Says that the program is about to block in a read, having taken `taken` bytes of input."""
    _claim(_WAITING, str(taken).encode("ascii"))


def claim_exception(name, message):
    """Says that an exception of class `name` ended the program."""
    text = f"{name}\0{message}".encode("utf-8", "replace")
    _claim(_EXCEPTION, text[:_MOST_CLAIMED])


def claim_checked():
    """Says that the program keeps to the policy, before it runs; no violation counts after it."""
    _claim(_CHECKED, b"")


def claim_violations(text):
    """Says (JSON) how the program breaks the policy; it does not run then."""
    _claim(_VIOLATIONS, text.encode("utf-8", "replace"))


@unseen
def _claim(kind, text):
    try:
        _write(CLAIMS, kind + len(text).to_bytes(4, "little") + text)
    except OSError:
        pass  # The program closed the pipe: its own loss.


class Input(io.FileIO):
    """Standard input that claims "waiting" before a read that would block."""

    def __init__(self):
        super().__init__(0, "r", closefd=False)
        self._taken = 0
        self._poll = select.poll()
        self._poll.register(0, select.POLLIN)

    @unseen
    def readinto(self, buffer):
        """Reads at most len(buffer) bytes; 0 at the end of input."""
        if not self._poll.poll(0):
            claim_waiting(self._taken)
        count = _readinto(self, buffer)
        self._taken += count or 0
        return count

    @unseen
    def read(self, size=-1):
        """Reads at most `size` bytes, or all that come when it is negative."""
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])

    @unseen
    def readall(self):
        """Reads up to the end of input."""
        parts = []
        while part := self.read(io.DEFAULT_BUFFER_SIZE):
            parts.append(part)
        return b"".join(parts)


class Output(io.FileIO):
    """Standard output or error, in one order with the other stream.

    The two are separate pipes, so before the first write after one to the other
    stream it waits until the reader has emptied that one. Such a pipe holds one
    page: it can be written to exactly when it is empty.
    """

    _last = None

    def __init__(self, descriptor):
        super().__init__(descriptor, "w", closefd=False)
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)

    @unseen
    def write(self, data):
        """Writes some of `data`; returns how many bytes."""
        before = Output._last
        if before is not self:
            Output._last = self
            if before is not None:
                before._poll.poll(100)
        return _write_raw(self, data)


def open_streams(sys):
    """Gives `sys` fresh standard streams over descriptors 0, 1 and 2.

    The streams of every run are made once, in the template. They ask what they
    are made over whether one can seek in it, so they are made over pipes.
    """
    kept = [os.dup(descriptor) for descriptor in range(3)]
    ends = os.pipe()
    for descriptor in range(3):
        os.dup2(ends[descriptor > 0], descriptor)
    sys.stdin = sys.__stdin__ = _text(io.BufferedReader(Input()), "<stdin>", "strict", False)
    sys.stdout = sys.__stdout__ = _text(io.BufferedWriter(Output(1)), "<stdout>", "strict", True)
    sys.stderr = sys.__stderr__ = _text(io.BufferedWriter(Output(2)), "<stderr>", "backslashreplace", True)
    for descriptor in range(3):
        os.dup2(kept[descriptor], descriptor)
    for descriptor in (*kept, *ends):
        os.close(descriptor)


def _text(buffer, name, errors, line_buffering):
    buffer.raw.name = name
    stream = io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=line_buffering)
    stream.mode = "r" if name == "<stdin>" else "w"
    return stream
