"""Quits the workbench without losing anything: saved, discarded, or kept for the next start."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING

from segtui.language.sentences import tell_counted
from segtui.language.translation import _
from segtui.workbench import save_plan
from segtui.workbench.parts.question import Answer, Question

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench

_GRACE = 1.5
"""Seconds in which a terminal that is gone may still take the last output."""


async def leave(bench: Bench) -> None:
    """Quit; ask what to do with unsaved changes."""
    if not bench.store.unsaved:
        _exit(bench, keep=False)
        return
    changes = bench.store.history.changes
    question = Question(
        _("The plan is not saved"),
        tell_counted(
            "{count:,} change of {name}, the last: {last}.",
            "{count:,} changes of {name}, the last: {last}.",
            changes,
            name=bench.store.name,
            last=bench.store.history.undoable,
        ),
        [
            Answer("s", _("save it and quit")),
            Answer("k", _("keep it for the next session, and quit")),
            Answer("d", _("discard the changes and quit")),
        ],
    )
    answer = await bench.push_screen_wait(question)
    if answer == "s" and await save_plan.save(bench):
        _exit(bench, keep=False)
    elif answer in ("d", "k"):
        _exit(bench, keep=answer == "k")


def _exit(bench: Bench, *, keep: bool, code: int = 0) -> None:
    """End the compute process and the app; a session that is kept is offered at the next start."""
    bench.engine.stop()
    if not keep:
        bench.session.end()
    bench.exit(return_code=code)


def on_signals(bench: Bench) -> None:
    """A dropped connection or a kill leaves the session for the next start: its journal is already on disk."""
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, _hung_up, bench, 128 + number)
    if sys.__stdin__ is not None and not bench.is_headless:
        line = threading.Thread(target=_watch, args=(sys.__stdin__.fileno(), bench, loop), name="line", daemon=True)
        line.start()


def _watch(terminal: int, bench: Bench, loop: asyncio.AbstractEventLoop) -> None:
    """Wait until the other end of the terminal is closed, which the system reports only to its controlling process."""
    poll = select.poll()
    poll.register(terminal, 0)  # an end is told unasked
    if not any(told & select.POLLHUP for _, told in poll.poll()):
        return  # a system that can't watch terminals so
    code = 128 + signal.SIGHUP
    _leave_at_last(code)  # from here, for the app may wait for its last words to be taken
    with contextlib.suppress(RuntimeError):  # the app has ended meanwhile
        loop.call_soon_threadsafe(_hung_up, bench, code)


def _hung_up(bench: Bench, code: int) -> None:
    _leave_at_last(code)
    _exit(bench, keep=True, code=code)


def _leave_at_last(code: int) -> None:
    """With the terminal gone the goodbye may never be written: then there is nothing to wait for."""
    last = threading.Timer(_GRACE, os._exit, [code])
    last.daemon = True
    last.start()
