"""Real files that nobody prepared, one command, no plan: sensible segments of all their customers."""

import json

import polars as pl
import pytest

pytestmark = pytest.mark.slow

KMEANS = "search={kmeans={k=[3,4,5]}}"


def run(command, path, *more):
    done = command("run", path, "-o", "out", "--json", *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "read", "customers", "more"),
    [
        ("cc_general.csv", 8950, 8950, ["--set", KMEANS]),
        ("marketing_campaign.csv", 2240, 2240, ["--set", KMEANS]),
        pytest.param("wholesale_customers.csv", 440, 440, [], marks=pytest.mark.slow),
        ("Mall_Customers.csv", 200, 200, []),
        ("online_retail_france.csv", 8557, 87, []),
        ("CDNOW_sample.txt", 6919, 2357, ["--set", KMEANS]),
        ("rfm_data_orders.csv", 4906, 995, ["--set", KMEANS]),
    ],
)
def test_a_real_file_becomes_segments_without_a_plan(command, real_data, tmp_path, name, read, customers, more):
    told = run(command, real_data / name, *more)
    assert (told["rows"]["read"], told["rows"]["clustered"]) == (read, customers)
    assert (told["rows"]["skipped"], told["rows"]["left_out"]) == (0, 0)
    rows, names = [s["rows"] for s in told["segments"]], [s["name"] for s in told["segments"]]
    assert sum(rows) == customers and 2 <= sum(s["segment"] >= 0 for s in told["segments"]) <= 12
    assert len(set(names)) == len(names) and all(names)
    assert told["chosen"]["silhouette"] > 0.15
    written = pl.read_csv(tmp_path / "out" / "segments.csv", infer_schema=False)
    assert written.height == customers
    assert written[written.columns[0]].n_unique() == customers


@pytest.mark.slow
def test_the_sums_of_real_orders_are_those_of_their_sources(command, real_data, tmp_path):
    # Of the 197,403.90 of the French orders, the 66 lines without a customer hold 691.06.
    for name, revenue in (("online_retail_france.csv", 197_403.90 - 691.06), ("CDNOW_sample.txt", 244_091.94)):
        run(command, real_data / name, "--set", "search={kmeans={k=[3]}}", "--force")
        segments = pl.read_csv(tmp_path / "out" / "segments.csv")
        assert segments["monetary"].sum() == pytest.approx(revenue, abs=0.01)


def test_what_is_known_to_be_odd_in_the_campaign_data_is_told(command, real_data, tmp_path):
    run(command, real_data / "marketing_campaign.csv", "--set", "search={kmeans={k=[3]}}")
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    plan = (tmp_path / "marketing_campaign.toml").read_text(encoding="utf-8")
    assert "24 cells of 2,240 in Income filled with the median" in report
    assert "666,666" in report and "1893" in report
    assert "Z_CostContact" in plan and "24 of Income" in plan
