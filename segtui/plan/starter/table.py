"""The part of a starter plan that is made for a table with one row per customer, each choice with its reason."""

from __future__ import annotations

from segtui.data.table import Table
from segtui.features.scaled_matrix.matrix import LARGEST
from segtui.language.wording import counted
from segtui.libraries.columns import cols
from segtui.plan.dump import literal
from segtui.plan.starter.columns import Reason, Starter, choose
from segtui.plan.starter.proposed_lines import row_proposals
from segtui.plan.starter.toml import comment, commented, names, path_lines
from segtui.plan.suggestions.build_steps import quoted
from segtui.profiling.profile import Profile


def table_plan(table: Table, profile: Profile, path: str) -> list[str]:
    """[source], the cleaning that the profile suggests, and [features], as lines of TOML with comments."""
    starter = choose(table, profile)
    lines = ["[source]", *path_lines(path)]
    made = table.id not in {c.name for c in profile.columns}
    lines.append(
        "# id = …                  # no column looks like an id: the row number is used"
        if made
        else f"id = {literal(table.id)}"
    )
    lines += [
        "",
        *cleaning_lines(table, starter),
        *row_proposals(table.frame, table.id),
        "[features]",
        *_left_out(starter.left),
        *_taken(starter),
    ]
    lines += (
        names("use", starter.use)
        if starter.use
        else ["# use = […]               # no numeric column varies: derive or encode some"]
    )
    lines += ["# log1p for right-skewed columns", *names("log", starter.log)] if starter.log else []
    return [*lines, 'scale = "zscore"', *_together(starter), ""]


def _together(starter: Starter) -> list[str]:
    """How text is clustered, and why these columns."""
    if not starter.categories:
        return []
    why = [f"{name} (with {found.other}, {found.strength:.2f})" for name, found in starter.categories.items()]
    return [
        *comment(f"text that goes with other columns at 0.4 or more, 1 at most: {', '.join(why)}"),
        'categorical = "famd"       # numbers and text together, by their main components; or "onehot", "none"',
    ]


def _left_out(left: dict[str, Reason]) -> list[str]:
    """A comment for each reason, with its columns."""
    by_reason: dict[Reason, list[str]] = {}
    for name, reason in left.items():
        by_reason.setdefault(reason, []).append(name)
    lines = []
    for reason, columns in by_reason.items():
        sentence = reason.many if len(columns) > 1 else reason.one
        lines += comment(f"{', '.join(columns)}: left out, {sentence}")
    return lines


def _taken(starter: Starter) -> list[str]:
    """A comment about what is used, and one about small whole numbers, which may be codes."""
    if not starter.use:
        return []
    if any(starter.kinds.get(name) == "level" for name in starter.use):
        return comment(
            "used although they are levels, as if their steps were equal, because no column is an amount or a count"
        )
    if len(starter.categories) == len(starter.use):
        return []
    lines = ["# used: numbers that vary and are amounts, counts or durations"]
    ranges = ", ".join(f"{name} ({low:,} to {high:,})" for name, (low, high) in starter.counts.items())
    return [*lines, *comment(f"treated as counts, not codes: {ranges}")] if ranges else lines


def cleaning_lines(table: Table, starter: Starter) -> list[str]:
    """The steps as lines of TOML, in the order in which they work: rows, errors, gaps, extremes."""
    return [*_deduplicate(table), *_beyond(starter), *_years(starter), *_impute(starter), *_clip(starter)]


def _deduplicate(table: Table) -> list[str]:
    repeated = table.frame.height - table.frame.get_column(table.id).n_unique()
    if not repeated:
        return _twins(table)
    return [
        f"# {counted(repeated, 'row repeats', 'rows repeat')} an id: the most complete one is kept",
        "[[clean]]",
        'step = "deduplicate"',
        f"by = {literal([table.id])}",
        'keep = "most_complete"',
        "",
    ]


def _twins(table: Table) -> list[str]:
    """The step for rows that differ only in their id, commented out: only the user knows whether they are
    duplicates."""
    rest = table.frame.drop(cols([table.id]))
    twins = table.frame.height - rest.n_unique() if rest.width > 1 else 0
    if not twins:
        return []
    count = counted(twins, "row is", "rows are")
    sentence = f"{count} identical to another except for {table.id}: the same person twice?"
    step = ["[[clean]]", 'step = "deduplicate"', *names("by", rest.columns)]
    return [*comment(f"{sentence} This step would keep one of each:"), *commented(step), ""]


def _beyond(starter: Starter) -> list[str]:
    """Numbers too large for means or distances are emptied first, because a run refuses them."""
    if not starter.beyond:
        return []
    counts = ", ".join(f"{count:,} of {name}" for name, count in starter.beyond.items())
    lines = comment(
        f"infinite values and those beyond {LARGEST:.0e} ({counts}) are set to empty because a run refuses them"
    )
    lines += ["[[clean]]", 'step = "rules"', "rules = ["]
    limit = f"{LARGEST:.0e}".replace("+", "")
    for name in starter.beyond:
        check = f"{quoted(name)} BETWEEN -{limit} AND {limit}"
        lines.append(f'  {{check = {literal(check)}, action = "null", columns = {literal([name])}}},')
    return [*lines, "]", ""]


def _years(starter: Starter) -> list[str]:
    if not starter.years:
        return []
    return [
        "# implausible years are treated as errors: emptied here and filled below",
        "[[clean]]",
        'step = "outliers"',
        *names("columns", starter.years),
        'method = "iqr"',
        "threshold = 3.0",
        'action = "null"',
        "",
    ]


def _impute(starter: Starter) -> list[str]:
    if not starter.impute:
        return []
    empty = ", ".join(f"{n:,} of {name}" for name, n in starter.impute.items() if n)
    why = (
        f"empty cells filled with the median{f' ({empty})' if empty else ''}; without this step their rows are left out"
    )
    return [
        *comment(why),
        "[[clean]]",
        'step = "impute"',
        *names("columns", list(starter.impute)),
        'method = "median"',
        "",
    ]


def _clip(starter: Starter) -> list[str]:
    if not starter.clip:
        return []
    return [
        "# values more than three interquartile ranges beyond the quartiles are clipped to that bound",
        "[[clean]]",
        'step = "outliers"',
        *names("columns", starter.clip),
        'method = "iqr"',
        "threshold = 3.0",
        'action = "clip"',
        "",
    ]
