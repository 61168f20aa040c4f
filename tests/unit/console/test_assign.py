"""`segtui assign`: new rows into a finished run's segments, from the command line to the file."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.data.reading import batches
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.kept.report_facts import read_report_facts
from segtui.pipeline.scoring import new_rows as later_module
from segtui.pipeline.scoring.fitted_model import read_learned

SAMPLE = Path(__file__).parents[3] / "sample_data"
GRIDS = (
    'search={kmeans={k=[5]}, hierarchical={linkage=["ward"], k=[5]}, dbscan={eps=[0.78], min_samples=[20]},'
    " mixture={k=[5]}, hdbscan={min_cluster_size=[90], min_samples=[5]}}"
)
FAMILIES = {
    "kmeans": "kmeans k=5",
    "hierarchical": "hierarchical linkage=ward, k=5",
    "dbscan": "dbscan eps=0.78, min_samples=20",
    "mixture": "mixture covariance=full, k=5",
    "hdbscan": "hdbscan min_cluster_size=90, min_samples=5",
}


@pytest.fixture
def sample(tmp_path):
    """The sample data and its plan, in `tmp_path`."""
    for name in ("customers.csv", "cdnow_orders.csv", "plan.toml"):
        shutil.copy(SAMPLE / name, tmp_path / name)
    return tmp_path


def simple(command, folder, frame, *more, plan=""):
    """A run of K-means on a frame in rows.csv."""
    frame.write_csv(folder / "rows.csv")
    (folder / "p.toml").write_text(f'source = {{path = "rows.csv", id = "who"}}\nsearch.kmeans.k = [2]\n{plan}')
    done = command("run", "p.toml", "-o", "run", "--quiet", "--set", "select.clusters=[2,9]", *more)
    assert done.returncode == 0, done.stderr
    return folder / "run"


def two_groups(rows=60):
    x = [i % 2 * 10 + i / 100 for i in range(rows)]
    return pl.DataFrame({"who": range(1, rows + 1), "x": x, "y": [v * 2 + i % 3 for i, v in enumerate(x)]})


@pytest.mark.parametrize(
    "family",
    ["kmeans", "hierarchical", *(pytest.param(name, marks=pytest.mark.slow) for name in [*FAMILIES][2:])],
)
def test_the_rows_of_the_run_get_their_segments_back_in_every_family(command, sample, family):
    chosen = f'select={{candidate="{FAMILIES[family]}"}}'
    done = command("run", "plan.toml", "-o", "run", "--quiet", "--set", GRIDS, "--set", chosen)
    assert done.returncode == 0, done.stderr
    told = json.loads(command("assign", "run", "customers.csv", "-o", "new.csv", "--json").stdout)
    assert told["rows"] == 2_000 and told["in_the_run"]["rows"] == 1_893
    share = told["in_the_run"]["same_segment"] / 1_893
    assert share == 1.0 if family != "hdbscan" else share > 0.99
    assert told["reasons"]["left out by clean[1], deduplicate"] == 57
    assert told["reasons"]["recency_days is empty"] == 50

    new = pl.read_csv("new.csv")
    assert new.columns == ["customer_id", "segment", "segment_name", "confidence", "reason"]
    assert new["customer_id"].to_list() == pl.read_csv("customers.csv")["customer_id"].to_list()
    run = RunFiles.open("run").segments().collect().select("customer_id", "segment", "segment_name", "confidence")
    again = new.filter(pl.col("reason").is_null() | (pl.col("reason") == "not near any segment"))
    both = again.join(run, on="customer_id", suffix="_run").filter(pl.col("segment") == pl.col("segment_run"))
    assert both["segment_name"].equals(both["segment_name_run"].rename("segment_name"))
    if family != "hdbscan":
        assert np.abs(both["confidence"] - both["confidence_run"]).max() < 2e-6
    assert new.filter(pl.col("segment") == -1).select((pl.col("confidence") == 0).all()).item()
    assert new.filter(pl.col("segment") == -1)["reason"].null_count() == 0


@pytest.mark.slow
def test_the_size_of_a_batch_changes_nothing(command, sample, monkeypatch):
    command("run", "plan.toml", "-o", "run", "--quiet", "--set", "search={kmeans={k=[5]}}")
    command("assign", "run", "customers.csv", "-o", "whole.csv", "--quiet")
    monkeypatch.setattr(batches.Batches.__init__, "__defaults__", (None, 37))
    command("assign", "run", "customers.csv", "-o", "parts.csv", "--quiet")
    command("assign", "run", "customers.csv", "-o", "parts.parquet", "--quiet")
    assert (sample / "whole.csv").read_bytes() == (sample / "parts.csv").read_bytes()
    assert_frame_equal(
        pl.read_parquet("parts.parquet"), pl.read_csv("whole.csv", schema_overrides={"segment": pl.Int32})
    )


def test_rows_of_a_run_that_clustered_a_sample_get_their_segments_back(command, tmp_path):
    run = simple(command, tmp_path, two_groups(600), plan="search.sample = 200")
    told = json.loads(command("assign", run, "--check", "--json").stdout)
    assert told["in_the_run"] == {"rows": 600, "same_segment": 600}


def test_newer_tables_take_the_place_of_the_plans_and_are_scored_by_its_bins(command, sample):
    command("run", "plan.toml", "-o", "run", "--quiet", "--set", "search={kmeans={k=[5]}}")
    rows = RunFiles.open("run").rows()
    gone = rows["id"][0]
    orders = pl.read_csv("cdnow_orders.csv", infer_schema=False)
    orders.filter(pl.col("customer_id") != str(gone)).write_csv("newer.csv")
    done = command("assign", "run", "customers.csv", "-o", "new.csv", "--derive", "newer.csv")
    assert done.returncode == 0, done.stderr
    new = pl.read_csv("new.csv").filter(pl.col("customer_id") == gone, pl.col("reason") == "recency_days is empty")
    assert new.height
    wrong = command("assign", "run", "customers.csv", "-o", "b.csv", "--derive", "2=newer.csv")
    assert wrong.returncode == 2 and "1 derive" in wrong.stderr


def test_a_plan_without_a_source_takes_new_orders(command, sample):
    maker = 'kind = "rfm"\npath = "cdnow_orders.csv"\nid = "customer_id"\ndate = "order_date"\namount = "amount"'
    (sample / "o.toml").write_text(f"[search.kmeans]\nk = [3]\n[[derive]]\n{maker}\n")
    assert command("run", "o.toml", "-o", "run", "--quiet").returncode == 0
    told = json.loads(command("assign", "run", "cdnow_orders.csv", "-o", "new.csv", "--json").stdout)
    assert told["in_the_run"]["rows"] == told["in_the_run"]["same_segment"] == told["rows"] > 1_000


def test_gaps_outliers_and_scale_go_by_the_run_not_by_the_new_rows(command, tmp_path):
    steps = '[[clean]]\nstep="outliers"\ncolumns=["x"]\n[[clean]]\nstep="impute"\ncolumns=["x"]\nmethod="median"\n'
    run = simple(command, tmp_path, two_groups(), plan=steps)
    (tmp_path / "new.csv").write_text("who,x,y\n901,1e9,20\n902,,0.5\n903,0.1,1\n904,5,\n")
    done = command("assign", run, "new.csv", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    out = pl.read_csv("out.csv")
    high = int(pl.read_csv(run / "segments.csv").filter(pl.col("x") > 9)["segment"][0])
    assert out["segment"].to_list()[0] == high and out["segment"].to_list()[2] == 1 - high
    assert out["reason"].to_list() == [None, None, None, "y is empty"]
    assert "in no segment: y is empty" in done.stdout


def test_values_that_the_run_did_not_have_are_counted(command, tmp_path):
    frame = two_groups().with_columns(plan=pl.Series(["a", "b", "c"] * 20))
    run = simple(command, tmp_path, frame, plan='features.categorical = "onehot"')
    frame.with_columns(plan=pl.lit("new"), who=pl.col("who") + 100).head(7).write_csv("new.csv")
    done = command("assign", run, "new.csv", "-o", "out.csv", "--json")
    assert json.loads(done.stdout)["unseen"] == {"plan": 7}
    assert "7 cells in plan with values that are new since the run" in done.stderr


def test_missing_columns_and_other_kinds_are_errors_of_the_data_with_every_name(command, tmp_path):
    run = simple(command, tmp_path, two_groups())
    (tmp_path / "a.csv").write_text("who,z\n1,2\n")
    missing = command("assign", run, "a.csv", "-o", "out.csv")
    assert missing.returncode == 3 and 'missing columns "x", "y"' in missing.stderr
    (tmp_path / "b.csv").write_text("who,x,y\n1,red,2\n2,blue,3\n")
    other = command("assign", run, "b.csv", "-o", "out.csv")
    assert other.returncode == 3 and 'column "x"' in other.stderr and '"red"' in other.stderr
    pl.DataFrame({"who": [1], "x": [True], "y": [1.0]}).write_parquet("c.parquet")
    typed = command("assign", run, "c.parquet", "-o", "out.csv")
    assert typed.returncode == 3 and "is yes and no here, and was number in the run" in typed.stderr
    (tmp_path / "d.csv").write_text("who,x,y\nA,1,2\n")
    ids = command("assign", run, "d.csv", "-o", "out.csv")
    assert ids.returncode == 3 and 'column "who"' in ids.stderr
    assert not (tmp_path / "out.csv").exists() and not list(tmp_path.glob(".*.part"))


def test_columns_that_the_run_did_not_use_may_be_missing_and_the_file_written_otherwise(command, tmp_path):
    run = simple(command, tmp_path, two_groups().with_columns(note=pl.lit("n")))
    (tmp_path / "new.csv").write_text("y;who;x;extra\n1,5;901;0,1;a\n")
    done = command("assign", run, "new.csv", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    assert pl.read_csv("out.csv").row(0)[0] == 901


def test_files_and_options_that_do_not_go_are_errors_of_the_command_line(command, tmp_path):
    run = simple(command, tmp_path, two_groups())
    assert command("assign", run, "rows.csv", "-o", "out.xlsx").returncode == 2
    assert command("assign", run, "rows.csv").returncode == 2
    assert command("assign", run, "rows.csv", "--check").returncode == 2
    assert command("assign", tmp_path, "rows.csv", "-o", "out.csv").returncode == 2
    assert command("assign", run, "rows.csv", "-o", run / "segments.csv", "--force").returncode == 2
    assert command("assign", run, "rows.csv", "-o", "out.csv", "--quiet").stdout == ""
    again = command("assign", run, "rows.csv", "-o", "out.csv")
    assert again.returncode == 2 and "already exists" in again.stderr
    assert command("assign", run, "rows.csv", "-o", "out.csv", "--force").returncode == 0


def test_rows_without_an_id_are_numbered_through_all_batches(command, tmp_path, monkeypatch):
    frame = two_groups().drop("who")
    frame.write_csv(tmp_path / "rows.csv")
    (tmp_path / "p.toml").write_text('source.path = "rows.csv"\nsearch.kmeans.k = [2]\nselect.clusters = [2, 3]')
    assert command("run", "p.toml", "-o", "run", "--quiet").returncode == 0
    monkeypatch.setattr(batches.Batches.__init__, "__defaults__", (None, 7))
    assert command("assign", "run", "rows.csv", "-o", "out.csv", "--quiet").returncode == 0
    assert pl.read_csv("out.csv")["row"].to_list() == list(range(1, 61))
    assert later_module.ROWS == 100_000


@pytest.mark.parametrize("keep", ["first", "last", "most_complete"])
def test_duplicates_across_batches_go_as_the_plan_says(command, tmp_path, monkeypatch, keep):
    frame = pl.concat([two_groups(), two_groups().with_columns(y=pl.lit(None, pl.Float64)).head(9)])
    steps = f'[[clean]]\nstep="deduplicate"\nby=["who"]\nkeep="{keep}"\n'
    run = simple(command, tmp_path, frame, plan=steps)
    monkeypatch.setattr(batches.Batches.__init__, "__defaults__", (None, 7))
    assert command("assign", run, "rows.csv", "-o", "out.csv", "--quiet").returncode == 0
    out = pl.read_csv("out.csv").with_row_index()
    dropped = out.filter(pl.col("reason") == "left out by clean[1], deduplicate")["index"].to_list()
    assert dropped == (list(range(9)) if keep == "last" else list(range(60, 69)))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_ids_as_floats_are_the_same_people_in_run_assign_and_forget(command, tmp_path, suffix):
    frame = two_groups().with_columns(who=pl.col("who") + 12_345.0)
    place = simple(command, tmp_path, frame)
    assert pl.read_csv(place / "segments.csv")["who"].to_list()[0] == 12_346
    getattr(frame, f"write_{suffix}")(tmp_path / f"new.{suffix}")
    told = json.loads(command("assign", "run", f"new.{suffix}", "-o", "out.csv", "--json").stdout)
    assert told["in_the_run"]["rows"] == told["in_the_run"]["same_segment"] == 60
    assert pl.read_csv(tmp_path / "out.csv").to_series(0).to_list()[0] == 12_346
    assert "segments.csv" in command("forget", "run", "12346").stdout


def test_dates_of_orders_are_read_in_the_order_that_the_run_learned(command, tmp_path):
    random = np.random.default_rng(0)
    days = [date(2024, 1, 1) + timedelta(days=int(d)) for d in random.integers(0, 300, 400)]
    orders = pl.DataFrame(
        {"customer_id": random.integers(1, 60, 400), "day": days, "total": random.lognormal(3, 1, 400)}
    )
    american = orders.with_columns(pl.col("day").dt.strftime("%m/%d/%Y"), pl.col("total").round(2))
    american.write_csv(tmp_path / "may.csv")
    (tmp_path / "may.toml").write_text(
        '[[derive]]\nkind = "rfm"\npath = "may.csv"\nid = "customer_id"\ndate = "day"\namount = "total"\n'
        'as_of = 2024-12-01\n[features]\nuse = ["recency_days"]\n[search.kmeans]\nk = [3]\n'
    )
    assert (done := command("run", "may.toml", "--quiet")).returncode == 0, done.stderr
    early = american.filter(pl.col("day").str.slice(3, 2).cast(pl.Int64) <= 12)
    assert 0 < early.height < 400
    early.write_csv(tmp_path / "june.csv")
    run = RunFiles.open(tmp_path / "runs" / "may")
    made = later_module.LaterRows(run, read_learned(run), "june.csv", {}).derived[1].frame
    last = orders.filter(pl.col("day").dt.day() <= 12).group_by("customer_id").agg(pl.col("day").max())
    until = last["day"].max() + timedelta(days=1)
    for days, day in made.join(last, on="customer_id").select("recency_days", "day").iter_rows():
        assert days == (until - day).days


@pytest.mark.parametrize("given", ["", "source.title_rows = 1\n"])
def test_titles_units_and_totals_are_nobody_in_run_assign_drift_and_verify(command, tmp_path, given):
    rows = two_groups()
    text = rows.write_csv()
    header, values = text.split("\n", 1)
    above = "kunde,laenge,breite\n" if given else "Customer report,,\n,,\nRegion:,South,\n"
    titled = f"{above}{header}\n,cm,EUR\n{values}Total,{rows['x'].sum()},{rows['y'].sum()}\n(60 rows affected)\n"
    (tmp_path / "rows.csv").write_text(titled)
    (tmp_path / "p.toml").write_text(f'source.path = "rows.csv"\nsource.id = "who"\n{given}search.kmeans.k = [2]\n')
    done = command("run", "p.toml", "-o", "run", "--quiet", "--set", "select.clusters=[2,9]")
    assert done.returncode == 0, done.stderr
    assert pl.read_csv("run/segments.csv")["who"].sort().to_list() == list(range(1, 61))
    assert command("verify", "run").returncode == 0
    for new in (titled, text, f"March\n\n{text}Page 1 of 1\n"):
        (tmp_path / "new.csv").write_text(new)
        told = json.loads(command("assign", "run", "new.csv", "-o", "out.csv", "--force", "--json").stdout)
        assert (told["rows"], told["in_the_run"]["same_segment"]) == (60, 60)
        assert command("drift", "run", "new.csv").returncode == 0


def test_fewer_than_no_title_rows_are_a_fault_of_the_plan(command, tmp_path):
    (tmp_path / "rows.csv").write_text(two_groups().write_csv())
    for wrong in ("-1", "1.5", '"two"'):
        (tmp_path / "p.toml").write_text(f'source.path = "rows.csv"\nsource.title_rows = {wrong}\n')
        done = command("run", "p.toml", "-o", "run")
        assert done.returncode == 2 and "source.title_rows" in done.stderr


def test_dates_that_stand_for_none_are_counted_and_left_empty_as_in_the_run(command, tmp_path):
    frame = two_groups().with_columns(
        since=pl.Series([f"2024-01-{1 + i % 28:02}" for i in range(58)] + ["9999-12-31", "0000-00-00"])
    )
    step = '[[clean]]\nstep = "filter"\nwhere = "since IS NULL OR since < DATE \'2024-02-01\'"\n'
    simple(command, tmp_path, frame, plan=step)
    later = pl.DataFrame({"who": [901, 902, 903, 904], "x": [0.1, 10.2, 0.2, 10.3], "y": [1.0, 21.0, 1.0, 21.0]})
    days = ["2024-01-05", "9999-12-31", "1900-01-01", "0000-00-00"]
    later.with_columns(since=pl.Series(days)).write_csv(tmp_path / "new.csv")
    told = json.loads(command("assign", "run", "new.csv", "-o", "out.csv", "--json").stdout)
    assert told["sentinels"] == {"since": 3} and told["unread"] == {} and told["assigned"] == 4
    said = command("assign", "run", "new.csv", "-o", "again.csv").stderr
    assert "since has 3 dates that stand for none, treated as empty as in the run" in said


def test_dates_that_stand_for_none_in_newer_orders_are_counted(command, sample):
    command("run", "plan.toml", "-o", "run", "--quiet", "--set", "search={kmeans={k=[5]}}")
    orders = Path("cdnow_orders.csv").read_text().splitlines()
    name = orders[0].split(",").index("order_date") if "order_date" in orders[0] else 1
    cells = orders[1].split(",")
    cells[name] = "9999-12-31"
    Path("newer.csv").write_text("\n".join([*orders, ",".join(cells)]) + "\n")
    done = command("assign", "run", "customers.csv", "-o", "o.csv", "--derive", "newer.csv", "--json")
    assert list(json.loads(done.stdout)["sentinels"].values()) == [1]


def _overlapping(rows=240):
    rng = np.random.default_rng(0)
    x = np.where(np.arange(rows) % 3 == 0, rng.normal(0, 1, rows), rng.normal(3, 1, rows))
    return pl.DataFrame({"who": range(1, rows + 1), "x": x, "y": x / 2 + rng.normal(0, 0.5, rows)})


def test_memberships_are_columns_of_the_run_and_of_assigned_rows_alike(command, tmp_path):
    _overlapping().write_csv(tmp_path / "rows.csv")
    (tmp_path / "p.toml").write_text(
        'source = {path = "rows.csv", id = "who"}\nsearch.mixture.k = [3]\noutput.memberships = true\n'
    )
    done = command("run", "p.toml", "-o", "run", "--quiet", "--set", "select.clusters=[2,9]")
    assert done.returncode == 0, done.stderr
    names = [f"membership_{s}" for s in range(3)]
    run = pl.read_csv("run/segments.csv")
    assert run.columns == ["who", "segment", "segment_name", "confidence", *names, "x", "y"]
    shares = run[names].to_numpy()
    assert np.allclose(shares.sum(axis=1), 1, atol=2e-6)
    assert np.array_equal(shares.argmax(axis=1), run["segment"].to_numpy())
    assert run["confidence"].to_list() == shares.max(axis=1).tolist()

    told = json.loads(command("assign", "run", "rows.csv", "-o", "new.csv", "--json").stdout)
    assert told["in_the_run"]["same_segment"] == told["in_the_run"]["rows"] == 240
    new = pl.read_csv("new.csv")
    assert new.columns == ["who", "segment", "segment_name", "confidence", *names, "reason"]
    assert_frame_equal(new.drop("reason"), run.drop("x", "y"))
    drift = command("drift", "run", "rows.csv", "--json")
    assert drift.returncode == 0, drift.stderr


def test_a_run_says_that_its_algorithm_knows_no_memberships(command, tmp_path):
    run = simple(command, tmp_path, two_groups(), plan="output.memberships = true\n")
    assert "membership_0" not in pl.read_csv(run / "segments.csv").columns
    assert "segments.csv has no memberships" in (run / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("algorithm", ["kmedoids", "gower"])
@pytest.mark.parametrize("categorical", ["onehot", "famd"])
def test_rows_come_back_to_segments_by_gowers_distance(command, tmp_path, algorithm, categorical):
    frame = two_groups().with_columns(plan=pl.Series(["a", "b", "c"] * 20))
    search = ("--set", f"search={{{algorithm}={{k=[2, 3]}}, sample=100}}")
    run = simple(command, tmp_path, frame, *search, plan=f'features.categorical = "{categorical}"')
    frame.write_csv("new.csv")
    done = command("assign", run, "new.csv", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    assert pl.read_csv("out.csv")["segment"].to_list() == pl.read_csv(run / "segments.csv")["segment"].to_list()
    assert command("drift", run, "new.csv").returncode == 0


def test_components_and_weights_of_a_run_hold_for_its_rows_again(command, tmp_path):
    frame = two_groups().with_columns(plan=pl.Series(["a", "b", "c"] * 20))
    more = 'features.categorical = "famd"\nfeatures.weights = {x = 2.0}'
    run = simple(command, tmp_path, frame, plan=more)
    frame.write_csv("new.csv")
    done = command("assign", run, "new.csv", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    before = pl.read_csv(run / "segments.csv")
    assert pl.read_csv("out.csv")["segment"].to_list() == before["segment"].to_list()
    assert command("drift", run, "new.csv").returncode == 0
    assert command("refresh", run, "new.csv").returncode == 0
    assert command("verify", run).returncode == 0
    kept = read_report_facts(RunFiles.open(run)).prepared.matrix
    assert [c.source for c in kept.used] == ["x", "y", *["plan"] * 3] and kept.components.share > 0.5
