"""The charts of a prediction: what it finds, how it ranks, how true it is, what it goes by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.engine.transport.messages.payloads import PredictionFacts, PredictionFigures
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.workbench.screens.predict.prediction_words import of, written
from widgets.charts.chart import Bar, BarFigure
from widgets.line.series import Series

_POINTS = 60


@dataclass(frozen=True)
class Lines:
    """A line chart: its title, the name of x, a line, and one to compare it with; `note` says how to read it."""

    title: str
    x_label: str
    lines: Sequence[Series]
    note: str


@dataclass(frozen=True)
class Bars:
    """A bar chart, and how to read it."""

    figure: BarFigure
    note: str


def gain(name: str, figures: PredictionFigures) -> Lines:
    """How many of those with the outcome are among the likeliest."""
    x = [10.0 * at for at in range(11)]
    found = Series(_("% found"), x, [0.0, *(100 * share for share in figures["deciles"]["gain"])])
    note = _("Who contacts the likeliest first finds this share of all with the outcome.")
    title = tell("How many {name} finds", name=name)
    return Lines(
        title, _("% of the rows, the likeliest first"), [found, Series(_("at random"), x, x, plain=True)], note
    )


def lift(name: str, figures: PredictionFigures) -> Bars:
    """How much likelier the outcome is in each tenth than among all."""
    table = figures["deciles"]
    labels = [tell("tenth {decile:.0f}", decile=decile) for decile in table["decile"]]
    bars = tuple(Bar(label, value) for label, value in zip(labels, table["lift"], strict=True))
    figure = BarFigure(tell("Lift of {name} by tenth", name=name), bars, 1.0, _("all rows"))
    return Bars(figure, _("How many times as often the outcome comes as among all rows; tenth 10 is the likeliest."))


def roc(name: str, figures: PredictionFigures) -> Lines:
    """The ROC curve."""
    curve = figures["curves"]
    x, y = _thinned([0.0, *curve["false_positive_rate"]], [0.0, *curve["true_positive_rate"]])
    ends = [0.0, 1.0]
    line = Series(_("true-positive rate"), x, y)
    note = _("The nearer to the corner at the top left, the better it ranks.")
    return Lines(
        tell("ROC of {name}", name=name),
        _("false-positive rate"),
        [line, Series(_("at random"), ends, ends, plain=True)],
        note,
    )


def precision(name: str, figures: PredictionFigures) -> Lines:
    """Precision by recall."""
    curve, rate = figures["curves"], of(figures, "all")["rate"]["value"] or 0.0
    x, y = _thinned(curve["true_positive_rate"], curve["precision"])
    ends = [0.0, 1.0]
    lines = [Series(_("precision"), x, y), Series(_("at random"), ends, [rate, rate], plain=True)]
    note = _("Of those who are chosen the share with the outcome, by the share of all with it who are chosen.")
    return Lines(tell("Precision of {name} by recall", name=name), _("recall"), lines, note)


def truth(name: str, figures: PredictionFigures) -> Lines:
    """How often the outcome came where it was said to be about as likely."""
    table = figures["reliability"]
    x, y = ([100 * value for value in table[column]] for column in ("mean_probability", "rate"))
    error = [50 * (high - low) for low, high in zip(table["low"], table["high"], strict=True)]
    ends = [0.0, max(*x, *y)]
    counts = " ".join(f"{rows:.0f}" for rows in table["rows"])
    lines = [Series(_("rate in %"), x, y, error), Series(_("equal figures"), ends, ends, plain=True)]
    note = tell("The nearer to equal figures, the truer. Rows at each point: {counts}.", counts=counts)
    return Lines(tell("How true {name} is", name=name), _("mean probability in %"), lines, note)


def features(name: str, figures: PredictionFigures) -> Bars:
    """What it goes by."""
    found = [each for each in figures["importances"] if each["mean"] > 0]
    bars = tuple(
        Bar(
            f"{one['feature']} ±{written(one['spread'])}",
            one["mean"],
            one["mean"] - one["spread"],
            one["mean"] + one["spread"],
        )
        for one in found
    )
    note = _("So much ROC-AUC is lost where a feature's values are dealt out at random, ± its spread.")
    return Bars(BarFigure(tell("What {name} goes by", name=name), bars), note)


def positives(facts: PredictionFacts) -> Bars:
    """How many have the outcome at each snapshot."""
    rows = [(" ".join(each["days"]) or each["role"], each["role"], each["positives"]) for each in facts["learned"]]
    bars = tuple(Bar(f"{day} {_(role)}" if day != role else _(role), float(count)) for day, role, count in rows)
    figure = BarFigure(tell("Rows with the outcome of {name}", name=facts["name"]), bars)
    of_days = any(each["days"] for each in facts["learned"])
    return Bars(figure, _("How many have the outcome at each snapshot, and what it is for.") if of_days else "")


CHARTS: dict[str, Callable[[str, PredictionFigures], Lines | Bars]] = {
    "gain": gain,
    "lift": lift,
    "truth": truth,
    "roc": roc,
    "precision": precision,
    "features": features,
}
"""The charts of a prediction that is learned, by the name of their view."""


def _thinned(x: Sequence[float], y: Sequence[float]) -> tuple[list[float], list[float]]:
    """At most about this many points of a curve, evenly spread, with its ends."""
    kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), _POINTS)).round().astype(int))
    return [x[at] for at in kept], [y[at] for at in kept]
