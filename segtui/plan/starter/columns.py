"""Which columns a starter plan clusters, which it leaves out and why, and what is done with them first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from segtui.data.table import Table
from segtui.data.types.codes import CODE
from segtui.features.scaled_matrix.matrix import LARGEST
from segtui.plan.starter.categories import Relation, few_valued, related
from segtui.profiling.column import ColumnProfile
from segtui.profiling.distribution import SKEWED
from segtui.profiling.outcome_columns import find_outcomes
from segtui.profiling.profile import Profile
from segtui.profiling.quantities import Kind, kinds_of
from segtui.profiling.summary import skewness
from segtui.segments.vocabulary.tokens import is_year

_HELPED = 0.75
_MOSTLY_EMPTY = 0.5
_SMALL = 20


@dataclass(frozen=True)
class Reason:
    """Why columns are left out, in words for `one` and for `many`."""

    one: str
    many: str

    @classmethod
    def of(cls, text: str) -> Reason:
        """A reason that reads the same for one and for many."""
        return cls(text, text)


_LOOKS_LIKE_ID = Reason("it looks like an id", "they look like ids")
_HARDLY_VARIES = Reason("it is nearly constant", "they are nearly constant")
_FLAG = Reason("it is a flag of two values", "they are flags of two values")
_NO_QUANTITY: dict[Kind, Reason] = {
    "id": _LOOKS_LIKE_ID,
    "code": Reason(
        "it is a code: its numbers are names, not amounts", "they are codes: their numbers are names, not amounts"
    ),
    "level": Reason(
        "it is a level: its numbers are steps, not amounts", "they are levels: their numbers are steps, not amounts"
    ),
    "date": Reason("it is part of a date, not an amount", "they are parts of dates, not amounts"),
    "place": Reason("it is a coordinate, not an amount", "they are coordinates, not amounts"),
    "future": Reason("it is about the future", "they are about the future"),
}
_KINDS = {
    "text": Reason("it is text", "they are text"),
    "date": Reason("it is a date", "they are dates"),
    "datetime": Reason("it is a time", "they are times"),
    "boolean": Reason("it is true or false", "they are true or false"),
}
_OUTCOME = Reason("it is an outcome: segments are judged by it", "they are outcomes: segments are judged by them")
_UNRELATED = Reason("it is text that goes with no other column", "they are text that goes with no other column")
_COPIES = {
    "equal": "identical to {} in every row",
    "one_to_one": "one-to-one with {}",
    "straight": "near-copy of {}",
    "curved": "near-copy of {}",
}


@dataclass(frozen=True)
class Starter:
    """What a starter plan does with the columns: those `left` out and why; of those in `use`, which are treated
    first. `categories` are the text columns in `use`, each with what it goes with.

    `counts` are those in `use` that hold few whole numbers, with the lowest and highest; `kinds` what numbers are.
    """

    use: list[str] = field(default_factory=list)
    left: dict[str, Reason] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    impute: dict[str, int] = field(default_factory=dict)
    clip: list[str] = field(default_factory=list)
    beyond: dict[str, int] = field(default_factory=dict)
    categories: dict[str, Relation] = field(default_factory=dict)


def choose(table: Table, profile: Profile) -> Starter:
    """Which columns are clustered, which are left out and why, and what is done with them first."""
    numeric = [c.name for c in profile.columns if c.kind in ("integer", "number") and c.name != table.id]
    kinds = kinds_of(table.frame, numeric)
    levels = {name for name, kind in kinds.items() if kind == "level"}
    starter = _chosen(table, profile, kinds)
    if not starter.use and levels:  # steps that may not be equal are better than nothing
        starter = replace(_chosen(table, profile, kinds | dict.fromkeys(levels, "quantity")), kinds=kinds)
    return _with_categories(table, profile, starter)


def _with_categories(table: Table, profile: Profile, starter: Starter) -> Starter:
    """The same with the text columns that go with others, if there are two columns or more to cluster then."""
    outcomes = {outcome.column for outcome in find_outcomes(table.frame, table.id)}
    alone = {c.name for c in profile.columns if {a.code for a in c.alerts} & {"constant", "near_copy", "id_like"}}
    texts = [
        name
        for name, reason in starter.left.items()
        if reason == _KINDS["text"] and name not in outcomes | alone and few_valued(table.frame.get_column(name))
    ]
    found, twice = related(table.frame, texts, starter.use)
    if len(starter.use) + len(found) < 2:
        return starter
    why = dict.fromkeys(texts, _UNRELATED) | {
        name: _OUTCOME for name in outcomes if starter.left.get(name) == _KINDS["text"]
    }
    why |= {name: Reason.of(f"it would be counted twice, it says much the same as {o}") for name, o in twice.items()}
    left = {name: why.get(name, reason) for name, reason in starter.left.items() if name not in found}
    return replace(starter, use=[*starter.use, *found], left=left, categories=found)


def _chosen(table: Table, profile: Profile, kinds: dict[str, Kind]) -> Starter:
    starter = Starter(kinds=kinds)
    texts: dict[str, Kind] = {c.name: "code" for c in table.reading.columns if c.written_as == CODE}
    for column in profile.columns:
        codes: set[str] = {a.code for a in column.alerts}
        beyond = count_beyond(table.frame.get_column(column.name))
        reason = _unfit(column, codes, table.id, (texts | kinds).get(column.name, "quantity"), beyond)
        if reason:
            starter.left[column.name] = reason
            continue
        starter.use.append(column.name)
        if column.kind == "integer" and column.distinct <= _SMALL:
            starter.counts[column.name] = int(str(column.min)), int(str(column.max))
        odd_years = is_year(column.name) and bool({"aberrant", "impossible_date"} & codes)
        if odd_years:
            starter.years.append(column.name)
        elif {"skewed", "heavy_tail"} & codes and takes_log(table.frame.get_column(column.name)):
            starter.log.append(column.name)
        elif "aberrant" in codes:
            starter.clip.append(column.name)
        if beyond:
            starter.beyond[column.name] = beyond
        if column.nulls or odd_years or beyond:
            starter.impute[column.name] = column.nulls
    return starter


def _unfit(column: ColumnProfile, codes: set[str], id: str, kind: Kind, beyond: int) -> Reason | None:
    """Why a column is not clustered, or None where it is."""
    if column.name == id:
        return Reason.of("it is the id")
    if column.kind == "text" and kind == "code":
        return _NO_QUANTITY["code"]
    if column.kind not in ("integer", "number"):
        return _KINDS.get(column.kind, Reason.of(f"it is {column.kind}"))
    if column.nulls > _MOSTLY_EMPTY * column.rows:
        return Reason.of(f"{column.nulls / column.rows:.0%} of it is empty".replace("%", " %"))
    if beyond + column.nulls > _MOSTLY_EMPTY * column.rows:
        return Reason.of(f"{beyond:,} of its {column.rows:,} values are infinite or beyond {LARGEST:.0e}")
    if "constant" in codes or column.distinct - bool(beyond) < 2:
        return _HARDLY_VARIES
    if column.distinct - bool(beyond) == 2:
        return _FLAG
    if "id_like" in codes:
        return _LOOKS_LIKE_ID
    if kind in _NO_QUANTITY:
        return _NO_QUANTITY[kind]
    copy = next((a.facts for a in column.alerts if a.code == "near_copy"), None)
    return Reason.of(f"it would be counted twice, {_COPIES[copy['relation']].format(copy['other'])}") if copy else None


def count_beyond(column: pl.Series) -> int:
    """How many numbers of a column are infinite, or so large that their squares are."""
    return int((column.abs() > LARGEST).sum()) if column.dtype.is_float() else 0


def takes_log(column: pl.Series) -> bool:
    """Whether nonnegative numbers have a long right tail that log1p shortens by a quarter or more.

    Shares from 0 to 1 may be as skewed, but log1p hardly changes them.
    """
    values = column.drop_nulls().cast(pl.Float64).to_numpy()
    values = np.sort(values[np.isfinite(values)])
    if not values.size or values[0] < 0:
        return False
    before, after = skewness(values), skewness(np.log1p(values))
    return before is not None and after is not None and before > SKEWED and abs(after) < _HELPED * before
