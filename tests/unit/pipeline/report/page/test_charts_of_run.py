"""The charts of report.html have the figures of the run, and none of a handful of people."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from segtui.features.scaled_matrix.matrix import Matrix, Scaling
from segtui.pipeline.report.outcomes import MOST_OUTCOMES, value_part
from segtui.pipeline.report.page import map_of_groups as maps
from segtui.pipeline.report.page.appendix import appendix_outcomes
from segtui.pipeline.report.page.charts_of_run import (
    effects_chart,
    how_many_chart,
    lorenz_chart,
    outcome_chart,
    sizes_chart,
)
from segtui.pipeline.report.small_groups import rare_categories
from segtui.profiling.outcome_columns import Outcome, outcome_of
from segtui.segments.choosing.how_many import CurveByK, HowMany
from segtui.segments.describing.comparison import comparison
from segtui.segments.describing.outcome_effects import outcome_effects
from segtui.segments.describing.value_shares import value_shares
from segtui.segments.naming.cards import Card
from widgets.charts.chart import BarFigure

NAMES = {0: "Many", 1: "Some", 2: "Two", -1: "Noise"}


@pytest.fixture(scope="module")
def frame():
    random = np.random.default_rng(2)
    n = 200
    return pl.DataFrame(
        {
            "id": np.arange(n),
            "a": random.normal(0, 1, n),
            "spend": random.exponential(20, n),
            "bought": (random.random(n) < 0.3).astype(int),
            "tier": ["rare"] * 3 + ["gold"] * 97 + ["silver"] * 100,
        }
    )


@pytest.fixture(scope="module")
def labels():
    return np.repeat(np.array([0, 1, 2, -1], np.int32), [120, 60, 2, 18])


@pytest.fixture(scope="module")
def segmented(frame, labels):
    cards = [Card(s, NAMES[s], int((labels == s).sum()), float((labels == s).mean()), ()) for s in (0, 1, 2, -1)]
    return SimpleNamespace(
        labels=labels,
        names=NAMES,
        cards=tuple(cards),
        comparison=comparison(frame, labels, NAMES, id="id"),
        outcomes=tuple(outcome_effects(frame, labels, [outcome_of(frame["bought"]), outcome_of(frame["spend"])])),
        value=value_shares("spend", frame["spend"].to_numpy(), labels),
    )


@pytest.fixture(scope="module")
def prepared(frame):
    values = np.column_stack([frame["a"].to_numpy(), (frame["tier"] == "gold").to_numpy().astype(float)])
    columns = (Scaling("a", "a", None, False, 0.0, 1.0), Scaling("tier=gold", "tier", "gold", False, 0.0, 1.0))
    matrix = Matrix(values, columns, frame["id"], np.arange(frame.height), 0, {})
    return SimpleNamespace(frame=frame, matrix=matrix)


def test_bubbles_are_at_the_shares_of_rows_and_of_value_with_noise_but_for_a_handful(segmented, frame, labels):
    found = sizes_chart(segmented)
    assert found.labels == ("Many", "Some", "Noise") and found.x.tolist() == [0.6, 0.3, 0.09]
    total = frame["spend"].sum()
    assert found.y == pytest.approx([frame["spend"].to_numpy()[labels == s].sum() / total for s in (0, 1, -1)])


def test_without_a_value_there_are_bars_of_the_sizes(segmented):
    found = sizes_chart(SimpleNamespace(**{**vars(segmented), "value": None}))
    assert isinstance(found, BarFigure) and [bar.value for bar in found.bars] == [0.6, 0.3, 0.01, 0.09]


def test_effects_are_those_of_the_comparison_without_what_is_hidden(prepared, segmented):
    found = effects_chart(prepared, segmented, {"tier=gold"})
    assert found.columns == ("a",) and found.rows == ("0 · Many", "1 · Some")
    of_a = segmented.comparison.filter(pl.col("feature") == "a", pl.col("segment").is_in([0, 1]))
    assert found.values[:, 0].tolist() == of_a["effect_size"].to_list()
    assert "tier: gold" in effects_chart(prepared, segmented, ()).columns


def test_rates_have_wilsons_interval_and_stand_in_their_order(segmented, frame, labels):
    found = outcome_chart(segmented, "bought")
    assert found.percent and found.reference == pytest.approx(frame["bought"].mean())
    assert [bar.value for bar in found.bars] == sorted((bar.value for bar in found.bars), reverse=True)
    assert {bar.group for bar in found.bars} == {0, 1, -1}
    many = next(bar for bar in found.bars if bar.group == 0)
    hits = int(frame["bought"].to_numpy()[labels == 0].sum())
    wilson = binomtest(hits, 120).proportion_ci(0.95, method="wilson")
    assert (many.low, many.high) == pytest.approx((wilson.low, wilson.high), abs=1e-6)


def test_means_have_students_interval(segmented, frame, labels):
    from scipy.stats import t

    own = frame["spend"].to_numpy()[labels == 1]
    some = next(bar for bar in outcome_chart(segmented, "spend").bars if bar.group == 1)
    expected = t.interval(0.95, 59, own.mean(), own.std(ddof=1) / np.sqrt(60))
    assert (some.low, some.high) == pytest.approx(expected)


def test_no_chart_of_an_outcome_that_is_not_there(segmented):
    assert outcome_chart(segmented, "nothing") is None


def test_how_many_has_a_panel_for_each_index_and_marks_its_pick():
    gap = CurveByK("gap", (1, 2, 3), (0.1, 0.3, 0.2), "one_error", 2, (0.01, 0.02, 0.03))
    inertia = CurveByK("inertia", (2, 3), (9.0, 4.0), "knee", None)
    found = how_many_chart(HowMany((gap, inertia), 3))
    assert [panel.title for panel in found.panels] == ["gap statistic", "inertia"]
    (line,), (other,) = (panel.lines for panel in found.panels)
    assert (line.x.tolist(), line.y.tolist(), line.mark) == ([1.0, 2.0, 3.0], [0.1, 0.3, 0.2], 2.0)
    assert line.error.tolist() == [0.01, 0.02, 0.03]
    assert (other.mark, other.error) == (None, None)
    assert how_many_chart(HowMany((), None)) is None
    assert how_many_chart(None) is None


def test_each_step_of_the_lorenz_curve_is_five_people(segmented):
    spend = lorenz_chart(segmented).lines[0]
    assert len(spend.x) == 41 and (spend.y[0], spend.y[-1]) == pytest.approx((0, 1))
    assert spend.mark == segmented.value.half
    few = replace(segmented.value, segments=segmented.value.segments[3:])
    assert lorenz_chart(SimpleNamespace(value=few)) is None


def test_categories_of_fewer_than_five_are_rare(prepared):
    assert rare_categories(prepared, ["tier=rare", "tier=gold", "a", "unknown=x=y"]) == {"tier=rare"}


def test_the_map_draws_at_most_3000_and_leaves_out_the_outermost(segmented, prepared):
    random = np.random.default_rng(0)
    values = random.normal(size=(5_000, 3))
    values[4] = 60.0
    matrix = replace(prepared.matrix, values=values)
    cards = (Card(0, "Many", 5_000, 1.0, ()),)
    many = SimpleNamespace(labels=np.zeros(5_000, np.int32), names=NAMES, cards=cards)
    found = maps.map_of_groups(matrix, many, 0)
    assert len(found.x) == len(found.y) == maps.POINTS and found.rows == 5_000
    assert np.abs(found.x).max() < 30 and "a random sample" in found.sentence()
    again = maps.map_of_groups(matrix, many, 0)
    assert again.x.tolist() == found.x.tolist()


def test_a_small_map_draws_nearly_all(segmented, prepared):
    found = maps.map_of_groups(prepared.matrix, segmented, 0)
    assert 190 <= len(found.x) <= 200 and "sample" not in found.sentence()
    assert set(found.chart(NAMES).groups) == {0, 1, -1}  # without the segment of two


def test_there_is_no_map_of_a_handful(prepared):
    labels = np.repeat(np.arange(50, dtype=np.int32), 4)
    cards = tuple(Card(s, str(s), 4, 0.02, ()) for s in range(50))
    handful = SimpleNamespace(labels=labels, names={s: str(s) for s in range(50)}, cards=cards)
    assert maps.map_of_groups(prepared.matrix, handful, 0) is None


def test_a_page_has_tables_of_the_first_outcomes_and_says_how_many_are_left(segmented, frame):
    many = [Outcome(f"bought_{at}", "rate", 1) for at in range(MOST_OUTCOMES + 2)]
    rows = frame.select(pl.col("bought").alias(one.column) for one in many)
    effects = outcome_effects(rows, segmented.labels, many)
    found = "".join(
        appendix_outcomes(SimpleNamespace(outcomes=many), SimpleNamespace(cards=segmented.cards, outcomes=effects))
    )
    assert found.count("<table") == MOST_OUTCOMES and "2 more" in found


@pytest.mark.parametrize(("spend", "total"), [(-2.0, "-400"), (0.0, "0")])
def test_a_value_that_adds_up_to_nothing_is_said_to_have_no_shares(segmented, labels, spend, total):
    nothing = value_shares("spend", np.full(len(labels), spend), labels)
    told = value_part(SimpleNamespace(**{**vars(segmented), "value": nothing, "names": NAMES}))
    assert told[2] == f"spend adds up to {total} over all customers, so that no segment has a share of it."
    assert all("| – |" in line for line in told[6:-1])
