"""About how long learning a prediction takes, before it begins."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.prediction.fit_folds import FOLDS
from segtui.prediction.found import RowsLearned
from segtui.prediction.predict import Predict

_A_SNAPSHOT = 0.05
_A_LINE = 3e-7
"""Seconds for each snapshot, and for each row of a log that its features are made of."""
_A_DRAW = 6e-8
"""Seconds for each row and draw of a bootstrap."""
_DRAWN = 50_000_000
_MOST_DRAWS = 1_000
_SCORED = 3e-6
"""Seconds for each row that a model is asked about, and each of its features dealt at random, and again five times."""
_MOST_DEALT = 20_000


def seconds_of_snapshots(order: Predict, learned: Sequence[RowsLearned], columns: int, lines: int) -> float:
    """For a log of this many lines, whose snapshots have this many rows and features."""
    rows = {
        role: sum(each.rows for each in learned if each.role == role) for role in ("training", "validation", "test")
    }
    days = len({each.days for each in learned})
    snapshots = days * (_A_SNAPSHOT + _A_LINE * lines)
    each = [learner.seconds(rows["training"], columns) for learner in order.learners()]
    again = max(each) * (1 + rows["validation"] / max(rows["training"], 1))
    return snapshots + sum(each) + again + _judging(rows["test"], columns, scored=7)


def seconds_of_folds(order: Predict, rows: int, columns: int) -> float:
    """For a column of this many rows and features."""
    share = (FOLDS - 2) / FOLDS
    each = sum(learner.seconds(round(share * rows), columns) for learner in order.learners())
    return (FOLDS + 1) * each + _judging(rows, columns, scored=1)


def _judging(rows: int, columns: int, *, scored: int) -> float:
    """For figures with intervals of this many parts and baselines, and what each feature matters."""
    drawn = min(rows * _MOST_DRAWS, max(_DRAWN, 200 * rows))
    return scored * _A_DRAW * drawn + _SCORED * 5 * columns * min(rows, _MOST_DEALT)
