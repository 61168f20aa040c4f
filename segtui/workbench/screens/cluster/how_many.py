"""What speaks for each number of segments, as panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from segtui.engine.transport.messages.payloads import CurveFacts, LeaderboardRow
from widgets.charts.chart import Line, LineFigure, PanelFigure

_INDICES = {
    "consensus": "consensus",
    "silhouette": "silhouette",
    "inertia": "inertia",
    "bic": "BIC",
    "gap": "gap",
    "prediction_strength": "prediction strength",
}
_RULES = {
    "highest": "highest at {k}",
    "lowest": "lowest at {k}",
    "knee": "knee at {k}",
    "one_error": "Tibshirani's rule: {k}",
    "above_cutoff": "above 0.8 up to {k}",
}
_NONE = {"knee": "no knee", "one_error": "no such number", "above_cutoff": "never above 0.8"}


def panels_of(curves: Sequence[CurveFacts]) -> PanelFigure:
    """A panel for each index, with the number that its rule points to."""
    return PanelFigure("How many segments", tuple(_panel(curve) for curve in curves))


def _panel(curve: CurveFacts) -> LineFigure:
    name, pick = _INDICES.get(curve["index"], curve["index"]), curve["pick"]
    note = _NONE.get(curve["rule"], "") if pick is None else _RULES[curve["rule"]].format(k=pick)
    x, y = np.array(curve["ks"], np.float64), np.array(curve["values"], np.float64)
    error = np.array(curve["errors"], np.float64) if curve["errors"] else None
    line = Line(name, x, y, float(pick) if pick in curve["ks"] else None, error)
    return LineFigure(name, "number of segments", name, (line,), note=note)


def best_with(found: Iterable[LeaderboardRow], k: float) -> str | None:
    """The key of the best ranked candidate with this number of segments."""
    ranked = [row for row in found if row["clusters"] == k and row["rank"] is not None]
    return min(ranked, key=lambda row: row["rank"] or 0)["key"] if ranked else None
