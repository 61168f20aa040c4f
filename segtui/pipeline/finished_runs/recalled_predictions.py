"""What the predictions of a finished run found, as if they had been learned now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from segtui.libraries.boundary import foreign
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.manifest import name_of
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import read_predictions
from segtui.pipeline.predicting.predict_plan import Learned
from segtui.pipeline.workflow import Basis
from segtui.prediction.found import FoundPrediction


def recalled_predictions(run: RunFiles, basis: Basis, found: Sequence[FoundPrediction]) -> dict[int, Learned]:
    """The predictions of a run by number, with their models and the probability of each row of its prepared plan.

    `found` is what its report tells of them. Empty where a file has changed since, or the run has not all of these rows
    any more. Raises DataError for a damaged file.
    """
    names = [one.name for one in found]
    if not names or names != [order.name for order in run.plan.predict] or _has_changed(run, basis):
        return {}
    lines = _lines(run, names)
    ids = basis.prepared.frame.get_column(basis.prepared.id).cast(pl.String, strict=False)
    if lines is None or not lines.to_series(0).equals(ids.alias(lines.columns[0])):
        return {}
    models = [each.model for each in read_predictions(run)]
    values = [lines.get_column(name).cast(pl.Float64).fill_null(np.nan).to_numpy() for name in names]
    return {
        number: (replace(one, model=model), probability)
        for number, (one, model, probability) in enumerate(zip(found, models, values, strict=True), start=1)
    }


def _has_changed(run: RunFiles, basis: Basis) -> bool:
    before = {(name_of(path), digest) for path, digest in run.manifest["inputs"].items()}
    return any((name_of(path), digest) not in before for path, digest in basis.hashes.items())


def _lines(run: RunFiles, names: Sequence[str]) -> pl.DataFrame | None:
    """The id and these columns of segments.csv as text; None where it has them no more."""
    place = run.path / "segments.csv"
    with foreign(damaged(place)):
        head = pl.scan_csv(place, infer_schema=False, glob=False)
        known = head.collect_schema().names()
        return head.select(cols([known[0], *names])).collect() if set(names) <= set(known) else None
