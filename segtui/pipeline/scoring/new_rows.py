"""Reads later rows as a run read its own: the source or the first derived table, in typed batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import polars as pl

from segtui.cleaning.clean import check
from segtui.cleaning.step import Step
from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.data.raw.row_repairs import RowRepair, RowSkip
from segtui.data.reading.batches import ROWS, Batches
from segtui.data.reading.read import read
from segtui.data.reading.reader_settings import at_path
from segtui.data.reading.source_paths import is_same
from segtui.data.source import Source
from segtui.data.stores.store_address import latest
from segtui.data.table import Table
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, parse_with
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, nearest
from segtui.features.maker import Derived
from segtui.features.row_maker import RowMaker
from segtui.language.listings import in_turn
from segtui.language.sentences import say, say_counted
from segtui.language.wording import type_word
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import PredictionNeeds
from segtui.pipeline.scoring.fitted_model import Learned, damaged_facts, predicted_by, rules_of
from segtui.prediction.labels.log_outcome import LogOutcome

_MOST_UNREAD = 0.5


class LaterRows:
    """The rows of a data file as what a run's cleaning starts from, batch by batch, as often as they are asked for.

    `data` takes the place of the plan's source; of a plan without one it is the table that the first derive is made
    from. `newer` are files that take the place of the plan's derive tables, by their number from 1. `unread` counts,
    by column, cells that did not read as they did in the run and are empty; `sentinels` dates that stand for none,
    which are empty as in the run; `told` is what makers say of newer tables, such as the day to which days are counted;
    `needs` is what predictions need beside cleaning and clustering: `active` are the ids (sorted) of those whom each of
    them asks of its log, `tables` those that derives were made from, by their number, where it keeps them. `matches`
    are pairs of rows that cleaning found to be one person. With `whole`, columns that nothing needs are read too, and
    `latest` is the batch that was given last, as it was read. Where the features of tables are given (`derived`), no
    table is read. A context manager.
    Raises DataError for data that lacks a column that cleaning or clustering needs, or has another kind of column
    there.
    """

    def __init__(
        self,
        run: RunFiles,
        learned: Learned,
        data: str,
        newer: Mapping[int, str],
        stdin: BinaryIO | None = None,
        needs: PredictionNeeds | None = None,
        *,
        whole: bool = False,
        derived: dict[int, Derived] | None = None,
    ) -> None:
        self._whole = whole
        self.latest: pl.DataFrame | None = None
        self._run, self._learned, self._data, self._stdin = run, learned, data, stdin
        by = predicted_by(run) if run.has_segments else None
        self._needs = (needs or PredictionNeeds()).beside(by)
        self.tables: dict[int, Table] = {}
        self.unread: Counter[str] = Counter()
        self.sentinels: Counter[str] = Counter()
        self.matches: list[pl.DataFrame] = []
        self.skipped = 0
        self.repairs: tuple[RowRepair, ...] = ()
        self.skips: tuple[RowSkip, ...] = ()
        self.told: tuple[str, ...] = ()
        self._derived_sentinels: Counter[str] = Counter()
        self.active: dict[LogOutcome, pl.Series] = {}
        self.derived = self._derive(newer) if derived is None else derived
        self.sentinels.update(self._derived_sentinels)
        self._batches: Batches | None = None

    def __enter__(self) -> Self:
        source = self._run.plan.source
        if source:
            as_in_run = at_path(source, self._data)
            anew = dict.fromkeys(("delimiter", "encoding", "header", "decimal", "title_rows"))
            try:
                self._open(as_in_run)
            except DataError as error:
                try:
                    self._open(as_in_run.model_copy(update=anew))  # in another format than the run's file
                except DataError:
                    raise error from None
        return self

    def _open(self, source: Source) -> None:
        with ExitStack() as opening:
            batches = opening.enter_context(Batches(source, Path(), self._stdin))
            self._wanted = self._columns(batches.columns)
            self._batches, self.skipped = batches, batches.skipped
            self.repairs, self.skips = batches.repairs, batches.skips
            opening.pop_all()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._batches:
            self._batches.__exit__(kind, error, trace)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each batch typed, with the id under its name in the source."""
        self.unread.clear()
        self.sentinels = Counter(self._derived_sentinels)
        if self._batches is None:
            for piece in self.derived[1].frame.iter_slices(ROWS):
                self.latest = piece
                yield piece
            return
        known = {form.name: form for form in self._learned.forms}
        words = null_words(self._run.plan.source.nulls if self._run.plan.source else None)
        at = 0
        for frame, typed in self._batches:
            columns = [self._typed(frame[name], known[name], words, typed) for name in self._wanted]
            if self._learned.made_id:
                numbers = range(at + 1, at + frame.height + 1)
                columns.insert(0, pl.Series(self._learned.id, numbers, dtype=pl.Int64))
            at += frame.height
            self.latest = pl.DataFrame(columns)
            yield self.latest

    def _typed(self, cells: pl.Series, form: ColumnFormat, words: list[str], typed: bool) -> pl.Series:
        if cells.name == self._learned.id:
            cells = plain_ids(cells)
        found = parse_with(cells, form, words, typed=typed)
        values, unread = found.values, found.unread
        if found.sentinels:
            self.sentinels[cells.name] += found.sentinels
        if cells.name == self._learned.id and form.kind == "integer":
            values = plain_ids(values)
        count = int(unread.sum())
        if count:
            example = cells.filter(unread)[0]
            if cells.name == self._learned.id or count > _MOST_UNREAD * (len(cells) - cells.null_count()):
                what = say(
                    '{count:,} of {cells:,} cells can\'t be read as {kind}, as in the run: "{example}" …',
                    count=count,
                    cells=len(cells),
                    kind=type_word(form.kind),
                    example=example,
                )
                raise DataError(
                    what,
                    where=say('column "{name}"', name=cells.name),
                    fix=say("convert the column to the same format as before"),
                )
            self.unread[cells.name] += count
        return values

    def _derive(self, newer: Mapping[int, str]) -> dict[int, Derived]:
        """The features of each derive with a table, the plan's or a newer one, scored by the run's bins."""
        made = {}
        for number, maker in self._run.plan.table_makers():
            known = self._learned.derive_forms[number - 1]
            source, folder = maker.table(), self._run.path
            source = source.model_copy(update={"path": latest(source.path)})
            if number in newer:
                source, folder = Source(path=newer[number]), Path()
            elif number == 1 and not self._run.plan.source:
                source, folder = Source(path=self._data), Path()
            table = read(source, folder, stdin=self._stdin, known=known)
            if self._needs.keeps_tables:
                self.tables[number] = table
            self._derived_sentinels.update({c.name: c.sentinels for c in table.reading.columns if c.sentinels})
            if faults := maker.faults(table.frame, f"derive[{number}]"):
                raise DataError(in_turn(*(f.what for f in faults)), where=source.path, fix=faults[0].fix)
            for outcome in {outcome for log, outcome in self._needs.asked if log == number}:
                self.active[outcome] = outcome.customers(table)[1]
            own = is_same(source.path, folder, maker.path, self._run.path)
            later = maker if own else maker.unpinned()
            with foreign(damaged_facts(self._run)):
                made[number] = later.transform(table, self._learned.derived[number - 1])
            if not own:
                self.told += tuple(note for note in made[number].notes if note not in self.told)
        return made

    def _columns(self, here: tuple[str, ...]) -> list[str]:
        """The columns that have to be read; raises DataError with every one that is missing."""
        learned, steps = self._learned, [step for _, step in self._learned.steps]
        source = [form.name for form in learned.forms]
        every = [*source, *([learned.id] if learned.made_id else [])]
        table = rules_of(self._run)
        features = {c.source for c in learned.used} | set(table.columns if table else ())
        features |= self._needs.columns & self._known(_after(steps, every))

        def needed(name: str) -> bool:
            rest = [c for c in every if c != name]
            return name == learned.id or bool(check(steps, rest)) or not features <= self._known(_after(steps, rest))

        wanted = [c for c in source if needed(c)]
        if missing := [c for c in wanted if c not in here]:
            listed = ", ".join(f'"{c}"' for c in missing)
            what = say_counted(
                "missing column {names}, which the run's cleaning or clustering needs",
                "missing columns {names}, which the run's cleaning or clustering needs",
                len(missing),
                names=listed,
            )
            if self._needs.columns:
                what = say_counted(
                    "missing column {names}, which the run's cleaning, clustering or predictions need",
                    "missing columns {names}, which the run's cleaning, clustering or predictions need",
                    len(missing),
                    names=listed,
                )
            raise DataError(what, where=self._data, fix=nearest(missing[0], here))
        asked = self._needs.labels & self._known(_after(steps, every))
        beside = [c for c in source if not asked <= self._known(_after(steps, [e for e in every if e != c]))]
        wanted += [c for c in beside if c not in wanted]
        every_cell = self._whole or any(s.merges_rows or _is_of_whole_rows(s) for s in steps)
        return [c for c in source if c in here and (every_cell or c in wanted)]

    def _known(self, cleaned: set[str]) -> set[str]:
        """The columns that are there after every derive, if cleaning leaves these."""
        known = set(cleaned)
        for number, maker in enumerate(self._run.plan.derive, 1):
            if isinstance(maker, RowMaker):
                known.update(maker.output_columns() if known.issuperset(maker.inputs()) else ())
            else:
                known.update(self.derived[number].frame.columns)
        return known


def _is_of_whole_rows(step: Step) -> bool:
    return isinstance(step, Deduplicate) and (not step.by or step.keep == "most_complete")


def _after(steps: Sequence[Step], columns: list[str]) -> set[str]:
    for step in steps:
        columns = step.output_columns(columns)
    return set(columns)
