"""Standard input: a line is a message."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections import deque

from segtui.data.addresses import STANDARD_INPUT
from segtui.data.streams.stream import CUT, LONGEST, MOST_BYTES, Position, Stream, StreamMessage, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource
from segtui.errors import UnreachableError, system_words
from segtui.language.sentences import say

_BLOCK = 1 << 20


class LineStream(Stream):
    """The lines of standard input. A file that is redirected into it goes on at its position.

    What came through a pipe is read once and can't be had again: who writes into it sends again what was lost.
    """

    ends = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: deque[tuple[bytes, int]] = deque()
        self._rest = b""
        self._cut = self._at_end = False
        self._read = self._offset = 0
        self._file: list[int] | None = None

    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Go to the position, if a file that was read before stands behind standard input."""
        try:
            state = os.fstat(self._descriptor)
            if stat.S_ISREG(state.st_mode):
                self._file = [state.st_dev, state.st_ino]
                known = position is not None and not from_start and position["file"] == self._file
                self._offset = position["offset"] if known and position else 0
                os.lseek(self._descriptor, self._offset, os.SEEK_SET)
        except OSError as error:
            raise UnreachableError(
                say("can't be read: {why}", why=system_words(error)), where=say("standard input")
            ) from error
        self._read = self._offset

    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """Lines that are complete; the last one may have no end."""
        if not self._lines and not self._at_end:
            self._fill(seconds)
        size, taken = MOST_BYTES, list[StreamMessage]()
        while self._lines and len(taken) < most and size > 0:
            line, self._offset = self._lines.popleft()
            size -= len(line)
            if line := line.strip():
                taken.append(StreamMessage(line))
            if not self._lines and len(taken) < most:
                self._fill(0)
        return taken

    def _fill(self, seconds: float) -> None:
        """Read what is there, as whole lines; a line that is longer than any event is cut."""
        while not self._lines and not self._at_end and select.select([self._descriptor], [], [], seconds)[0]:
            block = os.read(self._descriptor, _BLOCK)
            *lines, rest = (self._rest + block).split(b"\n")
            for line in lines:
                self._read += len(line) + 1
                self._lines.append((line[:CUT] if self._cut or len(line) > LONGEST else line, self._read))
                self._cut = False
            self._rest = rest
            if len(rest) > LONGEST:
                self._read += len(rest) - CUT
                self._rest, self._cut = rest[:CUT], True
            if not block:
                self._at_end = True
                self._read += len(rest)
                self._lines.append((rest, self._read))
                self._rest = b""

    def position(self) -> Position:
        """Bytes behind the last line, and which file they are of; that of a pipe leads nowhere."""
        return {"file": self._file, "offset": self._offset}

    def ended(self) -> bool:
        """Whether the other end of the pipe is closed, and all is read."""
        return self._at_end and not self._lines


def _opened(address: StreamAddress, settings: StreamSettings) -> Stream:
    return LineStream(sys.stdin.fileno())


SOURCE = StreamSource(
    name="standard_input",
    label="standard input",
    about="lines of standard input; at its end, follow ends",
    example="-",
    open=_opened,
    is_path=lambda path: path == STANDARD_INPUT,
)
