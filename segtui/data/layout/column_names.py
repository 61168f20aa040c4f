"""Decides whether the first line is a header, and makes usable column names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from segtui.data.formula_guard import unguarded
from segtui.data.identifiers.id_names import ID, PERSON, name_rank
from segtui.data.types.cell_kind import is_value, shape
from segtui.data.types.cell_words import visible
from segtui.language.listings import some_names
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import is_pattern

_BLANK = "\ufeff \t"


@dataclass(frozen=True)
class HeaderNames:
    """Column names, each once, none empty; the notes say what was changed to get there."""

    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row differs from those under it as names differ from values.

    Each column of numbers or dates votes: no, when its first cell is one too; yes, when that is text. Without a
    majority the first row is a header, unless half of its texts come again below.
    """
    rows = [[cell.strip(_BLANK) for cell in row] for row in rows]
    first, body = rows[0], [row for row in rows[1:] if row != rows[0]]
    if not body:
        return not first or not all(is_value(cell) for cell in first)
    if _counts_up(first) and not all(map(_counts_up, body[:20])):
        return True
    columns = [(cell, [row[j] for row in body if j < len(row)]) for j, cell in enumerate(first)]
    votes = sum(_vote(cell, below) for cell, below in columns)
    again = [cell in below for cell, below in columns if cell.strip() and not is_value(cell)]
    return votes > 0 or (votes == 0 and (not again or 2 * sum(again) < len(again)))


def lacks_first_name(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a header of one name less than the rows have cells leaves out the first: their number, as R writes it.

    The first cells count up from 0 or 1; where the first name is an id's, the second ones must be ids, too.
    """
    rows = [[cell.strip(_BLANK) for cell in row] for row in rows if len(row) == width]
    if len(names) != width - 1 or not all(names) or len(rows) < 3:
        return False
    first, second = [row[0] for row in rows], [row[1] for row in rows]
    if first[0] not in ("0", "1") or first != [str(int(first[0]) + at) for at in range(len(first))]:
        return False
    ids = len(set(second)) == len(second) and all(any(c.isdigit() for c in cell) for cell in second)
    return ids or name_rank(names[0]) not in (PERSON, ID)


def column_names(cells: Sequence[str], width: int, *, dropped: Collection[int] = ()) -> HeaderNames:
    """Names for `width` columns from the cells of a header: trimmed, an empty one numbered, a repeated one too.

    The notes say nothing of the columns that are `dropped`, by their place from 0.
    """
    found = [visible(unguarded(cell)) for cell in cells[:width]]
    found += [""] * (width - len(found))
    taken, made = set(found), []
    result: list[str] = []
    for number, name in enumerate(found, start=1):
        if name and name not in result:
            result.append(name)
            continue
        stem, count = (name, 2) if name else ("column", number)
        while (new := f"{stem}_{count}") in taken:
            count += 1
        taken.add(new)
        result.append(new)
        if number - 1 not in dropped:
            made.append((name, new))
    return HeaderNames(tuple(result), _notes(made))


def hollow(frame: pl.DataFrame, cells: Sequence[str]) -> tuple[list[int], list[str]]:
    """The places of columns that have neither a name in `cells` nor any value, and the note that they were dropped."""
    bare = [j for j in range(frame.width) if not (j < len(cells) and visible(cells[j]))]
    empty = [j for j in bare if frame.to_series(j).null_count() == frame.height]
    if not empty or len(empty) == frame.width:
        return [], []
    told = say_counted(
        "{count:,} column without a name or values dropped.",
        "{count:,} columns without a name or values dropped.",
        len(empty),
    )
    return empty, [told]


def plain_names(names: Sequence[str]) -> HeaderNames:
    """The names without those that stand for several columns: `*` in a plan, `^…$` in Polars."""
    odd = set(filter(is_pattern, names))
    if not odd:
        return HeaderNames(tuple(names))
    cells = [f"column {name.strip('*^$')}".strip() if name in odd else name for name in names]
    made = column_names(cells, len(cells)).names
    changed = [(old, new) for old, new in zip(names, made, strict=True) if old in odd]
    return HeaderNames(
        made, tuple(say('Column "{old}" was renamed to "{new}".', old=old, new=new) for old, new in changed)
    )


def numbered(width: int) -> tuple[str, ...]:
    """Names for columns that have none: column_1, column_2 …"""
    return tuple(f"column_{number}" for number in range(1, width + 1))


def _notes(made: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    notes = []
    if unnamed := [new for old, new in made if not old]:
        notes.append(
            say_counted(
                "One column has no name and was named {names}.",
                "{count:,} columns have no name and were named {names}.",
                len(unnamed),
                names=some_names(unnamed),
            )
        )
    if repeated := [new for old, new in made if old]:
        olds = list(dict.fromkeys(old for old, _ in made if old))
        notes.append(
            say_counted(
                "{names} is the name of more than one column; the later ones were renamed to {new}.",
                "{names} are the names of more than one column; the later ones were renamed to {new}.",
                len(olds),
                names=some_names(olds),
                new=some_names(repeated),
            )
        )
    return tuple(notes)


def _counts_up(cells: Sequence[str]) -> bool:
    """Years or positions as names: three or more whole numbers, each one more than that before it."""
    numbers = [int(cell) for cell in cells if cell.strip().isascii() and cell.strip().isdigit()]
    return len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _vote(first: str, below: Sequence[str]) -> int:
    """1 for a text above numbers or dates, -1 for a number or date above its like, 0 for what tells nothing."""
    kinds = [shape(cell) for cell in below if cell.strip()]
    if not kinds or not first.strip():
        return 0
    usual = max(sorted(set(kinds)), key=kinds.count)
    if usual == "text" or kinds.count(usual) < 0.7 * len(kinds):
        return 0
    return -1 if shape(first) == usual else 1 if shape(first) == "text" else 0
