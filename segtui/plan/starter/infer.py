"""A starter plan for a file that nobody prepared, with the reason for each choice beside it."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.data.table import Table
from segtui.plan.starter.orders import find_orders, order_log_plan
from segtui.plan.starter.table import table_plan
from segtui.profiling.profile import Profile

_ALL_LINKAGES_ROWS = 150_000


def infer(table: Table, profile: Profile, path: str) -> str:
    """A commented plan, as TOML text, for a table read from `path`.

    A table with one row per customer is cleaned and clustered by its numeric columns; a log with one row per order
    becomes recency, frequency and monetary first.
    """
    orders = find_orders(table)
    head = ["# A starter plan: what `segtui run` does with this file when nobody says more.", "version = 1", "seed = 0"]
    body = order_log_plan(orders, path) if orders else table_plan(table, profile, path)
    rows = orders.customers if orders else table.frame.height
    return "\n".join([*head, "", *body, *_search(rows), *_SELECT]) + "\n"


def _search(rows: int) -> Sequence[str]:
    linkages = 'linkage = ["ward", "complete", "average"]'
    if rows > _ALL_LINKAGES_ROWS:
        linkages = 'linkage = ["ward"]         # complete and average linkage take far longer with so many rows'
    return [
        "[search.kmeans]",
        'k = "2..12"',
        "",
        "[search.hierarchical]",
        linkages,
        'k = "2..12"',
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
