"""How far the scores of a prediction are from those of a run, and how they did once what came is known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.prediction.metrics.scores import PredictionScores
from segtui.segments.monitoring.feature_drift import Finding, how_far
from segtui.segments.monitoring.stability_index import DriftLimits, beyond_chance, psi, psi_by_chance

Floats = NDArray[np.float64]
_NORMAL, _CHANCE = 1.96, 2.5758
_BAND = to_translate("{name}: {was:brief} of the rows were {band} in the run, {now:brief} are now")
_TENTH = to_translate("{name}: {was:brief} of the rows were in tenth {band} in the run, {now:brief} are now")
_BESIDE = {
    "average_precision": to_translate("{name}: average precision {now:.3f}, {then:.3f} in the run's test"),
    "brier": to_translate("{name}: Brier score {now:.4f}, {then:.4f} in the run's test"),
}


@dataclass
class CountedScores:
    """Probabilities as they pass: how many are in each tenth of the run, between `edges` (9), and in each band.

    `bands` have the upper bounds by name, rising. `rows` is how many there were, `total` their sum.
    """

    edges: Sequence[float]
    bands: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0
    total: float = 0.0

    def __post_init__(self) -> None:
        self._tenths = np.zeros(len(self.edges) + 1, dtype=np.int64)
        self._bands = np.zeros(max(len(self.bands), 1), dtype=np.int64)

    def take(self, probability: Floats) -> None:
        """Count more of them (m); NaN is none."""
        known = probability[np.isfinite(probability)]
        self.rows += known.size
        self.total += float(known.sum())
        self._tenths += np.bincount(np.searchsorted(self.edges, known), minlength=len(self._tenths))
        if self.bands:
            place = np.minimum(np.searchsorted(list(self.bands.values()), known), len(self.bands) - 1)
            self._bands += np.bincount(place, minlength=len(self._bands))

    @property
    def mean(self) -> float:
        """The mean of all."""
        return self.total / self.rows if self.rows else float("nan")

    @property
    def tenths(self) -> Floats:
        """The share of the rows in each tenth of the run, the lowest first."""
        found: Floats = self._tenths / max(self.rows, 1)
        return found

    def by_band(self) -> dict[str, float]:
        """The share of the rows in each band; in each tenth where there are no bands."""
        if self.bands:
            return dict(zip(self.bands, (self._bands / max(self.rows, 1)).tolist(), strict=True))
        return {str(number): share for number, share in enumerate(self.tenths.tolist(), start=1)}


def score_drift(name: str, then: CountedScores, now: CountedScores, limits: DriftLimits) -> list[Finding]:
    """How far the scores of a prediction are from the run's, by their tenths there, and the share of each band."""
    if not then.rows or not now.rows:
        return []
    index, chance = psi(then.tenths, now.tenths), psi_by_chance(len(then.tenths), then.rows, now.rows)
    past = index > limits.psi and index > chance
    told = say(
        "{name}: {how_far}; mean probability {was:percent} in the run, {now:percent} now (PSI {index:.2f})",
        name=name,
        how_far=how_far(index, past),
        was=then.mean,
        now=now.mean,
        index=index,
    )
    found = [Finding(name, "psi", then.mean, now.mean, index, limits.psi, past, told, now.rows)]
    for band, was in then.by_band().items():
        is_now = now.by_band()[band]
        change = abs(is_now - was)
        past = change > limits.share and beyond_chance(was, is_now, then.rows, now.rows)
        told = say(_BAND if then.bands else _TENTH, name=name, was=was, now=is_now, band=band)
        found.append(Finding(f"{name} {band}", "share", was, is_now, change, limits.share, past, told, now.rows))
    return found


