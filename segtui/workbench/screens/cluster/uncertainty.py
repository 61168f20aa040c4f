"""How sure the figures of a candidate are: exact, within a margin, or an upper bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from segtui.engine.transport.messages.payloads import LeaderboardRow


@dataclass
class Sureness:
    """What marks the figures of a leaderboard: the margin of each silhouette, and each Dunn index that is a bound.

    Candidates with the same value share one mark, the more careful one.
    """

    margins: dict[float, float] = field(default_factory=dict)
    bounds: set[float] = field(default_factory=set)

    def learn(self, rows: Iterable[LeaderboardRow]) -> None:
        """Take these rows in place of those before."""
        self.margins, self.bounds = {}, set()
        for row in rows:
            value, margin = row["silhouette"], row["silhouette_half_width"]
            if value is not None and margin:
                self.margins[value] = max(margin, self.margins.get(value, 0.0))
            if row["dunn_is_bound"] and row["dunn"] is not None:
                self.bounds.add(row["dunn"])


def silhouette(value: float, margin: float | None, *, ascii: bool) -> str:
    """A silhouette, with half of its 95 % interval where it comes from a sample: "0.224±.003"."""
    if not margin:
        return f"{value:.3f}"
    # Never less than it is: rounded up, so that no sample looks exact.
    up = min(-(-margin // 0.001) * 0.001, 2.0)
    return f"{value:.3f}{'+-' if ascii else '±'}{f'{up:.3f}'.removeprefix('0')}"


def dunn(value: float, is_bound: bool | None, *, ascii: bool) -> str:
    """A Dunn index, "≤0.017" where it is at most so large."""
    return f"{('<=' if ascii else '≤') if is_bound else ''}{value:.3f}"


def sure(row: LeaderboardRow, *, ascii: bool) -> str:
    """What of a candidate's indices is exact, and how sure the rest is; nothing where there are none."""
    if row["silhouette"] is None:
        return ""
    if row["preliminary"]:
        return "Its indices are provisional."
    parts = []
    if margin := row["silhouette_half_width"]:
        said = silhouette(row["silhouette"], margin, ascii=ascii)
        parts.append(f"Silhouette {said} (95 %), from a sample of the rows")
    if row["dunn_is_bound"] and row["dunn"] is not None:
        parts.append(f"Dunn {dunn(row['dunn'], True, ascii=ascii)}, an upper bound")
    return "; ".join([*parts, "the rest exact."]) if parts else "All indices exact."
