"""Messages as the rows of logs and as changes of profiles, typed as the run read its own tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl

from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, parse_with
from segtui.errors import SegtuiError
from segtui.features.log.log_columns import LogColumns
from segtui.features.log.log_maker import LogMaker
from segtui.features.log.times import clock
from segtui.features.log.worth import RowWorth
from segtui.language.sentences import say
from segtui.pipeline.follow.events.event_times import event_times
from segtui.pipeline.follow.events.message_cells import read_cells

_PLAIN_NUMBER = r"^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$"
_LONGEST_ID = 1000
_SHOWN = 60
_EXACT = 2**53


@dataclass(frozen=True)
class FollowedLog:
    """How rows of the log of a [[derive]] are read: its `number`, the formats of its columns as the run read them, and
    whether its times are of UTC."""

    number: int
    maker: LogMaker
    forms: Mapping[str, ColumnFormat]
    of_utc: bool

    @property
    def columns(self) -> LogColumns:
        """What its columns are."""
        return self.maker.log_columns()

    @property
    def zone(self) -> str | None:
        """The zone whose days count, where times are of UTC."""
        return self.maker.timezone if self.of_utc else None

    def shows(self, now: int) -> int:
        """What the clock of its times shows now: the zone's where they are not of UTC, without one UTC's."""
        return int(clock(pl.Series([now], dtype=pl.Int64), None if self.of_utc else self.maker.timezone)[0])

    def named(self) -> tuple[str, ...]:
        """The fields of a message that make a row, but for the id."""
        own = self.columns
        worth = RowWorth(own.worth, own.kind.worth).columns() or (own.worth,) if own.worth else ()
        names = (own.time, own.event, own.order, *worth)
        return tuple(dict.fromkeys(name for name in names if name is not None))


@dataclass
class EventRows:
    """n messages, read: the `ids` (n), the moment `at` (n, null where a message has no event), the rows of each log by
    its number (place, id, at, and event, worth, order), and changes of profiles (place, id, columns).

    `why` says by place what is wrong with a message, of which nothing counts.
    """

    ids: pl.Series
    at: pl.Series
    logs: dict[int, pl.DataFrame]
    profile: pl.DataFrame
    why: dict[int, str] = field(default_factory=dict)

    def without(self, places: Sequence[int]) -> EventRows:
        """The same without the rows of these messages."""
        gone = pl.Series(places, dtype=pl.Int64).implode()
        left = {number: rows.filter(~pl.col("place").is_in(gone)) for number, rows in self.logs.items()}
        return EventRows(self.ids, self.at, left, self.profile.filter(~pl.col("place").is_in(gone)), self.why)


@dataclass(frozen=True)
class EventReader:
    """Reads messages whose field `id` holds the customer; `id_form` is how the run read its ids, `id_type` their type.

    `profile` are the columns of the source by the format in which the run read them, `nulls` the words of its plan for
    empty cells.
    """

    id: str
    id_form: ColumnFormat
    id_type: pl.DataType
    logs: tuple[FollowedLog, ...]
    profile: Mapping[str, ColumnFormat]
    nulls: Sequence[str] | None = None

    def read(self, bodies: Sequence[bytes]) -> EventRows:
        """The rows of messages."""
        names = [self.id, *(name for log in self.logs for name in log.named()), *self.profile]
        found = read_cells(bodies, names)
        wrong = _Wrong(found.why)
        ids = self._ids(found.cells[self.id], wrong)
        rows = {log.number: self._rows(log, found.cells, ids, wrong) for log in self.logs}
        profile = self._changes(found.cells, ids, wrong)
        used = [*(frame["place"] for frame in rows.values()), profile["place"]]
        idle = np.setdiff1d(np.arange(len(bodies)), np.concatenate([each.to_numpy() for each in used]))
        for place in idle.tolist():
            wrong.tell(place, lambda: say("has no field that the run's features or columns are made of"))
        moments = pl.concat([frame.select("place", "at") for frame in rows.values()] or [_NOTHING])
        latest = moments.group_by("place").agg(pl.col("at").max())
        at = pl.DataFrame({"place": pl.Series(range(len(bodies)), dtype=pl.Int64)}).join(
            latest, on="place", how="left", maintain_order="left"
        )["at"]
        return EventRows(ids, at, rows, profile, wrong.why).without(list(wrong.why))

    def _ids(self, cells: pl.Series, wrong: _Wrong) -> pl.Series:
        text = cells.str.strip_chars()
        parsed = parse_with(text, self.id_form, null_words(self.nulls), typed=False).values
        values = (_whole(text, parsed) if self.id_form.kind == "integer" else parsed).cast(self.id_type, strict=False)
        odd = text.str.contains("\0", literal=True) | (text.str.len_bytes() > _LONGEST_ID)
        values = values.set(odd.fill_null(False), None)
        for place in values.is_null().arg_true().to_list():
            cell = text[place]
            kind = self.id_form.kind
            wrong.tell(place, partial(_unread, self.id, cell, kind) if cell else partial(_no_id, self.id))
        return values

    def _rows(self, log: FollowedLog, cells: pl.DataFrame, ids: pl.Series, wrong: _Wrong) -> pl.DataFrame:
        """The complete rows of a log."""
        own = log.columns
        times = cells[own.time]
        at = event_times(times, log.forms.get(own.time), of_utc=log.of_utc, zone=log.maker.timezone)
        _tell_unread(wrong, own.time, times, at.is_null() & _is_there(times), "time")
        made = {"place": pl.Series(range(len(ids)), dtype=pl.Int64), "id": ids, "at": at}
        if own.event is not None:
            made["event"] = self._text(cells, own.event, log)
        if own.worth is not None:
            made["worth"] = self._worth(log, RowWorth(own.worth, own.kind.worth), cells, wrong)
        if own.order is not None:
            made["order"] = self._text(cells, own.order, log)
        frame = pl.DataFrame([values.alias(name) for name, values in made.items()])
        return frame.drop_nulls()

    def _text(self, cells: pl.DataFrame, name: str, log: FollowedLog) -> pl.Series:
        form = ColumnFormat(name, "text", code=bool((known := log.forms.get(name)) and known.code))
        return parse_with(cells[name], form, null_words(), typed=False).values.cast(pl.String).str.strip_chars()

    def _worth(self, log: FollowedLog, worth: RowWorth, cells: pl.DataFrame, wrong: _Wrong) -> pl.Series:
        names = worth.columns() or (worth.text,)
        typed = [self._typed(cells[name], log.forms.get(name) or ColumnFormat(name, "number"), wrong) for name in names]
        made = worth.of(pl.DataFrame(typed))
        for place in made.is_infinite().fill_null(False).arg_true().to_list():
            wrong.tell(place, lambda: say("{column} is infinite", column=worth.text))
        return made.fill_null(0.0) if log.columns.empty_is_nothing else made

    def _changes(self, cells: pl.DataFrame, ids: pl.Series, wrong: _Wrong) -> pl.DataFrame:
        """Rows with a cell of the profile that is not empty."""
        place = pl.Series("place", range(len(ids)), dtype=pl.Int64)
        columns = [self._cells(cells[name], form, wrong) for name, form in self.profile.items()]
        frame = pl.DataFrame([place, ids.alias("id")])
        if not columns:
            return frame.clear()
        typed = pl.DataFrame(columns)
        some = typed.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        named = {f"c{i}": column for i, column in enumerate(typed.get_columns())}
        return frame.with_columns(**named).filter(some & ids.is_not_null())

    def _cells(self, cells: pl.Series, form: ColumnFormat, wrong: _Wrong) -> pl.Series:
        """Cells of the profile, whose columns of whole numbers take no others."""
        typed = self._typed(cells, form, wrong)
        if form.kind != "integer":
            return typed
        whole = _whole(cells, typed)
        _tell_unread(wrong, form.name, cells, typed.is_not_null() & whole.is_null(), form.kind)
        return whole.alias(cells.name)

    def _typed(self, cells: pl.Series, form: ColumnFormat, wrong: _Wrong) -> pl.Series:
        """Cells in the run's type; plain numbers are JSON's, whatever decimal mark the run's table had."""
        if form.kind in ("integer", "number") and form.decimal not in (None, "."):
            plain = cells.str.contains(_PLAIN_NUMBER).fill_null(False)
            numbers = cells.set(~plain, None).cast(pl.Float64, strict=False)
            rest = self._parsed(cells.set(plain, None), form, wrong).cast(pl.Float64)
            return numbers.fill_null(rest).alias(cells.name)
        return self._parsed(cells, form, wrong)

    def _parsed(self, cells: pl.Series, form: ColumnFormat, wrong: _Wrong) -> pl.Series:
        try:
            found = parse_with(cells, form, null_words(self.nulls), typed=False)
        except SegtuiError as error:
            what = error.what
            for place in cells.is_not_null().arg_true().to_list():
                wrong.tell(place, lambda: say("{column} {what}", column=form.name, what=what))
            return cells.clear().extend_constant(None, len(cells))
        _tell_unread(wrong, form.name, cells, found.unread, form.kind)
        return found.values.alias(cells.name)


