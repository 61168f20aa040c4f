"""`segtui follow`: keeps the segments of a finished run up with its stream of events."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from segtui.console.narrator import Narrator
from segtui.console.observing.observed import observed, of_run
from segtui.console.terminal import Terminal, print_json
from segtui.errors import UsageError
from segtui.features.log.durations import read_duration
from segtui.language.interface import shown_language
from segtui.language.sentences import say, tell, tell_counted
from segtui.language.translation import speaking
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.follow_run import follow_run
from segtui.pipeline.follow.follower import FollowLimits, FollowTotals
from segtui.pipeline.observers.observer import CommandOutcome
from segtui.plan.telling import told_as


@dataclass(frozen=True)
class FollowRequest:
    """The command line of `segtui follow`."""

    run: Path
    once: bool = False
    until: str | None = None
    from_start: bool = False
    as_json: bool = False
    quiet: bool = False


@dataclass
class _Asked:
    """Whether a signal asked to end; until somebody wants to know, a signal ends the command as any other."""

    numbers: list[int] = field(default_factory=list)
    is_heard: bool = False

    def __call__(self) -> bool:
        self.is_heard = True
        return bool(self.numbers)


def run_follow(request: FollowRequest) -> int:
    """Follow until it is over; 0, also where a signal ended it after a batch."""
    until = None
    if request.until is not None:
        try:
            until = time.monotonic() + read_duration(request.until).total_seconds()
        except ValueError as error:
            raise UsageError(str(error), where="--until", fix=say("for example --until 2h")) from None
    run = RunFiles.open(request.run)
    asked = _Asked()
    with (
        told_as(run.plan),
        observed(of_run("follow", run, quiet=request.quiet)) as observation,
        Narrator(quiet=request.quiet, language=run.plan.report.language, at_once=True) as narrator,
        _asking(asked),
    ):
        limits = FollowLimits(request.once, until, asked)
        totals = follow_run(run, limits, narrator, from_start=request.from_start, heard=observation.batch_ended)
        observation.finished(lambda: CommandOutcome(figures=_figures(totals)))
    with speaking(shown_language(run.plan.report.language)):
        _tell(request, totals)
    return 0


def _figures(totals: FollowTotals) -> dict[str, float]:
    """What observers are told of all batches."""
    counts = ("batches", "messages", "events", "rejected", "late", "doubles", "moved")
    return {name: getattr(totals, name) for name in counts}


@contextmanager
def _asking(asked: _Asked) -> Iterator[None]:
    """A first signal asks to end after the batch at work; a second one, or one before the first batch, ends at once."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def heard(number: int, frame: FrameType | None) -> None:
        then = before[signal.Signals(number)]
        if (asked.numbers or not asked.is_heard) and callable(then):
            then(number, frame)
        asked.numbers.append(number)

    for known, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(known, heard)
    try:
        yield
    finally:
        for known, handler in before.items():
            signal.signal(known, handler)


def _tell(request: FollowRequest, totals: FollowTotals) -> None:
    if request.as_json:
        print_json({**vars(totals), "sinks": dict(totals.sinks)})
        return
    if request.quiet:
        return
    console = Terminal(soft_wrap=True)
    events = tell_counted("{count:,} event", "{count:,} events", totals.events)
    batches = tell_counted("{count:,} batch", "{count:,} batches", totals.batches)
    moved = tell_counted("{count:,} customer moved", "{count:,} customers moved", totals.moved)
    console.print(tell("{events} in {batches}; {moved}", events=events, batches=batches, moved=moved))
    left = (
        (tell_counted("{count:,} late", "{count:,} late", totals.late), totals.late),
        (tell_counted("{count:,} sent before", "{count:,} sent before", totals.doubles), totals.doubles),
        (tell_counted("{count:,} rejected", "{count:,} rejected", totals.rejected), totals.rejected),
    )
    if told := [words for words, count in left if count]:
        console.print(", ".join(told))
    for name, rows in totals.sinks.items():
        console.print(tell_counted("{place}: {count:,} row", "{place}: {count:,} rows", rows, place=name))
