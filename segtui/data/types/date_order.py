"""Whether 01/02 is the 1st of February or the 2nd of January: decided by the whole column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.types.date_formats import DateFormat
from segtui.language.sentences import Sentence, say, say_counted


@dataclass(frozen=True)
class Ordered:
    """The cells whose day and month are both digits, read.

    `values`: Datetime; `counts`: cells by format as read; `day_first`: how most of them were read, None
    if there are none; `ambiguous`: cells that fit both orders where nothing settles it; `notes`: how it was
    settled without proof, each to follow the column's name.
    """

    values: pl.Series
    counts: dict[str, int]
    against: frozenset[str]
    day_first: bool | None
    ambiguous: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Both:
    """The cells of one format, read in both orders, and how many fit one order only, or both with different dates."""

    format: DateFormat
    day: pl.Series
    month: pl.Series
    only_day: int
    only_month: int
    either: int


def read_in_order(cells: pl.Series, formats: Sequence[DateFormat]) -> Ordered:
    """`cells` read in `formats`, all with a separator; one order for each separator.

    A cell that fits one order only is read in that order, whatever the others show.
    """
    both = [_in_both(cells, f) for f in formats]
    values = pl.repeat(None, len(cells), dtype=pl.Datetime("us"), eager=True)
    counts: dict[str, int] = {}
    against: set[str] = set()
    notes: list[str] = []
    ambiguous = day_cells = month_cells = 0
    shown = sum(b.only_day for b in both), sum(b.only_month for b in both)
    for separator in sorted({f.separator for f in formats}):
        group = [b for b in both if b.format.separator == separator]
        day, month = sum(b.only_day for b in group), sum(b.only_month for b in group)
        either = sum(b.either for b in group)
        # A separator that shows nothing itself follows the rest of the column.
        proof = (day, month) if day or month else shown
        month_first = proof[1] > proof[0] if any(proof) else _american(cells, group)
        if either and (not any(proof) or (day and month)):
            ambiguous += either
            notes.append(_told(day, month, either, month_first, _example(cells, group)))
        for b in group:
            first, second = (b.month, b.day) if month_first else (b.day, b.month)
            names = (b.format.month_first.format, b.format.format)
            against.add(names[1] if month_first else names[0])
            values = values.fill_null(first).fill_null(second)
            fits, others = int(first.is_not_null().sum()), b.only_day if month_first else b.only_month
            for name, count in zip(names if month_first else names[::-1], (fits, others), strict=True):
                counts[name] = counts.get(name, 0) + count
            day_cells, month_cells = (
                day_cells + (others if month_first else fits),
                month_cells + (fits if month_first else others),
            )
    day_first = day_cells >= month_cells if day_cells + month_cells else None
    return Ordered(values, counts, frozenset(against), day_first, ambiguous, tuple(notes))


def _in_both(cells: pl.Series, format: DateFormat) -> _Both:
    read = pl.DataFrame({"cell": cells}).select(
        format.parse(pl.col("cell")).alias("day"), format.month_first.parse(pl.col("cell")).alias("month")
    )
    day, month = read["day"], read["month"]
    only_day = int((day.is_not_null() & month.is_null()).sum())
    only_month = int((month.is_not_null() & day.is_null()).sum())
    return _Both(format, day, month, only_day, only_month, int((day != month).sum()))


def _american(cells: pl.Series, group: Sequence[_Both]) -> bool:
    """Whether cells that both orders fit look American: a slash, and AM or PM, or a time and no padding."""
    timed = [b for b in group if b.format.separator == "/" and b.format.has_time]
    if any("%p" in b.format.format for b in timed):
        return True
    return bool(timed) and bool(cells.str.contains("^[1-9]/|^[0-9]{1,2}/[1-9]/").any())


def _example(cells: pl.Series, group: Sequence[_Both]) -> str:
    return str(next(cells.filter(b.day != b.month)[0] for b in group if b.either))


def _told(day: int, month: int, either: int, month_first: bool, example: str) -> str:
    order = say("month first") if month_first else say("day first")
    if day or month:
        return say(
            "has {day} that can only be day first and {month:,} that can only be month first; {either:,} are "
            'ambiguous, such as "{example}", and were read {order}',
            day=_dates(day),
            month=month,
            either=either,
            example=example,
            order=order,
        )
    return say(
        'does not show whether day or month comes first in {dates} such as "{example}": read {order}; set date_format '
        "in the plan to change this",
        dates=_dates(either),
        example=example,
        order=order,
    )


def _dates(count: int) -> Sentence:
    return say_counted("{count:,} date", "{count:,} dates", count)
