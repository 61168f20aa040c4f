"""What a measure's figures are: shares, years or numbers by the values, whatever the column is called."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.segments.describing.comparison import comparison
from segtui.segments.measures import format_measure, kind_of, kinds, measures
from segtui.workbench.screens.segments.heat_maps.segment_comparison import figures

LABELS = np.array([0] * 60 + [1] * 40, dtype=np.int32)
SOME = np.random.default_rng(5)
FRAME = pl.DataFrame(
    {
        "id": range(100),
        "InternetService": ["No"] * 45 + ["DSL"] * 30 + ["Fiber optic"] * 25,
        "opted_in": [i % 12 == 0 for i in range(100)],
        "SeniorCitizen": [int(i % 7 == 0) for i in range(100)],
        "Year": SOME.integers(1995, 2024, 100),
        "birth": SOME.integers(1940, 2006, 100).astype(float),
        "cur_year_spend": SOME.integers(150, 9_000, 100),
        "year_no": SOME.integers(1, 40, 100),
        "Salary_2020": SOME.integers(1_200, 2_600, 100),
        "rate": SOME.random(100),
    }
)


def test_kinds_go_by_values_and_not_by_words_of_the_name():
    assert kinds(FRAME, id="id") == {
        "InternetService=DSL": "share",
        "InternetService=Fiber optic": "share",
        "InternetService=No": "share",
        "opted_in": "share",
        "SeniorCitizen": "share",
        "Year": "year",
        "birth": "year",
        "cur_year_spend": "number",
        "year_no": "number",
        "Salary_2020": "number",
        "rate": "number",
    }


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0, 1, 1, np.nan], "share"),
        ([0.0, 0.5, 1.0], "number"),
        ([-1, 0, 1], "number"),
        ([1893, 1957, 1980, 1996] * 10, "year"),
        ([2019, 2020, np.nan, 2021], "year"),
        ([1900.5, 1950.25, 2000.75], "number"),
        ([1_900, 2_050, 2_100, 9_800, 12_000], "number"),
        ([190_001, 202_312], "number"),
        ([], "share"),
    ],
)
def test_a_kind_is_what_the_values_say(values, kind):
    assert kind_of(np.array(values, dtype=np.float64)) == kind


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.086, "share", "8.6 %"),
        (0.518, "share", "51.8 %"),
        (1.0, "share", "100 %"),
        (0.9999, "share", "over 99.9 %"),
        (0.0004, "share", "under 0.1 %"),
        (-0.0, "share", "0 %"),
        (1969.4, "year", "1969"),
        (12_345.6, "number", "12,346"),
        (-0.0, "number", "0"),
        (0.0512, "number", "0.0512"),
    ],
)
def test_figures_are_written_by_their_kind(value, kind, text):
    assert format_measure(value, kind) == text


def test_the_screen_shows_shares_as_percentages_and_years_without_commas():
    names = {0: "a", 1: "b"}
    table = figures(comparison(FRAME, LABELS, names, id="id"), "mean", kinds(FRAME, id="id"))
    shown = dict(zip(table.features, zip(*table.texts, strict=True), strict=True))
    assert shown["InternetService=No"] == ("75 %", "0 %")
    assert shown["opted_in"] == ("8.3 %", "10 %")
    assert shown["Year"] == tuple(f"{FRAME['Year'][part].mean():.0f}" for part in (slice(0, 60), slice(60, 100)))
    assert "," in shown["cur_year_spend"][0] and "," in shown["Salary_2020"][0]


@settings(max_examples=40)
@given(
    st.lists(st.integers(-1, 2), min_size=12, max_size=40),
    st.sampled_from([1.0, 100.0]),
    st.integers(0, 10_000),
)
def test_figures_alone_tell_shares_as_the_values_do(cells, unit, seed):
    values = np.array(cells) * unit
    labels = np.random.default_rng(seed).integers(0, 2, len(cells)).astype(np.int32)
    frame = pl.DataFrame({"id": range(len(cells)), "No": values})
    found = comparison(frame, labels, {0: "a", 1: "b"}, id="id")
    known = figures(found, "mean", kinds(frame, id="id")).texts
    assert figures(found, "mean", {}).texts == known


def test_means_and_effects_that_only_rounding_made_are_0():
    frame = pl.DataFrame({"id": range(6), "z": [0.1, 0.2, -0.3, 0.3, -0.1, -0.2], "x": [0.1, 0.2, 0.3, 0.3, 0.1, 0.2]})
    found = comparison(frame, np.array([0, 0, 0, 1, 1, 1], dtype=np.int32), {0: "a", 1: "b"}, id="id")
    assert found.filter(pl.col("feature") == "z")["mean"].to_list() == [0, 0]
    assert found["effect_size"].to_list() == [0, 0, 0, 0]


def test_a_category_that_is_a_number_word_is_a_category():
    (no, nr) = measures(pl.DataFrame({"plan": ["No", "Nr", "No"]}), id="id")
    assert (no.kind, nr.kind, no.name) == ("share", "share", "plan=No")