_NOTHING = pl.DataFrame(schema={"place": pl.Int64, "at": pl.Int64})


@dataclass
class _Wrong:
    """What is wrong with messages: the first thing that is found."""

    why: dict[int, str]

    def tell(self, place: int, said: Callable[[], str]) -> None:
        if place not in self.why:
            self.why[place] = said()


def _whole(text: pl.Series, parsed: pl.Series) -> pl.Series:
    """Cells as whole numbers (Int64), whatever the others of a batch are; null for what is not whole, or too large for
    a number with a fraction to be exact: cut off it would be another."""
    if not parsed.dtype.is_float():
        return parsed
    exact = text.set(~text.str.contains(r"^[+-]?\d+$").fill_null(False), None).cast(pl.Int64, strict=False)
    whole = (parsed == parsed.floor()) & (parsed.abs() < _EXACT)
    return exact.fill_null(parsed.set(~whole.fill_null(False), None).cast(pl.Int64, strict=False))


def _is_there(cells: pl.Series) -> pl.Series:
    return (cells.str.strip_chars().str.len_bytes() > 0).fill_null(False)


def _tell_unread(wrong: _Wrong, name: str, cells: pl.Series, unread: pl.Series, kind: str) -> None:
    for place in unread.arg_true().to_list():
        wrong.tell(place, partial(_unread, name, cells[place], kind))


def _no_id(name: str) -> str:
    return say("has no {column}", column=name)


def _unread(name: str, cell: str, kind: str) -> str:
    shown = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
    return say('{column} is "{cell}", which can\'t be read as {kind}', column=name, cell=shown, kind=kind)
