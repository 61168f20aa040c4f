"""The data of the charts beside the leaderboard, computed from its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.engine.transport.messages.payloads import LeaderboardRow, TreeFacts
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.workbench.screens.cluster.index_columns import INDICES
from segtui.workbench.screens.cluster.leaderboard_rows import index_of
from widgets.line.series import Series
from widgets.tree.merge_tree import MergeTree

NAN = float("nan")
TITLES = {"bic": "BIC"}
"""How an index by k is called where its key is not the word for it."""


def cell(row: LeaderboardRow) -> dict[str, Any]:
    """The parameters of a candidate."""
    found: dict[str, Any] = json.loads(row["parameters"])
    return found


def of_family(found: Iterable[LeaderboardRow], algorithm: str) -> list[tuple[dict[str, Any], LeaderboardRow]]:
    """The candidates of an algorithm with their parameters."""
    return [(cell(row), row) for row in found if row["algorithm"] == algorithm]


def by_k(found: Iterable[LeaderboardRow], row: LeaderboardRow, index: str) -> tuple[list[Series], dict[float, str]]:
    """An index (inertia or bic) and silhouette by k, and the candidate's key at each k.

    They are of the candidates that differ from that of the row by nothing but k.
    """
    others = {name: value for name, value in cell(row).items() if name != "k"}
    rows = [(p, r) for p, r in of_family(found, row["algorithm"]) if p == {**others, "k": p["k"]}]
    rows.sort(key=lambda pair: pair[0]["k"])
    ks = [float(parameters["k"]) for parameters, _ in rows]
    titles = {index: _(TITLES.get(index, index)), "silhouette": _("silhouette")}
    series = [Series(said, ks, [_number(index_of(r, name)) for _, r in rows]) for name, said in titles.items()]
    return series, {k: row["key"] for k, (_, row) in zip(ks, rows, strict=True)}


@dataclass(frozen=True)
class Grid:
    """The index at each point of a grid with two axes: values (r, c), NaN for none, and the candidate of each."""

    values: NDArray[np.float64]
    rows: list[str]
    columns: list[str]
    keys: dict[tuple[int, int], str]
    title: str

    def cell_of(self, key: str) -> tuple[int, int] | None:
        """Where a candidate is."""
        return next((place for place, known in self.keys.items() if known == key), None)


def grid(found: Iterable[LeaderboardRow], algorithm: str, by: str) -> Grid | None:
    """The ranking index over the two axes of an algorithm; None without two axes."""
    rows = of_family(found, algorithm)
    if not rows or len(rows[0][0]) != 2:
        return None
    down, across = sorted(rows[0][0])
    downs, acrosses = (sorted({parameters[axis] for parameters, _ in rows}) for axis in (down, across))
    values = np.full((len(downs), len(acrosses)), np.nan)
    keys = {}
    column = "score" if by == "rank" else by
    for parameters, row in rows:
        place = downs.index(parameters[down]), acrosses.index(parameters[across])
        keys[place] = row["key"]
        values[place] = _number(index_of(row, column))
    titles = {i.key: i.title for i in INDICES}
    name = _(titles[by]) if by in titles else _("mean rank")
    said = tell("{index}: {down} down, {across} across", index=name[:1].upper() + name[1:], down=down, across=across)
    return Grid(
        values,
        [_label(v) for v in downs],
        [_label(v) for v in acrosses],
        keys,
        tell("{axes}; lower is better", axes=said) if by in ("davies_bouldin", "rank") else said,
    )


def _number(value: float | None) -> float:
    return NAN if value is None else float(value)


def _label(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def merge_tree(tree: TreeFacts) -> MergeTree:
    """The top of a merge tree as sent by the compute process."""
    return MergeTree(
        np.array([tree["left"], tree["right"]], dtype=np.intp).reshape(2, -1).T.copy(),
        np.array(tree["height"], dtype=np.float64),
        np.array(tree["rows"], dtype=np.intp),
        NAN if tree["below"] is None else float(tree["below"]),
    )
