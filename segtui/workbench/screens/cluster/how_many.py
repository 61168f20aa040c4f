"""What speaks for each number of segments, as panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from segtui.engine.transport.messages.payloads import CurveFacts, LeaderboardRow
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from widgets.charts.chart import Line, LineFigure, PanelFigure

_INDICES = {
    "consensus": to_translate("consensus"),
    "silhouette": to_translate("silhouette"),
    "inertia": to_translate("inertia"),
    "bic": "BIC",
    "gap": to_translate("gap"),
    "prediction_strength": to_translate("prediction strength"),
}
_RULES = {
    "highest": to_translate("highest at {k}"),
    "lowest": to_translate("lowest at {k}"),
    "knee": to_translate("knee at {k}"),
    "one_error": to_translate("Tibshirani's rule: {k}"),
    "above_cutoff": to_translate("above 0.8 up to {k}"),
}
_NONE = {
    "knee": to_translate("no knee"),
    "one_error": to_translate("no such number"),
    "above_cutoff": to_translate("never above 0.8"),
}


def panels_of(curves: Sequence[CurveFacts]) -> PanelFigure:
    """A panel for each index, with the number that its rule points to."""
    return PanelFigure(_("How many segments"), tuple(_panel(curve) for curve in curves))


def _panel(curve: CurveFacts) -> LineFigure:
    name, pick = _(_INDICES.get(curve["index"], curve["index"])), curve["pick"]
    note = _(_NONE.get(curve["rule"], "")) if pick is None else tell(_RULES[curve["rule"]], k=pick)
    x, y = np.array(curve["ks"], np.float64), np.array(curve["values"], np.float64)
    error = np.array(curve["errors"], np.float64) if curve["errors"] else None
    line = Line(name, x, y, float(pick) if pick in curve["ks"] else None, error)
    return LineFigure(name, _("number of segments"), name, (line,), note=note)


def best_with(found: Iterable[LeaderboardRow], k: float) -> str | None:
    """The key of the best ranked candidate with this number of segments."""
    ranked = [row for row in found if row["clusters"] == k and row["rank"] is not None]
    return min(ranked, key=lambda row: row["rank"] or 0)["key"] if ranked else None
