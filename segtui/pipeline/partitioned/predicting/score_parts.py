"""The probabilities of the rows of every part, part after part, each kept as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.join_features import comparable
from segtui.features.maker import Derived
from segtui.libraries.columns import cols
from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.kept_numbers import KeptNumbers
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.learner import Floats
from segtui.prediction.snapshots.features_as_of import Makers


@dataclass(frozen=True)
class ScoresByLog:
    """What a model of a log says of rows on a day: `made` are the features of tables then, by the maker's place.

    `own` are the columns of the rows that it may look at, `makers` those of the plan without their tables; `known` are
    the ids of customers who are asked.
    """

    model: Prediction
    joined: JoinedRows
    own: tuple[str, ...]
    makers: Makers
    made: Mapping[int, Derived]
    known: pl.Series

    def of_part(self, part: RowPart) -> Floats:
        """The probabilities of a part's cleaned rows (n)."""
        return self.of(self.joined.cleaned.frame(part))

    def of(self, frame: pl.DataFrame) -> Floats:
        """Those of cleaned rows (n), NaN for whom nobody asks."""
        id = self.joined.id
        mine = frame.select(cols([id, *self.own])).rename({id: self.makers.id})
        probability = self.model.probabilities(self.makers.of_rows(mine, self.made).frame)
        ids, known = comparable(frame.get_column(id), self.known)
        probability[~ids.is_in(known.implode()).fill_null(False).to_numpy()] = np.nan
        return probability


@dataclass(frozen=True)
class ScoresByColumn:
    """What models of a column say: `model` of rows without a label and of customers that none has seen.

    Of those that were learned from, `people` has the `id` and the `fold`, whose model of `tested` has not seen them.
    """

    model: Prediction
    joined: JoinedRows
    label: str
    tested: tuple[Prediction, ...]
    people: pl.DataFrame

    def of_part(self, part: RowPart) -> Floats:
        """The probabilities of a part's cleaned rows (n)."""
        frame = self.joined.frame(part)
        probability = self.model.probabilities(frame)
        fold = self._folds(frame)
        for number, model in enumerate(self.tested):
            here = fold == number
            if here.any():
                probability[here] = model.probabilities(frame.filter(pl.Series(here)))
        return probability

    def _folds(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """The fold of each row (n), -1 for those that the kept model scores."""
        ids = frame.get_column(self.joined.id).alias("id").to_frame()
        found = ids.join(self.people, on="id", how="left", maintain_order="left")["fold"].fill_null(-1)
        return np.where(frame.get_column(self.label).is_null().to_numpy(), -1, found.to_numpy()).astype(np.int64)


@dataclass(frozen=True)
class ScoredParts:
    """All rows: the file of each part, and how many rows have a probability and have none, its mean and tenths.

    `edges` are the nine between the tenths, `paying` counts those above what pays a contact.
    """

    files: tuple[str, ...]
    scored: int
    unscored: int
    mean: float
    edges: tuple[float, ...]
    paying: int


@dataclass(frozen=True)
class _Task:
    scores: ScoresByLog | ScoresByColumn
    folder: str


def score_parts(
    workers: Workers,
    parts: Sequence[RowPart],
    scores: ScoresByLog | ScoresByColumn,
    folder: Path,
    least: float,
    seed: int,
    tick: Tick | None = None,
) -> ScoredParts:
    """Score the rows of every part; what is kept of them is in `folder`, `least` is what pays a contact."""
    folder.mkdir(parents=True, exist_ok=True)
    kept, files = KeptNumbers(folder / "scores", seed), list[str]()
    rows, total, paying = 0, 0.0, 0
    for file in workers.map(_score_part, parts, _Task(scores, str(folder)), tick):
        probability = load_array(file)
        known = probability[np.isfinite(probability)]
        kept.add(known)
        rows, total, paying = rows + len(probability), total + float(known.sum()), paying + int((known > least).sum())
        files.append(file)
    mean = total / kept.count if kept.count else float("nan")
    edges = tuple(kept.quantile(tenth / 10) for tenth in range(1, 10)) if kept.count else ()
    return ScoredParts(tuple(files), kept.count, rows - kept.count, mean, edges, paying)


def _score_part(part: RowPart, task: _Task) -> str:
    file = f"{task.folder}/{part.number:06d}.npy"
    save_array(file, task.scores.of_part(part))
    return file
