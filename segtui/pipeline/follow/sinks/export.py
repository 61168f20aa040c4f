"""The file of an [[export]]: made again of everybody as they are now, in RUN_DIR/follow/."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import polars as pl

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.files.names import folded, names_of
from segtui.delivery.follow.config import FollowTo
from segtui.errors import PlanError
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import export_log, versions
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.records import Records, held_of, remember
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.artifacts.stream_files import FOLDER
from segtui.pipeline.exports.export_run import ExportSession, export_one, place_of, under_key
from segtui.pipeline.exports.other_months import folders, month_rows
from segtui.pipeline.follow.answers_of_stream import before_the_stream
from segtui.pipeline.follow.followed_batch import CHANGED
from segtui.pipeline.follow.live_run import live_run
from segtui.pipeline.follow.refresh_followed import VERSION
from segtui.pipeline.follow.sink import LiveNow, Sink, SinkContext, SinkKind
from segtui.pipeline.progress import Listener, Silent
from segtui.plan.followed import export_of
from segtui.plan.model import Plan
from segtui.publishing.scratch import scratch
from segtui.publishing.staging import Staging
from segtui.segments.campaigns.control_group import draws

REST = 4
"""How many times as long as a file took to make it is left as it is at least."""


class ExportSink(Sink):
    """Makes the file where anybody was looked at since, after a rest, and always at the end.

    Whether it is up to date is a fact of the state, which a crash before it is written makes to be made again.
    """

    takes_rows: ClassVar[bool] = False

    def __init__(self, number: int, order: Export, context: SinkContext) -> None:
        home, plan = context.run.home, context.run.plan
        self._number, self._order, self._run = number, order, context.run
        self._place = followed_place(plan, number, home)
        others = [i for i in range(1, len(plan.export) + 1) if i != number]
        self._taken = tuple(
            name for i in others for name in names_of(plan.export[i - 1], followed_place(plan, i, home)).sure
        )
        self._is_new, self._rest_until = True, 0.0

    def open(self) -> None:
        """There is nothing to connect to: the first file says whether the order is right."""

    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """Rows of a batch are not for it."""

    def close(self) -> None:
        """Nothing stays open."""

    def settle(self, now: LiveNow, *, last: bool) -> int | None:
        """Make the file if it is not as of now; the rows that it has then."""
        state, name = now.state, f"exported {self._place.name}"
        known = [state.fact("run"), state.fact(VERSION, 0), int(state.fact(CHANGED, 0))]
        is_due = state.fact(name) != known or not self._has_files()
        rests = not last and time.monotonic() < self._rest_until
        if rests or not (is_due or (last and self._is_new)):  # lists of people not to write to may have grown
            return None
        began = time.monotonic()
        rows = self._make(now, now.listener if self._is_new else Silent())
        state.keep(name, known)
        self._is_new, self._rest_until = False, time.monotonic() + REST * (time.monotonic() - began)
        return rows

    def _has_files(self) -> bool:
        """Whether all files that the log names are there."""
        home = self._run.home
        name = self._place.relative_to(home).as_posix()
        past = next((each for each in export_log.past_exports(home) if each.followed == name), None)
        return past is not None and all((home / path).is_file() for path, _ in past.files)

    def _make(self, now: LiveNow, listener: Listener) -> int:
        waiting = partial(listener.note, say(WAITING))
        with scratch() as work:
            live, data = live_run(now, work)
            with held_run(self._run.home, waiting) as (run, journal), Staging(force=True, journal=journal) as staging:
                number = export_log.number_of_followed(run.home, self._place)
                held = held_of(run.home, run.plan.seed)
                self._hold_new(now, live, held, number)
                more = tuple(_before(now, self._order))
                session = ExportSession(live, held, number, run.path, data, True, self._taken, more=more)
                order = self._order.model_copy(update={"holdout": None})  # drawn already
                try:
                    exported = export_one(order, session, self._place, staging, listener)
                except PlanError as error:
                    raise under_key(error, f"export[{self._number}]") from None
                held.stage(staging)
                export_log.note_followed(run.home, self._place, exported, staging)
                known = Records.at(run.home)
                records = Records(len(held.ids), max(number, known.exports))
                if records != known:
                    remember(run.home, records, staging)
                staging.publish()
        return exported.summary.written

    def _hold_new(self, now: LiveNow, live: RunFiles, held: ControlGroup, number: int) -> None:
        """Hold out the share of the order of those who came by the stream, by the draw of the next run; who is in the
        run was drawn with it."""
        share, run = self._order.holdout, now.followed.run
        if not share:
            return
        there = pl.concat([block.select(col("id").cast(pl.String)).collect() for block in run.member_blocks()])
        new = live.segments().select(col(live.id).cast(pl.String).alias("id"), "segment").collect()
        drawn = new.join(there, on="id", how="anti").filter(draws(pl.col("id"), run.plan.seed) < share)
        held.extend(lambda *_: (drawn.with_columns(held=True), {}), 0, number)


def followed_place(plan: Plan, number: int, home: Path) -> Path:
    """Where an export of the plan is kept up: in the run's folder under its own name, with its number where another one
    is called so too."""
    stems = [folded(place_of(order, i, home).stem) for i, order in enumerate(plan.export, 1)]
    name = place_of(plan.export[number - 1], number, home).name
    return home / FOLDER / (f"{number}-{name}" if stems.count(stems[number - 1]) > 1 else name)


def _before(now: LiveNow, order: Export) -> Iterator[Beside]:
    """The data of the run and of its versions, in which a no counts as long as nothing came by the stream."""
    followed, state = now.followed, now.state
    is_current = versions.current(followed.run.home) == state.fact(VERSION, 0)
    for place in folders(followed.run).values():
        rows = month_rows(RunFiles.open(place), order.columns_asked())
        yield before_the_stream(rows, followed, state) if is_current else rows


def _made(to: FollowTo, context: SinkContext) -> Sink:
    found = export_of(context.run.plan, to.export or "")
    assert found is not None  # the plan was checked
    return ExportSink(*found, context)


SINK = SinkKind("export", _made)
