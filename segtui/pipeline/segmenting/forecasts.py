"""What the predictions of a run say of its segments, with the rows of their tests in the segments of that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigner import Floats
from segtui.clustering.registry import find_algorithm
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.clustering.rules.rule_table import RuleTable
from segtui.errors import SegtuiError
from segtui.features.scaled_matrix.transform import Rescaled, rescale
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.segmenting.fitted_rule import fitted_rule
from segtui.plan.model import Plan
from segtui.prediction.by_segment import SegmentForecast, segment_forecasts
from segtui.prediction.found import FoundPrediction
from segtui.prediction.predict_columns import band_numbers, predicted_columns

Placing = Callable[[Floats], Labels]
NOWHERE = -2
"""The label of a row of the test that has no place in the matrix."""


def forecasts_of(
    plan: Plan, prepared: PreparedRun, candidate: Candidate, labels: Labels, mapping: Mapping[int, int]
) -> tuple[SegmentForecast, ...]:
    """Those of each prediction whose probabilities stand in the frame, by segment; `labels` (n) are the matrix's."""
    said: list[SegmentForecast] = []
    rule = cache(lambda: _rule(plan, prepared, candidate, labels, mapping))
    for found in prepared.predictions:
        if found.name not in prepared.frame.columns:
            continue
        probability = prepared.frame.get_column(found.name)[prepared.matrix.kept]
        groups = _groups(plan, prepared, found, candidate, labels, rule)
        now = probability.fill_null(float("nan")).to_numpy()
        said += segment_forecasts(found, now, labels, found.test, groups, plan.seed)
    return tuple(said)


def _groups(
    plan: Plan,
    prepared: PreparedRun,
    found: FoundPrediction,
    candidate: Candidate,
    labels: Labels,
    rule: Callable[[], Placing | None],
) -> Labels | None:
    """The segment of each row of the test: its own, or where it would have been placed with its features of then.

    None where that can't be told, such as where a clustered feature is not known of that day.
    """
    matrix, test = prepared.matrix, found.test
    if test is None:
        return None
    if test.rows is not None:
        placed = np.full(prepared.frame.height, NOWHERE, dtype=np.int32)
        placed[matrix.kept] = labels
        return placed[test.rows]
    if test.frame is None or not {c.source for c in matrix.used} <= set(test.frame.columns):
        return None
    try:
        scaled = rescale(test.frame, matrix.used, _categories(prepared), matrix.components)
        values = _seen(plan, prepared, found, candidate, scaled)
    except SegtuiError:  # a column that a rule names, or of another kind then
        return None
    by = rule()
    if by is None:
        return None
    whole = scaled.why.is_null().to_numpy()
    placed = np.full(len(whole), NOWHERE, dtype=np.int32)
    placed[whole] = by(values[whole])
    return placed


def _rule(
    plan: Plan, prepared: PreparedRun, candidate: Candidate, labels: Labels, mapping: Mapping[int, int]
) -> Placing | None:
    """What gives rows (m, d) their segments, -1 for none; None where rows can't be assigned."""
    matrix = prepared.matrix
    fitted = fitted_rule(plan, matrix, candidate, labels, mapping)
    if fitted is None:
        return None
    rule = fitted.rule(matrix.values, candidate)

    def place(values: Floats) -> Labels:
        places = rule(values).labels
        return np.where(places == -1, -1, fitted.numbers[places]).astype(np.int32)

    return place


def _categories(prepared: PreparedRun) -> dict[str, tuple[str, ...]]:
    """The values of each text column that is clustered."""
    matrix = prepared.matrix
    texts = list(dict.fromkeys(c.source for c in matrix.used if c.category is not None))
    rows = {name: prepared.frame.get_column(name)[matrix.kept].cast(pl.String) for name in texts}
    return {name: tuple(values.unique().sort().to_list()) for name, values in rows.items()}


def _seen(plan: Plan, prepared: PreparedRun, found: FoundPrediction, candidate: Candidate, scaled: Rescaled) -> Floats:
    """All rows of the test as the candidate's rule reads them."""
    assert found.test is not None and found.test.frame is not None
    if candidate.algorithm == RuleTable.name and plan.search and plan.search.rules:
        return plan.search.rules.numbers(found.test.frame)
    if candidate.algorithm == PredictedBands.name:
        by = next(one for one in prepared.predictions if one.name == candidate.parameters["by"])
        if by.name != found.name:
            assert by.model is not None
            probability = by.model.probabilities(found.test.frame)
        else:
            probability = found.test.probability
        columns = {c.name: c for c in predicted_columns(by.name, probability, by.edges, by.bands)}
        return band_numbers(by.name, columns, by.bands)
    gower = prepared.matrix.gower
    return scaled.values if not _is_mixed(candidate) or gower is None else scaled.encoded * gower


def _is_mixed(candidate: Candidate) -> bool:
    declared = find_algorithm(candidate.algorithm)
    return declared is not None and declared.mixed
