"""Which text a starter plan clusters: what goes with other columns, unless it counts twice or is an outcome."""

import numpy as np
import polars as pl
import pytest
from scipy.stats.contingency import association

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.plan.load import parse
from segtui.plan.starter.categories import correlation_ratio, cramers_v, related
from segtui.plan.starter.infer import infer
from segtui.profiling.profile import profile


def customers(rows=600, seed=0):
    """A contract that goes with tenure, a service that goes with the bill, an option of it; noise; an outcome."""
    rng = np.random.default_rng(seed)
    long, fibre = rng.random(rows) < 0.5, rng.random(rows) < 0.5
    service = np.where(fibre, "fibre", "none")
    return pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in range(rows)],
            "tenure": np.where(long, rng.normal(50, 9, rows), rng.normal(15, 9, rows)).round(1),
            "bill": np.where(fibre, rng.normal(90, 9, rows), rng.normal(40, 9, rows)).round(2),
            "contract": np.where(long, rng.choice(["one year", "two years"], rows), "monthly"),
            "service": service,
            "option": np.where(fibre, rng.choice(["tv", "phone"], rows), "no service"),
            "colour": rng.choice(["red", "green", "blue"], rows),
            "response": np.where(long ^ (rng.random(rows) < 0.1), "stayed", "left"),
        }
    )


def starter(frame, folder):
    frame.write_csv(folder / "a.csv")
    table = read(Source(path="a.csv"), folder)
    return infer(table, profile(table), "a.csv")


def test_text_that_goes_with_other_columns_is_clustered_with_the_reason_beside_it(tmp_path):
    text = starter(customers(), tmp_path)
    features = parse(text).features
    assert features.use == ("tenure", "bill", "contract", "service")
    assert features.categorical == "famd"
    told = " ".join(text.replace("#", " ").split())
    assert "contract (with tenure, 0.86), service (with bill, 0.8" in told
    assert "# colour: left out, it is text that goes with no other column" in text
    assert "# option: left out, it would be counted twice, it says much the same as service" in text
    assert "# response: left out, it is an outcome: segments are judged by it" in text


def test_where_no_text_goes_with_anything_the_plan_is_about_numbers_as_ever(tmp_path):
    text = starter(customers().drop("contract", "service", "option"), tmp_path)
    assert parse(text).features.categorical == "none" and "categorical" not in text


def test_text_alone_is_enough_if_it_goes_together(tmp_path):
    chance = np.random.default_rng(1)
    a = chance.choice(["x", "y", "z"], 400)
    b = np.where(chance.random(400) < 0.6, np.char.upper(a), "X")
    plan = parse(starter(pl.DataFrame({"customer_id": [f"K{i}" for i in range(400)], "a": a, "b": b}), tmp_path))
    assert plan.features.use == ("a", "b") and plan.features.categorical == "famd"


def test_text_with_gaps_many_values_or_few_rows_for_each_stays_out(tmp_path):
    frame = customers(400)
    gaps = frame["contract"].to_list()
    gaps[0] = None
    many = [f"{int(t)} months" for t in frame["tenure"]]
    changed = frame.with_columns(pl.Series("contract", gaps), many=pl.Series(many)).drop("service", "option")
    assert parse(starter(changed, tmp_path)).features.use == ("tenure", "bill")
    assert parse(starter(frame.head(15), tmp_path)).features.categorical == "none"


@pytest.mark.parametrize("seed", range(3))
def test_the_measures_are_scipys_and_the_definition(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 3, 500), rng.integers(0, 4, 500)
    b = np.where(rng.random(500) < 0.4, a, b)
    table = pl.DataFrame({"a": a, "b": b}).to_series(0).to_numpy() * 4 + b
    counts = np.bincount(table, minlength=12).reshape(3, 4)
    plain = association(counts, method="cramer")
    phi, n = plain**2 * 2, 500
    rows, columns = 3 - 4 / (n - 1), 4 - 9 / (n - 1)
    corrected = np.sqrt(max(0, phi - 6 / (n - 1)) / min(rows - 1, columns - 1))
    assert cramers_v(a, b) == pytest.approx(corrected)
    values = a + rng.normal(size=500)
    between = sum((a == g).sum() * (values[a == g].mean() - values.mean()) ** 2 for g in range(3))
    eta = between / ((values - values.mean()) ** 2).sum()
    assert correlation_ratio(a, values) == pytest.approx(np.sqrt(1 - (1 - eta) * 499 / 497))


def test_columns_that_chance_made_are_not_related():
    rng = np.random.default_rng(5)
    frame = pl.DataFrame({"a": rng.choice(list("abcdefgh"), 100), "b": rng.choice(list("xyz"), 100), "n": range(100)})
    assert related(frame, ["a", "b"], ["n"]) == ({}, {})
