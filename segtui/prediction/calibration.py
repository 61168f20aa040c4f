"""Makes a model's probabilities true, by later rows than it learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.prediction.predictors.predictor import Floats, expit, logit

CalibrationMethod = Literal["sigmoid", "isotonic", "none"]
Truth = NDArray[np.bool_]

FEWEST = 10
"""Rows of either outcome that a sigmoid needs."""
FEWEST_ISOTONIC = 1_000
"""Rows with the outcome that an isotonic calibration needs: with fewer it learns their accidents."""


@dataclass(frozen=True)
class Calibration:
    """How probabilities become true ones.

    sigmoid: expit(slope * log-odds + offset). isotonic: straight lines between the points (`at`, `becomes`). none: as
    they are.
    """

    method: CalibrationMethod
    slope: float = 1.0
    offset: float = 0.0
    at: tuple[float, ...] = ()
    becomes: tuple[float, ...] = ()

    def probabilities(self, raw: Floats) -> Floats:
        """Calibrated probabilities (n); their order is that of the raw ones, isotonic makes some of them equal."""
        if self.method == "none":
            return raw
        if self.method == "isotonic":
            return np.interp(raw, self.at, self.becomes)
        return expit(self.slope * logit(raw) + self.offset)

    def facts(self) -> dict[str, Any]:
        """It as plain data (JSON)."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Calibration:
        """What `facts` gave."""
        points = {name: tuple(map(float, facts[name])) for name in ("at", "becomes")}
        return cls(facts["method"], float(facts["slope"]), float(facts["offset"]), **points)


def calibrate(raw: Floats, outcome: Truth, method: CalibrationMethod, where: str = "predict.calibrate") -> Calibration:
    """The calibration by raw probabilities (n) and outcomes (n) of rows that the model did not learn from.

    Raises DataError, naming `where`, where there are too few outcomes for the method.
    """
    refuse_uncalibrated(outcome, method, where)
    if method == "none":
        return Calibration("none")
    if method == "isotonic":
        return _isotonic(raw, outcome)
    slope, offset = _platt(logit(raw), outcome)
    return Calibration("sigmoid", slope, offset)


def refuse_uncalibrated(outcome: Truth, method: CalibrationMethod, where: str) -> None:
    """Raise DataError, naming `where`, if these outcomes (n) are too few for the method."""
    yes, no = int(outcome.sum()), int((~outcome).sum())
    least, fix = (FEWEST_ISOTONIC, "sigmoid") if method == "isotonic" else (FEWEST, "none")
    if method != "none" and min(yes, no) < least:
        told = (
            to_translate("{few:,} rows with the outcome are too few to calibrate: {method} needs {least:,}")
            if yes < no
            else to_translate("{few:,} rows without the outcome are too few to calibrate: {method} needs {least:,}")
        )
        what = say(told, few=min(yes, no), method=method, least=least)
        raise DataError(what, where=where, fix=say('set calibrate = "{fix}"', fix=fix))


def _isotonic(raw: Floats, outcome: Truth) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(out_of_bounds="clip").fit(raw, outcome.astype(np.float64))
    return Calibration("isotonic", at=tuple(model.X_thresholds_.tolist()), becomes=tuple(model.y_thresholds_.tolist()))


def _platt(odds: Floats, outcome: Truth) -> tuple[float, float]:
    """Slope and offset by maximum likelihood, with Platt's (1999) targets just inside 0 and 1, by Newton's method.

    A slope below 0 would turn the order round: then all get the same probability.
    """
    yes, no = float(outcome.sum()), float((~outcome).sum())
    target = np.where(outcome, (yes + 1) / (yes + 2), 1 / (no + 2))
    rows = np.column_stack([odds, np.ones(odds.size)])
    found = np.array([1.0, 0.0])
    for _ in range(100):
        p = expit(rows @ found)
        bend = rows.T @ (rows * (p * (1 - p))[:, None]) + 1e-10 * np.eye(2)
        step = np.linalg.solve(bend, rows.T @ (p - target))
        loss = _loss(rows @ found, target)
        while np.abs(step).max() > 1e-12 and _loss(rows @ (found - step), target) > loss:
            step = step / 2
        found = found - step
        if np.abs(step).max() < 1e-10:
            break
    if found[0] <= 0:
        return 0.0, float(logit(np.array([(yes + 1) / (yes + no + 2)]))[0])
    return float(found[0]), float(found[1])


def _loss(odds: Floats, target: Floats) -> float:
    """The negative log-likelihood of targets between 0 and 1 by log-odds."""
    return float(np.sum(np.logaddexp(0.0, odds) - target * odds))
