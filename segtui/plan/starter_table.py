"""The part of a starter plan that is made for a table with one row per customer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.data.table import Table
from segtui.plan.dump import literal
from segtui.profiling.column import ColumnProfile
from segtui.profiling.profile import Profile
from segtui.segments.vocabulary import is_code

_MOSTLY_EMPTY = 0.5
_MOST_CODES = 20


@dataclass(frozen=True)
class _Choice:
    """What is clustered and how, from what the profile says."""

    use: list[str]
    left: dict[str, str]
    log: list[str]
    impute: list[ColumnProfile]
    clip: list[ColumnProfile]


def table_plan(table: Table, profile: Profile, path: str) -> list[str]:
    """[source], the cleaning that the profile suggests, and [features], as lines of TOML with comments."""
    choice = _choose(table, profile)
    lines = ["[source]", f"path = {literal(path)}"]
    made = table.id not in {c.name for c in profile.columns}
    lines.append(
        "# id = …                  # no column looks like an id: the row number is used"
        if made
        else f"id = {literal(table.id)}"
    )
    lines += ["", *_deduplicate(table), *_impute(choice), *_clip(choice), "[features]"]
    lines += [f"# {name}: left out, {reason}" for name, reason in choice.left.items()]
    lines += (
        [f"use = {literal(choice.use)}"]
        if choice.use
        else ["# use = […]               # no column is a number that varies: derive or encode some"]
    )
    lines += ["# log1p for long tails to the right", f"log = {literal(choice.log)}"] if choice.log else []
    return [*lines, 'scale = "zscore"', ""]


def _choose(table: Table, profile: Profile) -> _Choice:
    choice = _Choice([], {}, [], [], [])
    for column in profile.columns:
        codes = {a.code for a in column.alerts}
        reason = _unfit(column, codes, table.id)
        if reason:
            choice.left[column.name] = reason
            continue
        choice.use.append(column.name)
        if "skewed" in codes and (column.skewness or 0) > 0 and float(column.min or 0) >= 0:
            choice.log.append(column.name)
        elif "aberrant" in codes:
            choice.clip.append(column)
        if column.nulls:
            choice.impute.append(column)
    return choice


def _unfit(column: ColumnProfile, codes: set[str], id: str) -> str:
    """Why a column is not clustered, or nothing."""
    if column.name == id:
        return "it is the id"
    if column.kind not in ("integer", "number"):
        return f"it is {column.kind}"
    if column.nulls > _MOSTLY_EMPTY * column.rows:
        return f"{column.nulls / column.rows:.0%} of it is empty"
    if "constant" in codes or column.distinct < 2:
        return "it hardly varies"
    if column.distinct == 2:
        return "it is a flag of two values"
    if "id_like" in codes:
        return "it looks like an id"
    if column.kind == "integer" and column.distinct <= _MOST_CODES and is_code(column.name):
        return "it is a code: its numbers are names, not amounts"
    return ""


def _deduplicate(table: Table) -> list[str]:
    repeated = table.frame.height - table.frame.get_column(table.id).n_unique()
    if not repeated:
        rest = table.frame.drop(table.id)
        twins = table.frame.height - rest.n_unique() if rest.width > 1 else 0
        return (
            [f"# {twins:,} rows are like another in everything but {table.id}: the same person twice?", ""]
            if twins
            else []
        )
    return [
        f"[[clean]]                  # {repeated:,} rows repeat an id; the most complete one stays",
        'step = "deduplicate"',
        f"by = {literal([table.id])}",
        'keep = "most_complete"',
        "",
    ]


def _impute(choice: _Choice) -> list[str]:
    if not choice.impute:
        return []
    cells = ", ".join(f"{c.nulls:,} of {c.name}" for c in choice.impute)
    return [
        f"[[clean]]                  # empty cells filled with the median: {cells};",
        "                           # without this step their rows are left out",
        'step = "impute"',
        f"columns = {literal([c.name for c in choice.impute])}",
        'method = "median"',
        "",
    ]


def _clip(choice: _Choice) -> list[str]:
    if not choice.clip:
        return []
    return [
        "[[clean]]                  # values far outside the rest are drawn in to the fence",
        'step = "outliers"',
        f"columns = {literal([c.name for c in choice.clip])}",
        'method = "iqr"',
        "threshold = 3.0",
        'action = "clip"',
        "",
    ]
