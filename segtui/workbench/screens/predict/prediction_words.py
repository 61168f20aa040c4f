"""What is said of a prediction in a line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import IntervalFacts, PredictionFacts, PredictionFigures
from segtui.language.figures import percent
from segtui.workbench.keys.key_names import key_of
from widgets.progress.remaining_time import duration_text

if TYPE_CHECKING:
    from segtui.prediction.predict import Predict

FIGURES = {
    "roc_auc": "ROC-AUC",
    "average_precision": "average precision",
    "top_decile_lift": "top tenth's lift",
    "brier": "Brier",
    "log_loss": "log loss",
    "mean_probability": "mean probability",
    "rate": "rate",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
}
"""The figures that are shown, with their names."""
SHARES = ("mean_probability", "rate", "precision", "recall")
NONE = "–"


def said(order: Predict) -> str:
    """What a prediction of the plan predicts: "purchase in 30d", "Response = 1"."""
    from segtui.prediction.predict import HORIZON, LabelColumn

    if isinstance(order.label, LabelColumn):
        return f"{order.label.column} = {order.label.yes}" if order.label.yes else order.label.column
    return f"{order.label} in {order.horizon or HORIZON}"


def state(facts: PredictionFacts | None, *, dots: str, learning: bool) -> str:
    """How far it is."""
    if learning:
        return f"learning {dots}"
    if facts is None:
        return dots
    if (figures := facts["figures"]) is not None:
        return f"ROC-AUC {between(of(figures, 'all')['roc_auc'])}"
    if facts["refused"]:
        return "can't be learned"
    return f"not learned, takes {forecast(facts)}"


def forecast(facts: PredictionFacts) -> str:
    """About how long learning takes."""
    return f"about {duration_text(facts['seconds'] or 0.0)}"


def told(facts: PredictionFacts) -> str:
    """The prediction at the cursor: what it expects, or what can be done."""
    if (figures := facts["figures"]) is not None:
        return "\n".join(figures["sentences"][:1] + [f"! {note}" for note in figures["notes"][:1]])
    if facts["refused"]:
        return f"! {facts['refused']}"
    return f"{key_of('predict.learn')} learns and tests it, in {forecast(facts)}, for {facts['rows']:,} rows."


def of(figures: PredictionFigures, part: str) -> dict[str, IntervalFacts]:
    """The figures of some of the rows, or of a baseline, by name; empty where there are none."""
    return next((each["figures"] for each in figures["scored"] if each["of"] == part), {})


def between(figure: IntervalFacts, *, share: bool = False) -> str:
    """A figure with its interval."""
    value, low, high = (written(figure[end], share=share) for end in ("value", "low", "high"))
    return value if figure["low"] is None else f"{value} ({low.removesuffix(' %')} to {high.removesuffix(' %')})"


def written(value: float | None, *, share: bool = False) -> str:
    """A figure of a prediction: three decimals, or percent."""
    if value is None:
        return NONE
    return percent(value) if share else f"{value:.3f}"
