"""A starter plan for a file that nobody prepared, with the reason for each choice beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segtui.data.table import Table
from segtui.plan.dump import literal
from segtui.plan.orders import Orders, find_orders
from segtui.profiling.column import ColumnProfile
from segtui.profiling.profile import Profile

_MOSTLY_EMPTY = 0.5
_HIERARCHICAL_ROWS = 15_000


@dataclass(frozen=True)
class _Choice:
    """What is clustered and how, from what the profile says."""

    use: list[str]
    left: dict[str, str]
    log: list[str]
    impute: list[ColumnProfile]
    clip: list[ColumnProfile]


def infer(table: Table, profile: Profile, path: str) -> str:
    """A commented plan, as TOML text, for a table read from `path`.

    A table with one row per customer is cleaned and clustered by its numeric columns; a log with one row per order
    becomes recency, frequency and monetary first.
    """
    orders = find_orders(table)
    head = [
        "# A starter plan: what `segtui run` does with this file when nobody says more.",
        "version = 1",
        "seed = 0",
        "",
    ]
    body = _orders_plan(orders, path) if orders else _table_plan(table, profile, path)
    return "\n".join([*head, *body, *_search(table.frame.height), *_SELECT]) + "\n"


def _orders_plan(orders: Orders, path: str) -> list[str]:
    lines = [f"# {reason}" for reason in orders.reasons]
    lines += ["[[derive]]", 'kind = "rfm"', f"path = {literal(path)}", f"id = {literal(orders.id)}"]
    lines += [f"date = {literal(orders.date)}", f"amount = {literal(orders.amount)}"]
    if orders.order:
        lines.append(
            f"order = {literal(orders.order)}          # frequency counts these; lines of cancelled orders are no orders"
        )
    lines += ["# as_of = 2011-12-31      # without it: the day after the last order", ""]
    lines += ["[features]", 'use = ["recency_days", "frequency", "monetary"]']
    lines += [
        'log = ["recency_days", "frequency"]        # monetary too, where no customer returned more than was bought'
    ]
    if not orders.returns:
        lines[-1] = 'log = ["frequency", "monetary"]            # both have a long tail'
    return [*lines, 'scale = "zscore"', ""]


def _table_plan(table: Table, profile: Profile, path: str) -> list[str]:
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
    lines += [f"log = {literal(choice.log)}          # long tails to the right"] if choice.log else []
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
        tail = (column.skewness or 0) > 1 and column.min is not None and float(column.min) >= 0
        if tail:
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
    return ""


def _deduplicate(table: Table) -> list[str]:
    if table.id not in table.frame.columns:
        return []
    repeated = table.frame.height - table.frame.get_column(table.id).n_unique()
    if not repeated:
        return []
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


def _search(rows: int) -> Sequence[str]:
    trees = [
        "[search.hierarchical]",
        'linkage = ["ward", "complete", "average"]',
        'k = "2..12"',
    ]
    if rows > _HIERARCHICAL_ROWS:
        trees = [
            f"# {rows:,} rows: hierarchical trees would need {4 * rows * rows / 2**30:,.0f} GiB or more",
            *("# " + line for line in trees),
        ]
    return [
        "[search.kmeans]",
        'k = "2..12"',
        "",
        *trees,
        "",
        "[search.dbscan]",
        'eps = "auto"               # eight values around the knee of the k-distance curve',
        "min_samples = [5, 10, 20]",
        "",
        "[search.hdbscan]",
        'min_cluster_size = "auto"  # five values from 0.5 % to 10 % of the rows',
        "min_samples = [5, 15]",
        "",
    ]


_SELECT = [
    "[select]",
    'by = "silhouette"          # or dunn, davies_bouldin, calinski_harabasz, dbcv, rank',
    "clusters = [3, 10]         # how many segments are useful",
    "min_share = 0.02           # of the rows, for the smallest segment",
    "max_noise = 0.30",
]
