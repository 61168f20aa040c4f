"""model/predict/: what a run keeps of each prediction, as JSON and trees as Parquet, and reads for later rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import polars as pl

from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import damaged, read_object
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.predicted_names import log_number, outcome_of
from segtui.plan.model import Plan
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.found import FoundPrediction
from segtui.prediction.labels.log_outcome import LogOutcome
from segtui.prediction.learner import Floats
from segtui.prediction.predict import LabelColumn, UseAs
from segtui.prediction.predict_columns import predicted_columns
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder

PLACE = "model/predict"
_FACTS, _TREES = "prediction.json", "trees.parquet"


@dataclass
class RowsInOrder:
    """A number for each of some rows (n), which are taken in their order, batch by batch."""

    values: Floats
    at: int = 0

    def take(self, rows: int) -> Floats:
        """Those of the next rows."""
        self.at += rows
        return self.values[self.at - rows : self.at].copy()


@dataclass(frozen=True)
class KeptPrediction:
    """A prediction of a finished run: its model, the nine probabilities between its tenths, and its bands.

    `log` is the number of the [[derive]] whose log it was learned from, up to the day `as_of` (ISO); 0: a column, whose
    value `yes` is predicted. `asked` is there where not every customer of the log is asked: it says which. `use_as` is
    the plan's. `unseen` are the probabilities of rows that its model may have seen, by models that have not, where
    there are some.
    """

    name: str
    model: Prediction
    edges: tuple[float, ...]
    bands: Mapping[str, float]
    log: int = 0
    asked: LogOutcome | None = None
    use_as: UseAs = "column"
    as_of: str = ""
    yes: str = ""
    unseen: RowsInOrder | None = None

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return self.model.preparation.sources

    def columns(self, probability: Floats) -> list[pl.Series]:
        """What it adds to rows with these probabilities (n), NaN where there is none."""
        return predicted_columns(self.name, probability, self.edges, self.bands)

    def probabilities(self, frame: pl.DataFrame) -> Floats:
        """The probabilities of cleaned rows (n) with their features."""
        return self.model.probabilities(frame) if self.unseen is None else self.unseen.take(frame.height)


@dataclass(frozen=True)
class PredictionNeeds:
    """What predictions need of later rows: `columns`, and `labels` where the data has them; what they ask of the log of
    each [[derive]] by its number (`asked`), and whether tables are kept to learn from or to judge by (`keeps_tables`).
    """

    columns: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    asked: tuple[tuple[int, LogOutcome], ...] = ()
    keeps_tables: bool = False

    @classmethod
    def of(cls, plan: Plan, predictions: Iterable[KeptPrediction], *, outcomes: bool = False) -> Self:
        """What the predictions of a plan need to score rows, and to learn or judge their `outcomes`."""
        kept = tuple(predictions)
        labels = {one.label.column for one in plan.predict if isinstance(one.label, LabelColumn)} if outcomes else set()
        columns = {name for one in kept for name in one.features} - labels
        asked = tuple((one.log, one.asked) for one in kept if one.asked)
        return cls(frozenset(columns), frozenset(labels), asked, outcomes and bool(kept))

    def beside(self, one: KeptPrediction | None) -> PredictionNeeds:
        """The same with what one more prediction needs to score rows."""
        if one is None:
            return self
        asked = (*self.asked, *([(one.log, one.asked)] if one.asked else []))
        return replace(self, columns=self.columns | set(one.features), asked=asked)


def write_predictions(folder: Path, predictions: Sequence[FoundPrediction]) -> None:
    """Write what a run in `folder` learned to predict."""
    for found in predictions:
        assert found.model is not None
        place = folder / PLACE / found.name
        for each in (place.parent.parent, place.parent, place):
            private_folder(each)
        facts = {**found.model.facts(), "edges": found.edges, "bands": [*found.bands.items()]}
        facts |= {"as_of": found.as_of, "yes": found.predicted.yes}
        (place / _FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        trees = found.model.table()
        if trees is not None:
            write_parquet(trees, place / _TREES, statistics=False)


def read_predictions(run: RunFiles) -> tuple[KeptPrediction, ...]:
    """The predictions of a finished run in its plan's order; raises DataError where a file is missing or damaged."""
    found = []
    for number, order in enumerate(run.plan.predict, start=1):
        place = run.path / PLACE / order.name
        facts = read_object(place / _FACTS)
        with foreign(damaged(place / _FACTS)):
            table = pl.read_parquet(place / _TREES, glob=False) if (place / _TREES).is_file() else None
            model = Prediction.of(facts, table)
            edges, bands = tuple(map(float, facts["edges"])), {str(k): float(v) for k, v in facts["bands"]}
            as_of, yes = str(facts.get("as_of", "")), str(facts.get("yes", ""))
        log = log_number(order, run.plan, f"predict[{number}]") if order.of_log else 0
        asked = outcome_of(order, run.plan, log) if order.active else None
        found.append(KeptPrediction(order.name, model, edges, bands, log, asked, order.use_as, as_of, yes))
    return tuple(found)
