"""What alerts say of far values is true, recounted value by value, and values that stand for nothing are told."""

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segtui.data.table import ReadReport, Table
from segtui.language.figures import figure, share
from segtui.profiling.profile import profile
from segtui.profiling.stand_ins import says_nothing

RNG = np.random.default_rng(7)


@pytest.fixture(autouse=True)
def draws_that_no_other_test_moves():
    """The same draws for a test whichever ran before it."""
    RNG.bit_generator.state = np.random.default_rng(7).bit_generator.state


def alerts(frame):
    found = profile(Table(frame, "", ReadReport("t.csv", ("t.csv",), "csv")))
    return {c.name: {a.code: a for a in c.alerts} for c in found.columns}


def of(values, name="x"):
    return alerts(pl.DataFrame({name: values}))[name]


SPIKE = st.tuples(st.sampled_from([-1.0, 0.0, 5.0, 560.0, 999.0]), st.integers(0, 120))
TAIL = st.lists(st.floats(-1e4, 1e4).map(lambda v: round(v, 1)), max_size=12)
SHAPES = st.sampled_from(["normal", "lognormal", "minus lognormal", "counts", "two humps"])


def column(shape, seed, spike, tail):
    rng = np.random.default_rng(seed)
    bulk = {
        "normal": rng.normal(50, 5, 80),
        "lognormal": rng.lognormal(3, 1, 80),
        "minus lognormal": 560 - rng.lognormal(3, 1.2, 80),
        "counts": rng.poisson(1.2, 80),
        "two humps": np.where(rng.random(80) < 0.8, rng.normal(0, 1, 80), rng.normal(60, 5, 80)),
    }[shape].round(1)
    value, times = spike
    return np.concatenate([bulk, np.full(times, value), np.array(tail, dtype=np.float64)])


@settings(max_examples=150)
@given(SHAPES, st.integers(0, 1_000), SPIKE, TAIL)
@example("lognormal", 3, (-1.0, 120), [])
@example("minus lognormal", 3, (560.0, 90), [])
def test_every_figure_of_far_values_is_what_a_count_gives(shape, seed, spike, tail):
    values = column(shape, seed, spike, tail)
    found = of(values)
    for alert in (found.get("aberrant"), found.get("heavy_tail")):
        if alert is None or "q1" not in alert.facts:
            continue
        facts, shown = alert.facts, alert.message
        others = values if "apart" not in facts else values[values != facts["apart"]]
        assert np.allclose([facts["q1"], facts["q3"]], np.quantile(others, [0.25, 0.75]))
        above = others[others >= facts["highest_from"]] if "highest" in facts else others[:0]
        below = others[others <= facts["lowest_to"]] if "lowest" in facts else others[:0]
        assert (len(above), len(below)) == (facts["above"], facts["below"])
        assert alert.count == facts["above"] + facts["below"] <= len(others) / 2
        reach = 3 * (facts["q3"] - facts["q1"])
        assert len(above) == 0 or (
            above.max() == facts["highest"] == values.max() and above.min() > facts["q3"] + reach
        )
        assert len(below) == 0 or (below.min() == facts["lowest"] and below.max() < facts["q1"] - reach)
        if "apart" in facts:
            assert (values == facts["apart"]).sum() >= len(values) / 2 - 1
            assert f"the middle half of the values other than {figure(facts['apart'])} lies between" in shown
        if "tail" in facts:
            for side, part in (("above", above), ("below", below)):
                assert not len(part) or f"({share(len(part), len(values))})" in shown, side
            assert ("heavy tails" in shown) == bool(len(above) and len(below))


@settings(max_examples=100)
@given(SHAPES, st.integers(0, 1_000), SPIKE, TAIL)
def test_half_and_largest_of_a_skewed_column_are_those_of_the_values_it_speaks_of(shape, seed, spike, tail):
    values = column(shape, seed, spike, tail)
    found = of(values)
    alert = found.get("skewed")
    if alert is None:
        return
    far = found.get("aberrant")
    spoken = np.sort(values)
    if far:
        drop = [v for v in spoken if v != far.facts.get("apart") and (
            ("highest_from" in far.facts and v >= far.facts["highest_from"])
            or ("lowest_to" in far.facts and v <= far.facts["lowest_to"])
        )]  # fmt: skip
        spoken = np.array([v for v in spoken if v not in set(drop)])
        assert alert.message.startswith("the other values are skewed") and "of them is" in alert.message
    assert alert.count == len(spoken)
    assert (alert.facts["min"], alert.facts["max"]) == (spoken.min(), spoken.max())
    assert alert.facts["median"] == pytest.approx(np.median(spoken))


