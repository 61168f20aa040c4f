"""The leaderboard's columns of figures: what each is called, which way is better, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from segtui.language.figures import in_signs
from segtui.language.translation import to_translate


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
    return "0" if value == 0 else in_signs(f"{value:.1%}")


def _three(value: float) -> str:
    return in_signs(f"{value:.3f}")


def _two(value: float) -> str:
    return in_signs(f"{value:.2f}")


def _whole(value: float) -> str:
    return in_signs(f"{value:,.0f}")


INDICES = (
    Index(
        *("consensus", to_translate("cons."), to_translate("consensus"), True, _three),
        "gap + recurrence + 0.2 × balance, less misfit; the default choice",
        sometimes=True,
    ),
    Index(
        *("silhouette", to_translate("silh."), to_translate("silhouette"), True, _three),
        "-1 to 1, rows near their own segment, far from others",
    ),
    Index(
        *("gap", to_translate("gap"), to_translate("gap"), True, _two),
        "-1 to 1, how far apart the segments lie for how dense they are",
        sometimes=True,
    ),
    Index(
        *("recurrence", to_translate("recur."), to_translate("recurrence"), True, _two),
        "0 to 1, how many other candidates find the same segments",
        sometimes=True,
    ),
    Index(
        *("stability", to_translate("stable"), to_translate("stability"), True, _two),
        "0 to 1, how far resamples group the rows the same way (mean adjusted Rand index)",
        sometimes=True,
    ),
    Index(
        *("noise_share", to_translate("noise"), to_translate("noise"), False, _share), "the share of rows in no segment"
    ),
    Index(
        *("smallest_share", to_translate("least"), to_translate("smallest segment"), True, _share),
        "the smallest segment's share of all rows",
    ),
    Index(
        *("misfit", to_translate("misfit"), to_translate("misfit"), False, _two),
        "0 to 1, how much worse bell curves describe its segments than the best candidate's",
        sometimes=True,
    ),
    Index(
        *("balance", to_translate("bal."), to_translate("balance"), True, _two),
        "0 where all segments have one size, else below",
        sometimes=True,
    ),
    Index(
        *("dbcv", to_translate("DBCV"), to_translate("DBCV"), True, _three),
        "-1 to 1, how dense segments are against what separates them; for any shape",
        sometimes=True,
    ),
    Index(
        *("bic", to_translate("BIC"), to_translate("BIC"), False, _whole),
        "mixtures only: how well they describe the rows, for their parameters",
        True,
    ),
    Index(
        *("dunn", to_translate("Dunn"), to_translate("Dunn"), True, _three),
        "the smallest gap between segments by the largest width of one",
    ),
    Index(
        *("davies_bouldin", to_translate("D-B"), to_translate("Davies-Bouldin"), False, _three),
        "how much each segment overlaps its most similar one",
    ),
    Index(
        *("calinski_harabasz", to_translate("C-H"), to_translate("Calinski-Harabasz"), True, _whole),
        "variance between segments against that within",
    ),
    Index(
        *("cophenetic", to_translate("coph."), to_translate("cophenetic"), True, _two),
        "trees only: how faithful the tree is to the distances, 1 at best",
        sometimes=True,
    ),
)
"""The most telling first: where there is little room, the others are reached sideways."""
SECONDS = Index("seconds", "s", to_translate("seconds"), False, _two, "how long it took")
BETTER = {"#": False, to_translate("candidate"): False, "k": False, **{i.heading: i.more for i in (*INDICES, SECONDS)}}
"""By heading whether the best comes first in falling order."""


def meanings() -> str:
    """A line on each column, for the help; in English, as every HELP is until it is shown."""
    lines = ["- #: the rank, k: the number of segments."]
    for index in (*INDICES, SECONDS):
        name = "" if index.title in (index.heading, "noise") else f" {index.title}"
        better = "higher" if index.more else "lower"
        lines.append(f"- {index.heading}{name} ({better} is better): {index.meaning}.")
    return "\n".join(lines)
