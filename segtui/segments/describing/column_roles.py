"""The role of a column in names: a quantity, a category, or nothing to name a segment by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from segtui.libraries.columns import cols
from segtui.profiling.column_values import column as looked_at
from segtui.profiling.name_words import ALONE, ID_ENDS, name_words
from segtui.profiling.quantities import kinds_of
from segtui.profiling.stand_ins import says_nothing, stand_ins
from segtui.segments.measures import Kind, Measure, measures
from segtui.segments.vocabulary.recencies import counts_activity, is_joining, since_what
from segtui.segments.vocabulary.tokens import words

_MOSTLY_NEVER = 0.5
_NO_QUANTITY = ("code", "date", "place", "future")
_OTHERS = frozenset(
    [
        "other",
        "others",
        "misc",
        "rest",
        "various",
        "autre",
        "autres",
        "sonstige",
        "andere",
        "otro",
        "otros",
        "altro",
        "altri",
        "outro",
    ]
)


_SEAMS = ("=", "_", ": ", ".", " ")
_FEWEST = 2


@dataclass(frozen=True)
class Trait:
    """A measure as names and cards need it.

    `kind` is how its figures are written. `used` says that the clusters were made from it; `minimum`, `overall` (the
    mean) and `spread` (the std, ddof 0) are those of all rows, `zeros` the share of rows where it is 0.

    `base` is the column that a category is a value of: for a column of 0 and 1 that was made from one of words that
    one, else `column`. `names` says that segments may be named by it: codes, dates, places and ids are not quantities,
    and neither are columns with placeholder values.
    """

    name: str
    column: str
    category: str | None
    flag: bool
    kind: Kind
    used: bool
    minimum: float
    overall: float
    spread: float
    base: str = ""
    names: bool = True
    zeros: float = 0.0


@dataclass(frozen=True)
class Roles:
    """The columns that name nothing, those whose numbers are not quantities, and the values of 0/1 columns.

    A number that is not a quantity can still name as a category, as a channel or a region does.
    """

    nameless: frozenset[str]
    no_quantity: frozenset[str]
    values: dict[str, tuple[str, str]]

    def given(self, trait: Trait) -> Trait:
        """The trait with its role."""
        base, value = self.values.get(trait.column, (trait.column, trait.category))
        if trait.category is not None:
            base, value = trait.column, trait.category
        if value is None:
            names = trait.column not in self.nameless | self.no_quantity
        else:
            nothing = says_nothing(value) or value.strip().casefold() in _OTHERS
            names = trait.column not in self.nameless and not nothing
        return replace(trait, base=base, category=value, names=names)


def roles_of(frame: pl.DataFrame, *, id: str, used: Collection[str]) -> Roles:
    """The roles of the columns of `frame`, rows from all over the clustered ones in their order.

    Numbers that look like an id only as they rise from row to row are a quantity where the clusters were made of them.
    """
    flags = [m for m in measures(frame, id=id) if m.flag and m.category is None]
    others = frame.select(~cols(m.column for m in flags))
    named = {n for n in others.columns if n == id or set(name_words(n)[-1:]) & (ID_ENDS | ALONE)}
    return Roles(frozenset(named), frozenset(_no_quantity(others, used)), one_hots(flags))


def _no_quantity(frame: pl.DataFrame, used: Collection[str]) -> Iterator[str]:
    kinds = kinds_of(frame, [c.name for c in frame.get_columns() if c.dtype.is_numeric()])
    for name, kind in kinds.items():
        column = frame.get_column(name)
        numbered = kind == "id" and not (name in used and column.is_sorted())
        if numbered or kind in _NO_QUANTITY or (kind != "level" and _holds_none(column)):
            yield name


def _holds_none(column: pl.Series) -> bool:
    """Whether one of its values is a placeholder: -1 for never, zeros far from all others."""
    return _never(column) or any(True for _ in stand_ins(looked_at(column)))


def _never(column: pl.Series) -> bool:
    """Whether 0 means never, as in months since a claim that most never made; 0 days since a visit is rare."""
    event = since_what(words(column.name))
    if event is None or counts_activity(event) or is_joining(event):
        return False
    return bool((column == 0).mean() >= _MOSTLY_NEVER)  # type: ignore[operator]


def one_hots(flags: Sequence[Measure]) -> dict[str, tuple[str, str]]:
    """For each such column the name of the column that it was made from, and its value.

    Two or more columns are of one where they share what stands before a seam and no row has two of them. What stands
    before an equals sign is a column by itself.
    """
    found: dict[str, tuple[str, str]] = {}
    for seam in _SEAMS:
        groups: dict[str, list[Measure]] = {}
        for flag in flags:
            base, sign, value = flag.column.partition(seam) if seam == "=" else flag.column.rpartition(seam)
            if sign and base.strip() and value.strip() and flag.column not in found:
                groups.setdefault(base, []).append(flag)
        for base, group in groups.items():
            if seam == "=" or (len(group) >= _FEWEST and _exclude_each_other(group)):
                found |= {one.column: (base.strip(), one.column[len(base) + len(seam) :].strip()) for one in group}
    return found


def _exclude_each_other(group: Sequence[Measure]) -> bool:
    """Whether no row has two of them, and not all rows have none but for a few."""
    together = np.sum([np.nan_to_num(one.values) for one in group], axis=0)
    return bool(together.max(initial=0.0) <= 1 and together.mean() >= 0.5)
