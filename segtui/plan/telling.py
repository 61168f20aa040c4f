"""How a plan is told to people: in its language, its columns by their labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segtui.language.column_labels import ColumnLabels, labelling
from segtui.language.translation import speaking

if TYPE_CHECKING:
    from segtui.plan.model import Plan


@contextmanager
def told_as(plan: Plan) -> Iterator[None]:
    """Within, sentences are in the plan's language and columns are called as it says."""
    with speaking(plan.report.language), labelling(labels_of(plan)):
        yield


def labels_of(plan: Plan) -> ColumnLabels:
    """The labels and units of the plan's columns, and those that its makers declare of theirs."""
    own, units = (plan.source.labels or {}, plan.source.units or {}) if plan.source else ({}, {})
    made = {column: label for maker in plan.derive for column, label in maker.labels().items()}
    worded = frozenset(maker.named(maker.segment_column) for maker in plan.derive if maker.segment_column)
    return ColumnLabels(own, units, made, worded)
