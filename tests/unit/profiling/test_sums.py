"""A column that is the sum of others is told, with its parts."""

import numpy as np
import polars as pl
import pytest

from tests.unit.profiling.test_truths import alerts

ROWS = 600
RNG = np.random.default_rng(3)
WINE, FISH, MEAT = (RNG.gamma(k, 40, ROWS).round(2) for k in (1, 2, 3))
CALLS, TEXTS = RNG.integers(0, 9, ROWS), RNG.integers(0, 5, ROWS)
AGE = RNG.integers(18, 80, ROWS)
PARTS = {"wine": WINE, "fish": FISH, "meat": MEAT, "calls": CALLS, "texts": TEXTS, "age": AGE}


def told(**columns):
    frame = pl.DataFrame({**PARTS, **columns})
    found = {name: each.get("sum_of_columns") for name, each in alerts(frame).items()}
    return {name: ", ".join(alert.facts["parts"]) for name, alert in found.items() if alert}


@pytest.mark.parametrize("columns", [{}, {"half": WINE + FISH / 2}, {"twice": 2.0 * MEAT}, {"copy": MEAT}])
def test_no_sum_is_told_where_there_is_none(columns):
    assert told(**columns) == {}


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ((WINE + FISH + MEAT).round(2), "wine, fish, meat"),
        (WINE + MEAT, "wine, meat"),
        (CALLS + TEXTS, "calls, texts"),
        ((FISH + MEAT).round(1), "fish, meat"),
    ],
)
def test_a_total_names_its_parts_whatever_stands_between(total, parts):
    assert told(total=total) == {"total": parts}


def test_a_total_of_a_total_is_told_beside_it():
    assert told(food=WINE + FISH, all=WINE + FISH + MEAT) == {"food": "wine, fish", "all": "wine, fish, meat"}


def test_what_is_left_after_costs_makes_the_sum():
    assert told(profit=(MEAT - WINE).round(2)) == {"meat": "wine, profit"}


def test_a_few_rows_that_do_not_add_up_are_counted():
    total = WINE + FISH
    total[:3] += 900
    frame = pl.DataFrame({**PARTS, "total": total})
    alert = alerts(frame)["total"]["sum_of_columns"]
    assert alert.facts["share"] == pytest.approx(597 / 600) and alert.count == 597
    assert alert.message.startswith("the sum of wine, fish in 99.5 % of 600 rows: cluster by it or by its parts")
    total[:30] += 900
    assert told(total=total) == {}


def test_empty_cells_do_not_hide_a_sum():
    total = pl.Series(WINE + FISH).to_frame("t").with_row_index().select(pl.when(pl.col("index") > 9).then("t"))
    assert told(total=total.to_series()) == {"total": "wine, fish"}
