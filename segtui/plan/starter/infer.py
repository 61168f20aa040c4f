"""A starter plan for any file, with the reason for each choice beside it."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.clustering.registry import algorithms
from segtui.data.table import Table
from segtui.plan.needed_libraries import is_here
from segtui.plan.starter.logs import find_log, log_plan, refused_log
from segtui.plan.starter.table import table_plan
from segtui.plan.starter.toml import comment
from segtui.profiling.profile import Profile


def infer(table: Table, profile: Profile, path: str) -> str:
    """A commented plan, as TOML text, for a table read from `path`.

    A table with one row per customer is cleaned and clustered by its numeric columns; a log with one row per order
    becomes recency, frequency and monetary first, a log of events windows, sessions and counts by type: whatever the
    makers propose for it.
    """
    head = ["# A starter plan: what `segtui run` does with this file by default.", "version = 1", "seed = 0"]
    log = find_log(table)
    body, rows = (log_plan(log, path), log.customers) if log else (_rows_plan(table, profile, path), table.frame.height)
    return "\n".join([*head, "", *body, *_search(rows), *_SELECT]) + "\n"


def _rows_plan(table: Table, profile: Profile, path: str) -> list[str]:
    """The plan for one row per customer; of a log that its maker refused, with the reason first."""
    refused = refused_log(table)
    return [*([*comment(refused), ""] if refused else []), *table_plan(table, profile, path)]


def _search(rows: int) -> Sequence[str]:
    """A table for each algorithm that belongs in a starter plan."""
    placed = sorted((f.starter_place, f.name, f) for f in algorithms() if f.starter_place is not None and is_here(f))
    return [line for _, name, family in placed for line in (f"[search.{name}]", *family.starter(rows), "")]


_SELECT = [
    "[select]",
    'by = "consensus"           # or silhouette, dunn, davies_bouldin, calinski_harabasz, dbcv, rank',
    "clusters = [2, 12]         # fewest and most segments",
    "min_share = 0.02           # of the rows, for the smallest segment",
    "max_noise = 0.30",
]
