"""One typed column: its values, how they were parsed, and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from segtui.data.table import ColumnReading
from segtui.language.listings import quoted_name
from segtui.language.sentences import Sentence, row_of, say, say_counted
from segtui.language.translation import to_translate

MOST_UNREAD = 0.05
"""The share of cells that may be unreadable in a column of numbers or dates."""
_NEARLY = 0.5
_EXAMPLES = 5
_ONE: dict[str, str] = {
    "numbers": to_translate("number"),
    "dates": to_translate("date"),
    "datetimes": to_translate("datetime"),
    "booleans": to_translate("boolean"),
    "texts": to_translate("text"),
}
_MANY: dict[str, str] = {"numbers": to_translate("numbers"), "dates": to_translate("dates")}


@dataclass(frozen=True)
class TypedColumn:
    """A typed column. `notes`: sentences whose subject, the column, is still to be put in front.

    `marks`: cells by decimal mark shown. `undecided`: cells such as "1,234" whose decimal mark the column itself
    leaves open.
    """

    values: pl.Series
    reading: ColumnReading
    notes: tuple[str, ...] = ()
    marks: dict[str, int] = field(default_factory=dict)
    undecided: int = 0


def none_of(cells: int) -> Sentence:
    """What is said of a column that is empty."""
    return say_counted(
        "is empty: its {count:,} cell has no value", "is empty: none of its {count:,} cells has a value", cells
    )


def about_column(name: str, what: str) -> Sentence:
    """`what` (has 3 cells …, is empty) of the column."""
    return say('column "{column}" {what}', column=name, what=what)


def as_text(cells: pl.Series, *notes: str) -> TypedColumn:
    """The column as it stands, in words."""
    return TypedColumn(cells, ColumnReading(cells.name, "text"), notes)


def fits(cells: pl.Series, unread: pl.Series) -> bool:
    """Whether so few `cells` are `unread` that these may become null."""
    return int(unread.sum()) <= MOST_UNREAD * (len(cells) - cells.null_count())


def left_over(cells: pl.Series, unread: pl.Series, kind: str) -> tuple[int, tuple[str, ...], list[str]]:
    """How many cells are unread, up to five examples, and the sentence that says that they became null."""
    count = int(unread.sum())
    examples = _examples(cells, unread)
    if not count:
        return 0, (), []
    present = len(cells) - cells.null_count()
    note = say_counted(
        "has {count:,} cell of {present:,} without a readable {kind}, left empty: {examples}",
        "has {count:,} cells of {present:,} without a readable {kind}, left empty: {examples}",
        count,
        present=present,
        kind=say(_ONE[kind]),
        examples=_quoted(examples),
    )
    return count, examples, [note]


def stays_text(cells: pl.Series, unread: pl.Series, kind: str, reason: str = "") -> TypedColumn | None:
    """The column as text, and why although most of it reads as `kind`; None where not even half of it does."""
    present, count = len(cells) - cells.null_count(), int(unread.sum())
    if reason:
        return as_text(cells, say("stays text: {reason}", reason=reason)) if count <= _NEARLY * present else None
    if count > _NEARLY * present or not count:
        return None
    examples = _quoted(_examples(cells, unread))
    return as_text(
        cells,
        say(
            "stays text: {most:,} cells of {present:,} are {kind}, but {others:,} are not: {examples}",
            most=present - count,
            present=present,
            kind=say(_MANY[kind]),
            others=count,
            examples=examples,
        ),
    )


def _examples(cells: pl.Series, unread: pl.Series) -> tuple[str, ...]:
    return tuple(cells.filter(unread).unique(maintain_order=True).head(_EXAMPLES))


def _quoted(examples: tuple[str, ...]) -> Sentence:
    return row_of([quoted_name(text if len(text) <= 40 else f"{text[:39]}…") for text in examples])
