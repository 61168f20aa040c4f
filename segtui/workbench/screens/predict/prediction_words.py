"""What is said of a prediction in a line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import IntervalFacts, PredictionFacts, PredictionFigures
from segtui.language.figures import in_signs, percent
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of
from widgets.progress.remaining_time import duration_text

if TYPE_CHECKING:
    from segtui.prediction.predict import Predict

FIGURES = {
    "roc_auc": "ROC-AUC",
    "average_precision": to_translate("average precision"),
    "top_decile_lift": to_translate("top tenth's lift"),
    "brier": "Brier",
    "log_loss": to_translate("log loss"),
    "mean_probability": to_translate("mean probability"),
    "rate": to_translate("rate"),
    "precision": to_translate("precision"),
    "recall": to_translate("recall"),
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
    return tell("{outcome} in {horizon}", outcome=_(order.label), horizon=order.horizon or HORIZON)


def state(facts: PredictionFacts | None, *, dots: str, learning: bool) -> str:
    """How far it is."""
    if learning:
        return tell("learning {dots}", dots=dots)
    if facts is None:
        return dots
    if (figures := facts["figures"]) is not None:
        return tell("ROC-AUC {value}", value=between(of(figures, "all")["roc_auc"]))
    if facts["refused"]:
        return _("can't be learned")
    return tell("not learned, takes {time}", time=forecast(facts))


def forecast(facts: PredictionFacts) -> str:
    """About how long learning takes."""
    return tell("about {time}", time=duration_text(facts["seconds"] or 0.0))


def told(facts: PredictionFacts) -> str:
    """The prediction at the cursor: what it expects, or what can be done."""
    if (figures := facts["figures"]) is not None:
        return "\n".join(figures["sentences"][:1] + [f"! {note}" for note in figures["notes"][:1]])
    if facts["refused"]:
        return f"! {facts['refused']}"
    return tell(
        "{learn} learns and tests it, in {time}, for {rows:,} rows.",
        learn=key_of("predict.learn"),
        time=forecast(facts),
        rows=facts["rows"],
    )


def of(figures: PredictionFigures, part: str) -> dict[str, IntervalFacts]:
    """The figures of some of the rows, or of a baseline, by name; empty where there are none."""
    return next((each["figures"] for each in figures["scored"] if each["of"] == part), {})


def between(figure: IntervalFacts, *, share: bool = False) -> str:
    """A figure with its interval."""
    value, low, high = (written(figure[end], share=share) for end in ("value", "low", "high"))
    return (
        value
        if figure["low"] is None
        else tell(
            "{value} ({low} to {high})",
            value=value,
            low=low.rstrip("% \u00a0\u202f"),
            high=high.rstrip("% \u00a0\u202f"),
        )
    )


def written(value: float | None, *, share: bool = False) -> str:
    """A figure of a prediction: three decimals, or percent."""
    if value is None:
        return NONE
    return percent(value) if share else in_signs(f"{value:.3f}")
