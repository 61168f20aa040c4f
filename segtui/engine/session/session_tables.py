"""The tables of a session's plans: whole, or a sample of one that a run would work through in parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import polars as pl

from segtui.data.databases.reading import reading
from segtui.data.reading.read_in_parts import Parting
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.features.maker import Derived
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.pipeline.lru import Recent
from segtui.pipeline.preparing.table_reader import CachedTableReader, Columns, TableReader, stamped
from segtui.pipeline.progress import Listener, rows_to
from segtui.plan.execution import Execution
from segtui.plan.model import Plan
from segtui.profiling.profile import Profile, profile
from segtui.publishing.paths import expand_home

_KEPT = 2


@dataclass(frozen=True)
class DrawnSample:
    """Rows that stand for `of` rows; `name` says which they are."""

    table: Table
    of: int
    name: str

    @cached_property
    def profile(self) -> Profile:
        """Their profile, before cleaning."""
        return profile(self.table)


class SessionTables(TableReader):
    """Reads with the reader of the session what is not larger than memory.

    Of another table there is a sample, the one that a run of the plan draws, kept while the table stays as it is.
    """

    def __init__(self, files: CachedTableReader) -> None:
        self.files = files
        self._in_parts: Recent[str, bool] = Recent(_KEPT * 4)
        self._drawn: Recent[str, DrawnSample] = Recent(_KEPT)
        self._used: dict[Source, DrawnSample] = {}

    def look_at(self, plan: Plan, folder: Path, listener: Listener) -> DrawnSample | None:
        """Decide how the source of a plan is read from now on, and draw its sample; None where it is read whole.

        Raises what drawing raises, and ResourceError for a plan that needs all of its rows in memory.
        """
        self._used = {}
        if plan.source is None or not self.is_in_parts(plan, folder):
            return None
        from segtui.pipeline.partitioned.preparing.learn_cleaning import refuse_whole_tables
        from segtui.pipeline.partitioned.preparing.preparation import refuse_unsuited
        from segtui.pipeline.partitioned.preparing.source_parts import SAMPLE

        refuse_unsuited(plan)
        refuse_whole_tables(plan.steps())
        sample = max(SAMPLE, plan.sample() or 0)
        name = f"{_key(plan.source, folder)} {plan.seed} {sample}"
        drawn = self._drawn.get(name) or self._drawn.put(name, _draw(plan, folder, sample, name, listener))
        self._used = {plan.source: drawn}
        return drawn

    def is_in_parts(self, plan: Plan, folder: Path) -> bool:
        """Whether a run works through the plan's source in parts: decided once while plan and table stay as they are,
        for there is more free memory at one time than at another."""
        from segtui.pipeline.partitioned.whether import needs_parts

        if plan.source is None or plan.reads_stdin():
            return False
        key = f"{_key(plan.source, folder)} {plan.engine}"
        return self._in_parts.get_or(key, lambda: needs_parts(plan, folder, None))

    def as_run(self, plan: Plan, folder: Path) -> Plan:
        """The plan that says itself that its rows are in parts, where this was decided."""
        if not self.is_in_parts(plan, folder):
            return plan
        engine = (plan.engine or Execution()).model_copy(update={"parts": True})
        return plan.model_copy(update={"engine": engine})

    def rows_behind(self, source: Source | None) -> int | None:
        """How many rows a sample stands for; None where all are read."""
        drawn = self._used.get(source) if source else None
        return drawn.of if drawn else None

    def view(self, source: Source | None) -> str:
        """Which rows of a source are read; empty where all of them."""
        drawn = self._used.get(source) if source else None
        return drawn.name if drawn else ""

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The table of a source, or its sample."""
        drawn = self._used.get(source)
        return drawn.table if drawn else self.files.table(source, folder, stdin, only)

    def in_parts(self, source: Source, folder: Path, by: Parting, only: Columns) -> Table | None:
        """See `CachedTableReader.in_parts`."""
        return self.files.in_parts(source, folder, by, only)

    def derived(self, maker: TableMaker, table: Table) -> Derived:
        """See `CachedTableReader.derived`."""
        return self.files.derived(maker, table)

    def derived_rows(self, maker: RowMaker, frame: pl.DataFrame, key: str) -> Derived:
        """See `CachedTableReader.derived_rows`."""
        return self.files.derived_rows(maker, frame, key)


def _key(source: Source, folder: Path) -> str:
    return f"{source.model_dump_json(exclude={'labels', 'units'})} {folder.absolute()} {stamped(source, folder)}"


def _draw(plan: Plan, folder: Path, sample: int, name: str, listener: Listener) -> DrawnSample:
    """Draw the rows; what must be kept on the disk meanwhile is where the plan says, else in the session."""
    from segtui.libraries.parts.workers import Threads
    from segtui.pipeline.partitioned.preparing.source_parts import open_source

    assert plan.source is not None
    source, spill = plan.source, plan.engine.spill if plan.engine else None
    listener.stage(say("drawing a sample of {file}", file=source.path))
    tick: Callable[[float], None] = lambda share: listener.advance(share, 1.0)  # noqa: E731
    place = folder / expand_home(spill) if spill else None
    with TemporaryDirectory(prefix="segtui-", dir=place) as kept, reading(rows_to(listener)):
        rows = (plan.engine or Execution()).rows
        draw = partial(open_source, rows=rows, seed=plan.seed, sample=sample, tick=tick)
        found = draw(source, folder, Path(kept), Threads())
    told = say(
        "A sample: {some:,} of {all:,} rows, drawn at random, are looked at here. "
        "A run works through all of them, part by part.",
        some=found.sample.frame.height,
        all=found.rows,
    )
    report = found.sample.reading
    marked = {**report.fingerprints, "sample": name}  # instead of the hashes of large files
    seen = replace(report, files=(), notes=(*report.notes, told), fingerprints=marked)
    return DrawnSample(replace(found.sample, reading=seen), found.rows, name)
