"""Columns that the choice of features left out, and that a reader may miss."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from segtui.features.column_roles import count_distinct, is_category, matches, numbers_rows
from segtui.features.features import MOST_CATEGORIES, Features, open_kinds
from segtui.language.sentences import Sentence, row_of, say
from segtui.language.translation import to_translate
from segtui.profiling.quantities import Kind

_NO_QUANTITY: dict[Kind, str] = {
    "id": to_translate("it looks like an id"),
    "code": to_translate("its numbers are codes"),
    "level": to_translate("its numbers are steps of a scale"),
    "date": to_translate("it is part of a date"),
    "place": to_translate("it is a coordinate"),
    "future": to_translate("it is about the future"),
}


@dataclass(frozen=True)
class PassedOver:
    """The columns, and sentences that say why they are not clustered."""

    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def passed_over(frame: pl.DataFrame, id: str, features: Features, restating: Collection[str] = ()) -> PassedOver:
    """What "*" or a glob skipped, except columns that makers made from others (`restating`).

    Of a plan that names its features, the columns set `aside`.
    """
    patterns = ("*",) if features.aside is not None else features.use or ("*",)
    open_ = [c for c in frame.get_columns() if c.name != id and _is_looked_at(c.name, features)]
    numbers = [c for c in open_ if c.dtype.is_numeric()]
    constant = [c.name for c in numbers if count_distinct(c) < 2]
    found: list[tuple[list[str], str]] = []
    if constant:
        sentence = say("Not clustered because all rows have the same value: {columns}.", columns=row_of(constant))
        found.append((constant, sentence))
    if features.categorical != "none":
        found += _of_many_values([c for c in open_ if is_category(c)])
    kinds = {
        name: kind
        for name, kind in open_kinds(frame, id, patterns).items()
        if name not in constant and name not in restating
    }
    kinds |= {c.name: "id" for c in numbers if c.name not in constant and numbers_rows(c)}
    for kind, why in _NO_QUANTITY.items():
        if named := [c.name for c in numbers if kinds.get(c.name) == kind]:
            sentence = say("Not clustered because {why}: {columns}.", why=say(why), columns=row_of(named))
            found.append((named, sentence))
    return PassedOver(tuple(c for names, _ in found for c in names), tuple(sentence for _, sentence in found))


def _is_looked_at(name: str, features: Features) -> bool:
    """Whether the plan's patterns match a column that none of them names in full."""
    if features.aside is not None:
        return name in features.aside
    patterns = features.use or ("*",)
    return name not in patterns and any(matches(p, name) for p in patterns)


def _of_many_values(texts: list[pl.Series]) -> list[tuple[list[str], str]]:
    counts = {c.name: count_distinct(c) for c in texts}
    many = {name: count for name, count in counts.items() if count > MOST_CATEGORIES}
    if not many:
        return []
    columns = [Sentence("{column} ({count:,})", {"column": name, "count": n}) for name, n in many.items()]
    told = say(
        "Not clustered because they have over {most} values: {columns}.",
        most=MOST_CATEGORIES,
        columns=row_of(columns),
    )
    return [([*many], told)]
