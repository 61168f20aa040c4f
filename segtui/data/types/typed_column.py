"""One typed column: its values, how they were parsed, and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from segtui.data.table import ColumnReading
from segtui.language.wording import counted

MOST_UNREAD = 0.05
"""The share of cells that may be unreadable in a column of numbers or dates."""
_NEARLY = 0.5
_EXAMPLES = 5


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
    note = (
        f"has {counted(count, 'cell')} of {present:,} without a readable {kind[:-1]}, left empty: {_quoted(examples)}"
    )
    return count, examples, [note]


def stays_text(cells: pl.Series, unread: pl.Series, kind: str, reason: str = "") -> TypedColumn | None:
    """The column as text, and why although most of it reads as `kind`; None where not even half of it does."""
    present, count = len(cells) - cells.null_count(), int(unread.sum())
    if reason:
        return as_text(cells, f"stays text: {reason}") if count <= _NEARLY * present else None
    if count > _NEARLY * present or not count:
        return None
    examples = _quoted(_examples(cells, unread))
    return as_text(
        cells, f"stays text: {present - count:,} cells of {present:,} are {kind}, but {count:,} are not: {examples}"
    )


def _examples(cells: pl.Series, unread: pl.Series) -> tuple[str, ...]:
    return tuple(cells.filter(unread).unique(maintain_order=True).head(_EXAMPLES))


def _quoted(examples: tuple[str, ...]) -> str:
    return ", ".join(f'"{example if len(example) <= 40 else example[:39] + "…"}"' for example in examples)
