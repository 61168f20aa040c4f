"""What predictions would learn from, and what they found."""

from __future__ import annotations

from typing import TypedDict


class LearnedRowsFacts(TypedDict):
    """Rows of a role (training, validation, calibration, test, or folds) on these days (ISO)."""

    role: str
    rows: int
    positives: int
    days: list[str]


class IntervalFacts(TypedDict):
    """A figure and its interval of 95 %, None where it is not defined; a baseline's has none."""

    value: float | None
    low: float | None
    high: float | None


class ScoredFacts(TypedDict):
    """Figures by name on some rows: all, known and new customers, or of a baseline on all (bg_nbd, recency)."""

    of: str
    rows: int
    figures: dict[str, IntervalFacts]


class TriedFacts(TypedDict):
    """A model that was tried, with the figure that chose among them; see `segtui.prediction.fit_prediction.Tried`."""

    learner: str
    figure: float


class ImportanceFacts(TypedDict):
    """How much ROC-AUC goes without a feature; see `segtui.prediction.importance.Importance`."""

    feature: str
    mean: float
    spread: float


class MoneyFacts(TypedDict):
    """What a contact costs and brings, and the profit of each tenth of the test, the likeliest first."""

    contact: float
    margin: float
    threshold: float
    profits: list[float]


class PredictionFigures(TypedDict):
    """What a prediction found; see `segtui.prediction.found.FoundPrediction`.

    `learner` was chosen of those `tried` by `chosen_by`, their titles in words; the tables are by column. `sentences`
    are those of the report, `notes` what to know beside.
    """

    learner: str
    chosen_by: str
    tried: list[TriedFacts]
    scored: list[ScoredFacts]
    threshold: float
    deciles: dict[str, list[float]]
    reliability: dict[str, list[float]]
    curves: dict[str, list[float]]
    importances: list[ImportanceFacts]
    money: MoneyFacts | None
    mean: float | None
    rows: int
    sentences: list[str]
    notes: list[str]


class PredictionFacts(TypedDict):
    """A prediction of the plan: what it would learn from, or did.

    `rows` would be given a probability. Learning takes about `seconds`, None once that is done; `refused` says
    why it can't be learned, empty where it can.
    """

    name: str
    learned: list[LearnedRowsFacts]
    rows: int
    seconds: float | None
    refused: str
    figures: PredictionFigures | None
