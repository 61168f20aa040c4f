"""How exact the figures of a candidate are: exact, within a margin, or an upper bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.figures import in_signs
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _


@dataclass
class Sureness:
    """What marks the figures of a leaderboard: the margin of each silhouette, and each Dunn index that is a bound.

    Candidates with the same value share one mark, the more careful one.
    """

    margins: dict[float, float] = field(default_factory=dict)
    bounds: set[float] = field(default_factory=set)

    def learn(self, rows: Iterable[LeaderboardRow]) -> None:
        """Use these rows instead of the previous ones."""
        self.margins, self.bounds = {}, set()
        for row in rows:
            value, margin = row["silhouette"], row["silhouette_half_width"]
            if value is not None and margin:
                self.margins[value] = max(margin, self.margins.get(value, 0.0))
            if row["dunn_is_bound"] and row["dunn"] is not None:
                self.bounds.add(row["dunn"])


def silhouette(value: float, margin: float | None, *, ascii: bool) -> str:
    """A silhouette, with half of its 95 % interval if it comes from a sample: "0.224±.003"."""
    if not margin:
        return in_signs(f"{value:.3f}")
    # Rounded up, so that no sample looks exact.
    up = min(-(-margin // 0.001) * 0.001, 2.0)
    return in_signs(f"{value:.3f}{'+-' if ascii else '±'}{f'{up:.3f}'.removeprefix('0')}")


def dunn(value: float, is_bound: bool | None, *, ascii: bool) -> str:
    """A Dunn index, "≤0.017" if it is an upper bound."""
    return in_signs(f"{('<=' if ascii else '≤') if is_bound else ''}{value:.3f}")


def sure(row: LeaderboardRow, *, ascii: bool) -> str:
    """Which of a candidate's indices are exact, and how uncertain the rest is; empty if there are none."""
    if row["silhouette"] is None:
        return ""
    if row["preliminary"]:
        return _("Its indices are provisional.")
    parts = []
    if margin := row["silhouette_half_width"]:
        said = silhouette(row["silhouette"], margin, ascii=ascii)
        parts.append(tell("Silhouette {value} (95 %), from a sample of the rows", value=said))
    if row["dunn_is_bound"] and row["dunn"] is not None:
        parts.append(tell("Dunn {value}, an upper bound", value=dunn(row["dunn"], True, ascii=ascii)))
    return in_sequence([*parts, _("the rest exact.")]) if parts else _("All indices exact.")
