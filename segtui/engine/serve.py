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
from segtui.engine.handlers.compare_runs import compare
from segtui.engine.handlers.describe_segments import describe
from segtui.engine.handlers.error_replies import failed
from segtui.engine.handlers.prepare_features import prepare
from segtui.engine.handlers.preview_export import preview_export
from segtui.engine.handlers.preview_step import preview
from segtui.engine.handlers.read_table import look, read
from segtui.engine.handlers.recall_run import recall
from segtui.engine.handlers.sample_output import sample
from segtui.engine.handlers.search_grids import forecast, search
from segtui.engine.handlers.write_run import write
from segtui.engine.preload import Warmer
from segtui.engine.session.cache import Kept
from segtui.engine.transport.messages import (
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
from segtui.engine.transport.progress_reporter import Teller
from segtui.engine.transport.streams import Channel, die_with, take

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
