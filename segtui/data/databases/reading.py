"""Reading from databases as a whole: one transaction for each connection, rows counted, and ended at the server."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from segtui.data.databases.silence import ServerLine, Silence, in_thread

_EVERY = 0.25
_PATIENCE = 5.0

T = TypeVar("T")


@dataclass
class _Reading:
    """What is open while tables are read, and who is told of their rows."""

    told: Callable[[int], object]
    open: dict[object, tuple[ExitStack, Any]] = field(default_factory=dict)

    def close(self, key: object) -> None:
        stack, _ = self.open.pop(key)
        stack.close()


_NOW: ContextVar[_Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(told: Callable[[int], object] = lambda rows: None) -> Iterator[None]:
    """While this lasts, a connection once opened stays so: all that it reads is of one moment.

    `told` gets the rows of the table so far, a few times a second, in the thread that reads. One inside another
    changes nothing.
    """
    if _NOW.get():
        yield
        return
    now = _Reading(told)
    token = _NOW.set(now)
    try:
        yield
    finally:
        _NOW.reset(token)
        for key in tuple(now.open):
            with suppress(Exception):  # a server that has gone can't be told
                now.close(key)


@contextmanager
def shared(key: object, opened: Callable[[], AbstractContextManager[T]]) -> Iterator[T]:
    """What `opened` opens, once for all that have this key while tables are read; else for this use alone.

    After an error it is not used again: its transaction may be at its end.
    """
    now = _NOW.get()
    if now is None:
        with opened() as one:
            yield one
        return
    if key not in now.open:
        stack = ExitStack()
        now.open[key] = stack, stack.enter_context(opened())
    try:
        yield now.open[key][1]
    except BaseException:
        with suppress(Exception):
            now.close(key)
        raise


def attended(work: Callable[[], T], cancel: Callable[[], object] | None = None, line: ServerLine | None = None) -> T:
    """What `work` gives, done in another thread, so that this one hears an interruption while a library waits.

    Then `cancel` is to end the work where it is done, at the server; where that does not help, `line` is broken off.
    Meanwhile the rows so far are told. Raises UnreachableError where nobody answers at the other end of `line`.
    """
    count = _Count()
    counted = _COUNTED.set(count)
    done, silence = in_thread(work), Silence(line)
    try:
        with _hearing_its_end():
            while not wait([done], timeout=_EVERY).done:
                _tell_rows()
                silence.look(count.rows)
    except BaseException:
        for end in (cancel, line.break_off if line else None):
            if end is None:
                continue
            in_thread(end)  # which waits for the server too
            if wait([done], timeout=_PATIENCE).done:
                break
        raise
    finally:
        _COUNTED.reset(counted)
    return done.result()


@contextmanager
def _hearing_its_end() -> Iterator[None]:
    """Where SIGTERM would end the process at once, as that of the workbench, it is an interruption meanwhile."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@dataclass
class _Count:
    rows: int = 0


_COUNTED: ContextVar[_Count | None] = ContextVar("counted", default=None)


def row_counter() -> Callable[[int], None]:
    """Adds rows to those that have come of what `attended` is about; it may be called from any thread."""
    count = _COUNTED.get() or _Count()

    def add(rows: int) -> None:
        count.rows += rows

    return add


def _tell_rows() -> None:
    """Tell those who listen how many have come so far."""
    now, count = _NOW.get(), _COUNTED.get()
    if now and count and count.rows:
        now.told(count.rows)
