"""Rules decide about every row of a run in parts, also those that no row of its sample matches."""

import numpy as np
import polars as pl

from segtui.pipeline.partitioned.preparing import preparation
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load

ROWS = 2_000
PLAN = """
[source]
path = "customers.parquet"
id = "customer_id"
[features]
use = ["income", "visits"]
[[search.rules.rules]]
name = "Rare"
when = "customer_id IN (3, 1999)"
[[search.rules.rules]]
name = "Often"
when = "visits > 5"
[[search.rules.rules]]
name = "Never"
when = "visits < 0"
[select]
min_share = 0
clusters = [2, 9]
[stability]
resamples = 0
[report]
html = false
[engine]
parts = true
rows = 1000
"""


def test_a_rule_that_no_row_of_the_sample_matches_has_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "SAMPLE", 200)
    rng = np.random.default_rng(9)
    visits = pl.Series(rng.poisson(4, ROWS)).set(pl.Series(rng.random(ROWS) < 0.02), None)
    rows = pl.DataFrame({"customer_id": range(ROWS), "income": rng.normal(size=ROWS), "visits": visits})
    rows.write_parquet(tmp_path / "customers.parquet")
    drawn = np.random.default_rng(0).choice(ROWS, 200, replace=False, shuffle=False)
    assert not set(drawn) & {3, 1999}
    (tmp_path / "plan.toml").write_text(PLAN)
    run_plan(load(tmp_path / "plan.toml"), RunOptions(tmp_path, tmp_path / "out", force=True), Silent())
    often = pl.when(pl.col("visits") > 5).then(pl.lit("Often")).otherwise(pl.lit("Others"))
    rare = pl.col("customer_id").is_in([3, 1999])
    expected = rows.drop_nulls().select("customer_id", segment_name=pl.when(rare).then(pl.lit("Rare")).otherwise(often))
    found = pl.read_csv(tmp_path / "out" / "segments.csv").select("customer_id", "segment_name")
    assert found.rows() == expected.rows()
    compared = pl.read_csv(tmp_path / "out" / "comparison.csv")
    own = compared.filter(segment_name="Rare", feature="income")
    np.testing.assert_allclose(own["mean"].item(), rows.drop_nulls().filter(rare)["income"].mean())
    told = (tmp_path / "out" / "report.md").read_text()
    count = (expected["segment_name"] == "Others").sum()
    assert f"{count:,} of {expected.height:,} rows match no rule" in told
    assert '"Never" matches no row' in told
