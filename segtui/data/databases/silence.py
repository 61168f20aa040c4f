"""Servers that have said nothing for long: whether they are there still, and how a connection to them is broken off."""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import TypeVar

from segtui.errors import UnreachableError
from segtui.language.sentences import say

_QUIET = 60.0
"""Seconds without a row, after which it is asked whether the server is there still; a statement may take hours."""
_ANSWER = 30.0
_WANTS_TLS = bytes.fromhex("0000000804d2162f")
"""What a client of PostgreSQL may begin with; every server says yes or no before it knows the client."""

T = TypeVar("T")


@dataclass(frozen=True)
class ServerLine:
    """A connection: what messages call it, whether nobody answers at its other end any more, and how it is broken off.

    `is_dead` may take half a minute; it is asked in another thread, and so is `break_off` called.
    """

    where: str
    is_dead: Callable[[], bool]
    break_off: Callable[[], object] = lambda: None


class Silence:
    """How long nothing has come on a line."""

    def __init__(self, line: ServerLine | None) -> None:
        self._line, self._rows, self._since = line, 0, time.monotonic()
        self._asked: Future[bool] | None = None

    def look(self, rows: int) -> None:
        """Called all the time, with the rows so far; UnreachableError where none come and nobody answers."""
        if self._line is None:
            return
        if rows != self._rows:
            self._rows, self._since, self._asked = rows, time.monotonic(), None
        elif self._asked is None and time.monotonic() - self._since > _QUIET:
            self._asked = in_thread(self._line.is_dead)
        elif self._asked is not None and self._asked.done():
            if self._asked.result():
                what = say(
                    "the connection was lost: nothing has come for {time:.0f} seconds",
                    time=time.monotonic() - self._since,
                )
                raise UnreachableError(what, where=self._line.where, fix=say("run it again when the server answers"))
            self._since, self._asked = time.monotonic(), None


def in_thread(work: Callable[[], T]) -> Future[T]:
    """What `work` will give or raise; a thread that never ends does not keep the process."""
    done: Future[T] = Future()

    def carry_out() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # it is raised where it is waited for
            done.set_exception(error)

    threading.Thread(target=copy_context().run, args=(carry_out,), name="reading", daemon=True).start()
    return done


@contextmanager
def new_sockets() -> Iterator[list[int]]:
    """The descriptors of sockets that a library opens meanwhile, once it is over; none where the system shows none."""
    before, found = _sockets(), list[int]()
    yield found
    found.extend(sorted(_sockets() - before))


def line_of(where: str, sockets: list[int], is_dead: Callable[[], bool]) -> ServerLine | None:
    """The line of a connection that has this socket; None where it is not clear which one it is."""
    return ServerLine(where, is_dead, lambda: _shut(sockets[0])) if len(sockets) == 1 else None


def postgresql_line(where: str, sockets: list[int]) -> ServerLine | None:
    """That of a connection to PostgreSQL, which answers those who call."""
    return line_of(where, sockets, lambda: not _answers(sockets[0], _WANTS_TLS))


def _sockets() -> set[int]:
    found = set()
    with suppress(OSError):
        for name in os.listdir("/dev/fd"):
            with suppress(OSError):  # that of the listing
                found |= {int(name)} if stat.S_ISSOCK(os.fstat(int(name)).st_mode) else set()
    return found


def _answers(number: int, greeting: bytes) -> bool:
    """Whether who is at the other end of a socket answers to another one too."""
    try:
        with _of(number) as known, socket.socket(known.family) as other:
            other.settimeout(_ANSWER)
            other.connect(known.getpeername())
            other.sendall(greeting)
            return bool(other.recv(1))
    except OSError:
        return False


def _shut(number: int) -> None:
    with suppress(OSError), _of(number) as known:
        known.shutdown(socket.SHUT_RDWR)


def _of(number: int) -> socket.socket:
    """A socket by its descriptor, which stays that of the library."""
    return socket.socket(fileno=os.dup(number))
