"""What both reports say of a segment."""

from __future__ import annotations

import polars as pl

from segtui.language.column_labels import ColumnLabels, labelling
from segtui.pipeline.report.segment_facts import by_rules
from segtui.segments.naming.cards import Card


def test_shares_by_rules_stand_beside_those_of_all_and_small_ones_are_left_out():
    """A segment of champions may hold more potential loyalists: there are more of them among all."""
    of_rules = {"Champions": (0.31, 0.1), "Potential Loyalist": (0.64, 0.35), "Lost": (0.05, 0.2)}
    rows = [(1, f"rfm_segment={name}", *shares) for name, shares in of_rules.items()]
    comparison = pl.DataFrame(rows, schema=["segment", "feature", "mean", "overall_mean"], orient="row")
    said = "By the RFM rules: Potential Loyalist 64 % (all: 35 %), Champions 31 % (all: 10 %)."
    with labelling(ColumnLabels(worded=frozenset({"rfm_segment"}))):
        assert by_rules(Card(1, "Champions", 70, 0.3, ()), comparison, ()) == [said]
        assert by_rules(Card(0, "Others", 70, 0.3, ()), comparison, ()) == []