@dataclass(frozen=True)
class JudgedPrediction:
    """A prediction of a run after its outcomes came: its figures `now`, and those `then`, of the run's test.

    `day` (ISO) is the day on which the customers were looked at, empty for a column. `then` has by figure value, low
    and high; `reliability` is as in `segtui.prediction.metrics.curves`.
    """

    name: str
    day: str
    now: PredictionScores
    then: Mapping[str, Mapping[str, float]]
    reliability: pl.DataFrame

    def facts(self) -> dict[str, Any]:
        """It in types that JSON knows."""
        figures = {name: vars(getattr(self.now, name)) for name in _FIGURES}
        counts = {"rows": self.now.rows, "positives": self.now.positives}
        then = {name: dict(self.then[name]) for name in _FIGURES if name in self.then}
        return {"name": self.name, "day": self.day or None, **counts, "now": figures, "test": then} | {
            "reliability": self.reliability.to_dicts()
        }


_FIGURES = ("roc_auc", "average_precision", "brier", "mean_probability", "rate", "gap")


def judged_findings(judged: JudgedPrediction, limits: DriftLimits) -> list[Finding]:
    """Whether a prediction ranks worse than in its test, and whether its probabilities are true."""
    return [_ranking(judged, limits), *_beside(judged), _calibration(judged, limits), *_bins(judged)]


def _ranking(judged: JudgedPrediction, limits: DriftLimits) -> Finding:
    then, now = judged.then["roc_auc"], judged.now.roc_auc
    fall = then["value"] - now.value
    errors = [(high - low) / (2 * _NORMAL) for low, high in ((then["low"], then["high"]), (now.low, now.high))]
    past = fall > limits.roc_auc and fall > _CHANCE * math.hypot(*errors)
    told = say(
        "{name}: ROC-AUC {now:.3f} ({low:.3f} to {high:.3f}) among {rows:,} customers whose outcome is known, "
        "{then:.3f} in the run's test",
        name=judged.name,
        now=now.value,
        low=now.low,
        high=now.high,
        rows=judged.now.rows,
        then=then["value"],
    )
    subject, rows = judged.name, judged.now.rows
    return Finding(
        subject, "roc_auc", then["value"], now.value, fall, limits.roc_auc, past, told, rows, now.low, now.high
    )


def _beside(judged: JudgedPrediction) -> Iterator[Finding]:
    """Figures that depend on the rate, which have no limit."""
    for figure, text in _BESIDE.items():
        then, now = judged.then[figure]["value"], getattr(judged.now, figure)
        told = say(text, name=judged.name, now=now.value, then=then)
        change = abs(now.value - then)
        rows = judged.now.rows
        yield Finding(judged.name, figure, then, now.value, change, None, False, told, rows, now.low, now.high)


def _calibration(judged: JudgedPrediction, limits: DriftLimits) -> Finding:
    mean, rate, gap = judged.now.mean_probability.value, judged.now.rate, judged.now.gap
    off = abs(gap.value) / rate.value if rate.value else float("inf")
    past = off > limits.calibration and (gap.low > 0 or gap.high < 0)
    told = say(
        "{name}: mean probability {mean:percent} against a rate of {rate:percent} ({low:percent} to {high:percent})",
        name=judged.name,
        mean=mean,
        rate=rate.value,
        low=rate.low,
        high=rate.high,
    )
    subject, rows, limit = judged.name, judged.now.rows, limits.calibration
    return Finding(subject, "calibration", mean, rate.value, off, limit, past, told, rows, rate.low, rate.high)


def _bins(judged: JudgedPrediction) -> Iterator[Finding]:
    for row in judged.reliability.iter_rows(named=True):
        mean, rate, rows = row["mean_probability"], row["rate"], row["rows"]
        told = say(
            "{name}: of {rows:,} customers with a probability of about {mean:percent} {rate:percent} had the outcome",
            name=judged.name,
            rows=rows,
            mean=mean,
            rate=rate,
        )
        off = abs(rate - mean)
        yield Finding(judged.name, "reliability", mean, rate, off, None, False, told, rows, row["low"], row["high"])
