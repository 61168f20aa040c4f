"""The leaderboard's columns of figures: what each is called, which way is better, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Index:
    """A column of figures: its key in a row, its heading, its name in full, whether more is better, its form.

    `meaning` explains it in the help. A column of the kind `sometimes` is there once any candidate has a figure.
    """

    key: str
    heading: str
    title: str
    more: bool
    say: Callable[[Any], str]
    meaning: str
    sometimes: bool = False


def _share(value: float) -> str:
    return "0" if value == 0 else f"{value:.1%}"


def _three(value: float) -> str:
    return f"{value:.3f}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


INDICES = (
    Index(
        *("consensus", "cons.", "consensus", True, _three),
        "gap + recurrence + 0.2 × balance, less misfit; the default choice",
        sometimes=True,
    ),
    Index(
        *("silhouette", "silh.", "silhouette", True, _three), "-1 to 1, rows near their own segment, far from others"
    ),
    Index(
        *("gap", "gap", "gap", True, _two),
        "-1 to 1, how far apart the segments lie for how dense they are",
        sometimes=True,
    ),
    Index(
        *("recurrence", "recur.", "recurrence", True, _two),
        "0 to 1, how many other candidates find the same segments",
        sometimes=True,
    ),
    Index(
        *("stability", "stable", "stability", True, _two),
        "0 to 1, how far resamples group the rows the same way (mean adjusted Rand index)",
        sometimes=True,
    ),
    Index(*("noise_share", "noise", "noise", False, _share), "the share of rows in no segment"),
    Index(*("smallest_share", "least", "smallest segment", True, _share), "the smallest segment's share of all rows"),
    Index(
        *("misfit", "misfit", "misfit", False, _two),
        "0 to 1, how much worse bell curves describe its segments than the best candidate's",
        sometimes=True,
    ),
    Index(
        *("balance", "bal.", "balance", True, _two), "0 where all segments have one size, else below", sometimes=True
    ),
    Index(
        *("dbcv", "DBCV", "DBCV", True, _three),
        "-1 to 1, how dense segments are against what separates them; for any shape",
        sometimes=True,
    ),
    Index(
        *("bic", "BIC", "BIC", False, _whole),
        "mixtures only: how well they describe the rows, for their parameters",
        True,
    ),
    Index(*("dunn", "Dunn", "Dunn", True, _three), "the smallest gap between segments by the largest width of one"),
    Index(
        *("davies_bouldin", "D-B", "Davies-Bouldin", False, _three),
        "how much each segment overlaps its most similar one",
    ),
    Index(
        *("calinski_harabasz", "C-H", "Calinski-Harabasz", True, _whole),
        "variance between segments against that within",
    ),
    Index(
        *("cophenetic", "coph.", "cophenetic", True, _two),
        "trees only: how faithful the tree is to the distances, 1 at best",
        sometimes=True,
    ),
)
"""The most telling first: where there is little room, the others are reached sideways."""
SECONDS = Index("seconds", "s", "seconds", False, _two, "how long it took")
BETTER = {"#": False, "candidate": False, "k": False, **{i.heading: i.more for i in (*INDICES, SECONDS)}}
"""By heading whether the best comes first in falling order."""


def meanings() -> str:
    """A line on each column, for the help."""
    lines = ["- #: the rank, k: the number of segments."]
    for index in (*INDICES, SECONDS):
        name = "" if index.title in (index.heading, "noise") else f" {index.title}"
        lines.append(f"- {index.heading}{name} ({'higher' if index.more else 'lower'} is better): {index.meaning}.")
    return "\n".join(lines)
