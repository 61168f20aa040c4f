"""The cleaning steps of a starter plan, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.columns import cols
from segtui.data.table import Table
from segtui.features.matrix import LARGEST
from segtui.plan.dump import literal
from segtui.plan.starter.toml import comment, commented, names
from segtui.plan.suggestions.build_steps import quoted
from segtui.wording import counted

if TYPE_CHECKING:
    from segtui.plan.starter.table import Starter


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
    """The step for rows that differ in their id alone, as a comment: only the reader knows whether they are one."""
    rest = table.frame.drop(cols([table.id]))
    twins = table.frame.height - rest.n_unique() if rest.width > 1 else 0
    if not twins:
        return []
    said = f"{counted(twins, 'row is', 'rows are')} identical to another except for {table.id}: the same person twice?"
    step = ["[[clean]]", 'step = "deduplicate"', *names("by", rest.columns)]
    return [*comment(f"{said} This step would keep one of each:"), *commented(step), ""]


def _beyond(starter: Starter) -> list[str]:
    """Numbers that no mean or distance can be taken of are emptied first, for a run refuses them."""
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
