"""model/predict/: what a run keeps of each prediction, as JSON and trees as Parquet, and reads for later rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import damaged, read_object
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.predicted_names import log_number, outcome_of
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.found import FoundPrediction
from segtui.prediction.labels.log_outcome import LogOutcome
from segtui.prediction.learner import Floats
from segtui.prediction.predict import UseAs
from segtui.prediction.predict_columns import predicted_columns
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder

PLACE = "model/predict"
_FACTS, _TREES = "prediction.json", "trees.parquet"


@dataclass(frozen=True)
class KeptPrediction:
    """A prediction of a finished run: its model, the nine probabilities between its tenths, and its bands.

    `log` is the number of the [[derive]] whose log it was learned from; 0: a column. `asked` is there where not every
    customer of the log is asked: it says which. `use_as` is the plan's.
    """

    name: str
    model: Prediction
    edges: tuple[float, ...]
    bands: Mapping[str, float]
    log: int = 0
    asked: LogOutcome | None = None
    use_as: UseAs = "column"

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        return self.model.preparation.sources

    def columns(self, probability: Floats) -> list[pl.Series]:
        """What it adds to rows with these probabilities (n), NaN where there is none."""
        return predicted_columns(self.name, probability, self.edges, self.bands)


def write_predictions(folder: Path, predictions: Sequence[FoundPrediction]) -> None:
    """Write what a run in `folder` learned to predict."""
    for found in predictions:
        assert found.model is not None
        place = folder / PLACE / found.name
        for each in (place.parent.parent, place.parent, place):
            private_folder(each)
        facts = {**found.model.facts(), "edges": found.edges, "bands": [*found.bands.items()]}
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
        log = log_number(order, run.plan, f"predict[{number}]") if order.of_log else 0
        asked = outcome_of(order, run.plan, log) if order.active else None
        found.append(KeptPrediction(order.name, model, edges, bands, log, asked, order.use_as))
    return tuple(found)