def test_one_value_in_most_rows_is_no_outlier_and_the_quartiles_say_what_they_leave_out():
    pdays = np.concatenate([np.full(820, -1), [90], RNG.integers(90, 400, 179), [871] * 2])
    found = of(pdays, "pdays")
    assert "heavy_tail" not in found
    told = found["stand_in"]
    assert told.facts == {"value": -1.0, "share": 820 / 1002}
    assert told.message == (
        '820 of 1,002 cells (81.8 %) hold -1, below all others, which begin at 90: it may stand for "none", "never" '
        'or "unknown"'
    )
    mostly_zero = of([0.0] * 880 + [*RNG.normal(500, 9, 110).round(), *[9_000.0] * 10])["aberrant"]
    assert "the middle half of the values other than 0 lies between 4" in mostly_zero.message
    assert mostly_zero.facts["apart"] == 0


def test_a_lower_tail_goes_down_to_its_lowest():
    values = [*RNG.normal(9_000, 20, 90), *[560.0] * 4, *np.linspace(570, 800, 6)]
    message = of(values)["heavy_tail"].message
    assert message.startswith("heavy lower tail: 10 values (10 %) lie from 800 down to 560; the middle half lies")


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ([-1] * 30 + [*range(70)], -1),
        ([-1] * 2_000 + [*RNG.integers(0, 60, 8_000)], -1),
        ([999] * 96 + [*RNG.integers(0, 28, 4)], 999),
        ([999] * 50 + [*RNG.integers(1, 200, 400)], 999),
        ([-999.0] * 20 + [*RNG.normal(60, 5, 300)], -999),
        ([-99] * 20 + [*RNG.integers(0, 50, 300)], -99),
        ([9999] * 20 + [*RNG.integers(0, 50, 300)], 9999),
        ([5_000] * 60 + [*RNG.integers(1, 400, 300)], 5_000),
    ],
)
def test_a_value_that_may_stand_for_none_is_told_with_its_share(values, value):
    alert = of(values)["stand_in"]
    assert alert.facts["value"] == value and alert.count == values.count(value)
    assert alert.facts["share"] == pytest.approx(values.count(value) / len(values))


@pytest.mark.parametrize(
    "values",
    [
        [-1, 0, 1] * 40,
        [*RNG.normal(0, 1, 300)],
        [*RNG.integers(-5, 6, 300)],
        [*RNG.integers(0, 100, 3_000)],
        [72] * 60 + [*RNG.integers(0, 72, 500)],
        [*RNG.poisson(1.5, 500)],
        [1, 2, 3, 4, 5] * 40,
        [*RNG.lognormal(3, 1, 500)],
    ],
)
def test_levels_caps_counts_and_amounts_stand_for_nothing_else(values):
    assert not {"stand_in", "zeros"} & set(of(values))


def test_zeros_among_salaries_are_told_and_zeros_among_counts_and_balances_are_not():
    salaries = RNG.lognormal(10.8, 0.4, 750).round()
    alert = of([*salaries, *[0.0] * 250], "EstimatedSalary")["zeros"]
    assert alert.count == 250 and alert.facts == {"value": 0.0, "share": 0.25}
    lowest = f"the lowest of the others is {figure(salaries.min())}"
    assert alert.message.startswith(f"250 of 1,000 cells (25 %) are 0, but {lowest} and half of them are at least")
    assert "zeros" not in of([*RNG.poisson(2, 700), *[0] * 300])
    assert "zeros" not in of([*RNG.exponential(900, 700).round(2), *[0.0] * 300])
    assert "zeros" not in of([*salaries, *[0.0] * 20])


@pytest.mark.parametrize(
    "word",
    ["unknown", "Unknown", " UNKNOWN ", "n.a.", "not available", "keine Angabe", "k. A.", "Non renseigné",
     "desconocido", "sconosciuto", "não informado", "onbekend", "n.v.t.", "okänd", "brak danych", "неизвестно", "不明",
     "--", "???", "(unknown)", "Prefer not to say", "don't know"],
)  # fmt: skip
def test_words_that_say_nothing_are_told_in_many_languages(word):
    alert = of([word] * 3 + ["basic", "gold", "gold"] * 30)["null_word"]
    assert alert.count == 3 and alert.facts["value"] == word
    assert alert.message.endswith("fills 3 of 93 cells (3.2 %) and means the same as an empty cell")


@pytest.mark.parametrize("word", ["basic", "Known", "Nora", "Geneva", "Brakel", "0", "missing link", "Nunez"])
def test_words_that_say_something_are_not(word):
    assert not says_nothing(word)
    assert "null_word" not in of([word] * 30 + ["gold", "silver"] * 30)


def test_columns_that_go_together_at_99_hundredths_are_told():
    x = RNG.normal(size=2_000)
    frame = pl.DataFrame({"x": x, "up": x + 0.1 * RNG.normal(size=2_000), "down": -x + 0.1 * RNG.normal(size=2_000)})
    frame = frame.with_columns(loose=pl.Series(x + 0.2 * RNG.normal(size=2_000)))
    found = alerts(frame)
    r = np.corrcoef(frame["x"], frame["up"])[0, 1]
    assert found["up"]["correlated"].facts == {"other": "x", "r": pytest.approx(r)}
    assert found["up"]["correlated"].message.startswith("rises with x almost in step: correlation 0.99")
    assert found["down"]["correlated"].message.startswith("falls with x almost in step: correlation -0.99")
    assert found["loose"] == {}
