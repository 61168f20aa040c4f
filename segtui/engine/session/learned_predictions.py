"""The predictions that a session has learned, on the disk too: learning takes long, and cancelling ends the process."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from segtui.pipeline.lru import Recent
from segtui.publishing.parquet import write_parquet

if TYPE_CHECKING:
    from segtui.pipeline.predicting.predict_plan import Learned
    from segtui.prediction.found import RowsTested

_MOST = 8
_FOUND, _MODEL, _TREES, _ROWS = "found.json", "model.json", "trees.parquet", "rows.parquet"
_TEST, _TEST_FRAME = "test.parquet", "test_frame.parquet"


class LearnedPredictions:
    """What predictions found, by all that it depends on; the last few in memory, all in a folder for each below
    `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recent: Recent[str, Learned] = Recent(_MOST)

    def get(self, key: str) -> Learned | None:
        """What is kept under a key; None for nothing, also where it can't be read any more."""
        found = self._recent.get(key)
        if found is None and (place := self._place(key)).is_dir():
            try:
                found = self._recent.put(key, _read(place))
            except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
                shutil.rmtree(place, ignore_errors=True)
        return found

    def put(self, key: str, learned: Learned) -> Learned:
        """Keep it, and give it back; in memory alone where the disk does not take it."""
        place = self._place(key)
        part = place.with_suffix(".part")
        try:
            if not place.is_dir():
                part.mkdir(parents=True, exist_ok=True)
                _write(part, learned)
                part.rename(place)
        except OSError:
            shutil.rmtree(part, ignore_errors=True)
        return self._recent.put(key, learned)

    def _place(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()[:24]


def _write(place: Path, learned: Learned) -> None:
    from segtui.pipeline.report.kept.report_facts import prediction_as_text

    found, probability = learned
    (place / _FOUND).write_text(prediction_as_text(found), encoding="utf-8")
    write_parquet(pl.DataFrame({"probability": probability}), place / _ROWS)
    if found.model is not None:
        (place / _MODEL).write_text(json.dumps(found.model.facts()), encoding="utf-8")
        if (trees := found.model.table()) is not None:
            write_parquet(trees, place / _TREES)
    if (test := found.test) is not None:
        columns = {"id": test.ids, "probability": test.probability, "outcome": test.outcome}
        rows = {"row": test.rows} if test.rows is not None else {}
        write_parquet(pl.DataFrame({**columns, **rows}), place / _TEST)
        if test.frame is not None:
            write_parquet(test.frame, place / _TEST_FRAME)


def _read(place: Path) -> Learned:
    from segtui.pipeline.report.kept.report_facts import prediction_from_text
    from segtui.prediction.fit_prediction import Prediction

    found = prediction_from_text((place / _FOUND).read_text(encoding="utf-8"))
    probability = pl.read_parquet(place / _ROWS, glob=False)["probability"].to_numpy().astype(np.float64)
    trees = pl.read_parquet(place / _TREES, glob=False) if (place / _TREES).is_file() else None
    model = Prediction.of(json.loads((place / _MODEL).read_text(encoding="utf-8")), trees)
    return replace(found, model=model, test=_read_test(place)), probability


def _read_test(place: Path) -> RowsTested | None:
    from segtui.prediction.found import RowsTested

    if not (place / _TEST).is_file():
        return None
    kept = pl.read_parquet(place / _TEST, glob=False)
    rows = kept["row"].to_numpy() if "row" in kept.columns else None
    frame = pl.read_parquet(place / _TEST_FRAME, glob=False) if (place / _TEST_FRAME).is_file() else None
    return RowsTested(kept["probability"].to_numpy(), kept["outcome"].to_numpy(), kept["id"], rows, frame)
