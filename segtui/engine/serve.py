"""The compute process: one question after the other, each answered, whatever goes wrong with it."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from segtui.chatter import silence
from segtui.engine.comparing import compare
from segtui.engine.describing import describe
from segtui.engine.exporting import preview_export
from segtui.engine.failing import failed
from segtui.engine.kept import Kept
from segtui.engine.looking import look, read
from segtui.engine.messages import (
    Compare,
    Describe,
    Forecast,
    Look,
    Message,
    Prepare,
    Preview,
    PreviewExport,
    Read,
    Ready,
    Recall,
    Sample,
    Search,
    Write,
)
from segtui.engine.preparing import prepare
from segtui.engine.previewing import preview
from segtui.engine.recalling import recall
from segtui.engine.sampling import sample
from segtui.engine.searching import forecast, search
from segtui.engine.streams import Channel, die_with, take
from segtui.engine.teller import Teller
from segtui.engine.warming import Warmer
from segtui.engine.writing import write

_KILL_ME_FIRST = "500"
_POLITE = 5

_ANSWERS: dict[type[Message], Callable[[Any, Kept, Teller], Message]] = {
    Look: look,
    Read: read,
    Prepare: prepare,
    Preview: preview,
    Forecast: forecast,
    Search: search,
    Recall: recall,
    Describe: describe,
    Sample: sample,
    PreviewExport: preview_export,
    Compare: compare,
    Write: write,
}


def main() -> None:
    """Serve the session named on the command line until the one who asks is gone."""
    session = Path(sys.argv[1])
    channel, questions = take()
    if len(sys.argv) > 2:
        die_with(int(sys.argv[2]))
    silence()
    _settle(session)
    channel.say(Ready(0))
    serve(session, channel, questions)


def serve(session: Path, channel: Channel, questions: SimpleQueue[Message]) -> None:
    """Answer the questions in order, for ever."""
    kept = Kept(session)
    warmer = Warmer(kept.files.rows)
    while True:
        question = warmer.idle(questions)
        channel.say(answer(question, kept, Teller(channel, question.ticket)))


def answer(question: Message, kept: Kept, teller: Teller) -> Message:
    """The last message to a question; what goes wrong is an answer too."""
    try:
        return _ANSWERS[type(question)](question, kept, teller)
    except BaseException as error:  # a panic of Polars is no Exception
        return failed(question.ticket, error, kept.session)


def _settle(session: Path) -> None:
    """Leave the terminal and the first turn to the app, keep temporary files in the session, be killed first."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    os.umask(0o077)  # whatever it writes is of customers
    os.nice(_POLITE)  # a key is answered before a search goes on
    faulthandler.enable()
    place = session / "tmp"
    with contextlib.suppress(OSError):
        place.mkdir(exist_ok=True)
        tempfile.tempdir = str(place)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_KILL_ME_FIRST)
