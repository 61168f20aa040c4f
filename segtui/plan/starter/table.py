"""The part of a starter plan that is made for a table with one row per customer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from segtui.data.table import Table
from segtui.data.types.codes import CODE
from segtui.features.matrix import LARGEST
from segtui.plan.dump import literal
from segtui.plan.starter.cleaning import cleaning_lines
from segtui.plan.starter.skew import takes_log
from segtui.plan.starter.toml import comment, names
from segtui.profiling.column import ColumnProfile
from segtui.profiling.profile import Profile
from segtui.profiling.quantities import Kind, kinds_of
from segtui.segments.vocabulary.tokens import is_year

_MOSTLY_EMPTY = 0.5
_SMALL = 20


@dataclass(frozen=True)
class Reason:
    """Why columns are left out, as it is said of `one` and of `many`."""

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
_COPIES = {
    "equal": "the same as {} in every row",
    "one_to_one": "says the same as {}",
    "straight": "near-copy of {}",
    "curved": "near-copy of {}",
}


@dataclass(frozen=True)
class Starter:
    """What a starter plan does with the columns: `left` out and why; of those in `use`, which are treated first.

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


def table_plan(table: Table, profile: Profile, path: str) -> list[str]:
    """[source], the cleaning that the profile suggests, and [features], as lines of TOML with comments."""
    starter = choose(table, profile)
    lines = ["[source]", f"path = {literal(path)}"]
    made = table.id not in {c.name for c in profile.columns}
    lines.append(
        "# id = …                  # no column looks like an id: the row number is used"
        if made
        else f"id = {literal(table.id)}"
    )
    lines += ["", *cleaning_lines(table, starter), "[features]", *_left_out(starter.left), *_taken(starter)]
    lines += (
        names("use", starter.use)
        if starter.use
        else ["# use = […]               # no numeric column varies: derive or encode some"]
    )
    lines += ["# log1p for right-skewed columns", *names("log", starter.log)] if starter.log else []
    return [*lines, 'scale = "zscore"', ""]


def choose(table: Table, profile: Profile) -> Starter:
    """Which columns are clustered, which are left out and why, and what is done with them first."""
    numeric = [c.name for c in profile.columns if c.kind in ("integer", "number") and c.name != table.id]
    kinds = kinds_of(table.frame, numeric)
    levels = {name for name, kind in kinds.items() if kind == "level"}
    starter = _chosen(table, profile, kinds)
    if not starter.use and levels:  # steps that may not be equal are better than nothing to go by
        starter = replace(_chosen(table, profile, kinds | dict.fromkeys(levels, "quantity")), kinds=kinds)
    return starter


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
        return Reason.of(f"{column.nulls / column.rows:.0%} of it is empty")
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
    """How many numbers of a column are infinite, or so large that their squares would be."""
    return int((column.abs() > LARGEST).sum()) if column.dtype.is_float() else 0


def _left_out(left: dict[str, Reason]) -> list[str]:
    """A comment for each reason, with the columns that it holds for."""
    by_reason: dict[Reason, list[str]] = {}
    for name, reason in left.items():
        by_reason.setdefault(reason, []).append(name)
    lines = []
    for reason, columns in by_reason.items():
        said = reason.many if len(columns) > 1 else reason.one
        lines += comment(f"{', '.join(columns)}: left out, {said}")
    return lines


def _taken(starter: Starter) -> list[str]:
    """A comment on what is used, and one on small whole numbers, which might have been codes."""
    if not starter.use:
        return []
    if any(starter.kinds.get(name) == "level" for name in starter.use):
        return comment(
            "used although they are levels, as if their steps were equal, because no column is an amount or a count"
        )
    lines = ["# used: numbers that vary and are amounts, counts or durations"]
    ranges = ", ".join(f"{name} ({low:,} to {high:,})" for name, (low, high) in starter.counts.items())
    return [*lines, *comment(f"treated as counts, not codes: {ranges}")] if ranges else lines
