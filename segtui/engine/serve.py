"""The compute process: one question after another, each answered, whatever goes wrong."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, cast

from segtui.engine.handlers.error_replies import failed
from segtui.engine.preload import Warmer
from segtui.engine.session.cache import SessionCache
from segtui.engine.session.left_parts import remove_left_parts
from segtui.engine.transport.messages import Message, Ready, Request
from segtui.engine.transport.streams import Channel, ProgressReporter, die_with, take
from segtui.libraries.boundary import silence

_KILL_ME_FIRST = "500"
_POLITE = 5

Handler = Callable[[Any, SessionCache, ProgressReporter], Message]
"""Answers one kind of question, with the session's cache and a progress listener."""


def main() -> None:
    """Serve the session named on the command line until the parent process is gone."""
    session = Path(sys.argv[1])
    channel, questions = take()
    if len(sys.argv) > 2:
        die_with(int(sys.argv[2]))
    silence()
    _settle(session)
    channel.say(Ready(0))
    remove_left_parts(session)
    serve(session, channel, questions)


def serve(session: Path, channel: Channel, questions: SimpleQueue[Message]) -> None:
    """Answer the questions in order, for ever."""
    cache = SessionCache(session)
    warmer = Warmer(cache.files.rows)
    while True:
        question = warmer.idle(questions)
        channel.say(answer(question, cache, ProgressReporter(channel, question.ticket)))
        gc.enable()  # it was off while the process was loaded


def answer(question: Message, cache: SessionCache, reporter: ProgressReporter) -> Message:
    """The last message to a question; an error is an answer too."""
    try:
        assert isinstance(question, Request)
        return handler_of(type(question))(question, cache, reporter)
    except BaseException as error:  # a panic of Polars is not an Exception
        return failed(question.ticket, error, cache.session)


def handler_of(kind: type[Request]) -> Handler:
    """The function that answers a kind of question."""
    module, _, function = kind.handler.partition(":")
    handlers = importlib.import_module(f"segtui.engine.handlers.{module}")
    return cast("Handler", getattr(handlers, function))


def _settle(session: Path) -> None:
    """Leave the terminal and priority to the app, keep temporary files in the session, be killed first when memory runs
    out."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    os.umask(0o077)  # everything it writes is customer data
    os.nice(_POLITE)  # key presses have priority over a search
    faulthandler.enable()
    place = session / "tmp"
    with contextlib.suppress(OSError):
        place.mkdir(exist_ok=True)
        tempfile.tempdir = str(place)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_KILL_ME_FIRST)
