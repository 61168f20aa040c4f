"""What the reports say of outcomes: by what name, how exactly, and nothing of a handful."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from segtui.pipeline.report.opening import opening
from segtui.pipeline.report.outcomes import interval, outcome_name, times, value_part
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.profiling.outcome_columns import outcome_of
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.describing.value_shares import value_shares
from segtui.segments.naming.cards import Card

MEAN = OutcomeEffect("spend", "mean", 0, 40, 12.0, 10.0, 120.0)


@pytest.mark.parametrize(
    ("cells", "name"),
    [(["Male", "Female", "Female"], "Gender = Male"), ([1, 2, 2], "Gender = 1"), ([0, 1, 1], "Gender")],
)
def test_the_value_that_counts_is_told_where_a_reader_has_to_know_it(cells, name):
    outcome = outcome_of(pl.Series("Gender", cells))
    assert outcome_name(outcome) == name
    assert outcome_name(replace(MEAN, column="Gender", kind="rate", code=outcome.code)) == name


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((-16.31, -22.61, -9.974), "-16.3 (-22.6 to -10.0)"),
        ((5.634, -2.331, 13.61), "+5.6 (-2.3 to +13.6)"),
        ((12345.6, 9876.5, 14814.7), "+12,346 (+9,876 to +14,815)"),
        ((0.01234, -0.001, 0.02568), "+0.0123 (-0.0010 to +0.0257)"),
        ((0.0, 0.0, 0.0), "+0 (+0 to +0)"),
    ],
)
def test_the_ends_of_an_interval_have_as_many_decimals_as_the_difference(ends, told):
    assert interval(replace(MEAN, difference=ends[0], low=ends[1], high=ends[2])) == told


@pytest.mark.parametrize(
    ("index", "told"), [(0.0, ""), (4.9, ""), (10.0, " (0.1 × average)"), (270.0, " (2.7 × average)")]
)
def test_nothing_is_none_times_the_average(index, told):
    assert times(replace(MEAN, index=index)) == told


@pytest.mark.parametrize(("noise", "cautioned"), [(4, False), (5, True)])
def test_a_caution_does_not_tell_the_value_of_a_handful(noise, cautioned):
    import numpy as np

    labels = np.array([0] * 20 + [-1] * noise, np.int32)
    found = value_shares("spend", np.where(labels < 0, 100.0, 1.0), labels)
    lines = value_part(SimpleNamespace(value=found, names={0: "All", -1: "Noise"}))
    assert any("Caution" in line for line in lines) == cautioned


def test_what_handfuls_bring_together_is_told_where_they_are_five_or_more():
    import numpy as np

    for handfuls, told in (((3, 2), True), ((4,), False)):
        labels = np.repeat(np.arange(1 + len(handfuls), dtype=np.int32), [20, *handfuls])
        found = value_shares("spend", np.where(labels > 0, 4.0, 1.0), labels)
        names = {segment: str(segment) for segment in range(3)}
        lines = value_part(SimpleNamespace(value=found, names=names))
        assert ("The rest, 50 %, is brought by 5 customers in segments of fewer than five." in lines) == told


def test_the_first_sentences_name_the_first_outcome_that_differs():
    chance = [replace(MEAN, segment=s, p_adjusted=0.9) for s in (0, 1)]
    sure = [replace(MEAN, column="replies", segment=s, value=v, p_adjusted=0.01) for s, v in ((0, 12.0), (1, 8.0))]
    segmented = SimpleNamespace(
        cards=[Card(s, name, 40, 0.5, ()) for s, name in ((0, "Loud"), (1, "Quiet"))],
        names={0: "Loud", 1: "Quiet"},
        outcomes=[*chance, *sure],
        value=None,
        stability={},
    )
    prepared = SimpleNamespace(outcomes=[SimpleNamespace(column=name) for name in ("spend", "replies")])
    said = opening(prepared, Concluded(SimpleNamespace(chosen=None), segmented))
    assert said[1].startswith("replies: 12 in “Loud”")
