"""The report's sentences on why silhouette disagrees with density: one for people, one of figures."""

from __future__ import annotations

from segtui.language.figures import localised
from segtui.language.translation import _
from segtui.pipeline.report.markdown import figure
from segtui.segments.choosing.choose import Selection, spoken
from segtui.segments.choosing.leaderboard import Scored
from segtui.segments.choosing.shapes import disagreement
from segtui.validity.density.estimates import T_95

_OF_DENSITY = frozenset({"dbscan", "hdbscan"})
"""The algorithms whose segments have any shape."""


def dbcv_of(scored: Scored) -> str:
    """DBCV with half of its 95 % interval, where it comes from samples."""
    margin = T_95 * scored.dbcv_error
    return figure(scored.dbcv) + (f" ± {localised(f'{margin:.3f}')}" if margin else "")


def shapes_part(choice: Selection) -> list[str]:
    """Both sentences; nothing where silhouette and DBCV agree."""
    found = disagreement(choice)
    if found is None:
        return []
    of_density = found.dense.scored.candidate.algorithm in _OF_DENSITY
    if found.dense is choice.chosen and not of_density:
        why = _("Silhouette would have chosen {round}; judged by density, the chosen segments are better separated.")
    elif not of_density:
        why = _("By density alone {dense} would be better, by silhouette {round}.")
    elif found.dense is choice.chosen:
        why = _(
            "Silhouette would have chosen {round}, because it takes round segments of one size for the best; these "
            "follow the areas where many rows are, whatever their shape."
        )
    else:
        why = _(
            "By density alone {dense} would be better: its segments follow the areas where many rows are, whatever "
            "their shape. Silhouette prefers {round}, because it takes round segments of one size for the best."
        )
    figures = _(
        "{dense} against {round}: DBCV {dense_dbcv} and {round_dbcv}, silhouette {dense_silhouette} and "
        "{round_silhouette}, adjusted Rand index {agreement}."
    )
    names = {"dense": spoken(found.dense.scored.candidate), "round": spoken(found.round.scored.candidate)}
    numbers = {
        "dense_dbcv": figure(found.dense.scored.dbcv),
        "round_dbcv": figure(found.round.scored.dbcv),
        "dense_silhouette": figure(found.dense.scored.scores.silhouette),
        "round_silhouette": figure(found.round.scored.scores.silhouette),
        "agreement": figure(found.agreement),
    }
    return [why.format(**names), figures.format(**names, **numbers)]
