"""What the predictions of a plan add to a search: the bands that their rows are in."""

from __future__ import annotations

from segtui.clustering.algorithm import Algorithm
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.features.scaled_matrix.matrix import Floats, Matrix
from segtui.plan.model import Plan
from segtui.prediction.predict_columns import band_numbers


def grids_of(plan: Plan, matrix: Matrix) -> list[Algorithm]:
    """The plan's grids, and the bands of its predictions where these are known."""
    by = tuple(order.name for order in plan.predict if order.use_as == "segments" and _is_known(order.name, matrix))
    return [*plan.grids(), *([PredictedBands(by=by)] if by else [])]


def banded(plan: Plan, matrix: Matrix) -> dict[str, Floats]:
    """By prediction the number (n, 1) of each row's band; of those that are to be segments."""
    orders = [each for each in plan.predict if each.use_as == "segments" and _is_known(each.name, matrix)]
    if not orders or matrix.frame is None:
        return {}
    rows = matrix.frame[[name for order in orders for name in order.columns()]][matrix.kept]
    columns = {column.name: column for column in rows}
    return {order.name: band_numbers(order.name, columns, order.bands) for order in orders}


def _is_known(name: str, matrix: Matrix) -> bool:
    return matrix.frame is not None and name in matrix.frame.columns
