"""The same segments next month: two months of the sample's orders, run one after the other, and compared."""

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.pipeline.artifacts.run_reader import RunFiles
from tests.quick_runs import without_resamples

SAMPLE = Path(__file__).parents[3] / "sample_data" / "cdnow_orders.csv"
PLAN = """
[[derive]]
kind = "rfm"
path = "{name}.csv"
id = "customer_id"
date = "order_date"
amount = "amount"

[features]
use = ["recency_days", "frequency", "monetary"]
log = ["frequency", "monetary"]

[search.kmeans]
k = [4]
"""


def write_months(folder):
    """Plans spring.toml and summer.toml beside their orders; nobody's first order is in summer."""
    orders = pl.read_csv(SAMPLE, try_parse_dates=True)
    for name, end in (("winter", (1997, 3, 1)), ("spring", (1997, 6, 1)), ("summer", (1997, 8, 1))):
        orders.filter(pl.col("order_date") < pl.date(*end)).write_csv(folder / f"{name}.csv")
        (folder / f"{name}.toml").write_text(PLAN.format(name=name))


@pytest.fixture
def months(tmp_path):
    """A folder with the months' plans and orders."""
    write_months(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def runs(tmp_path_factory, nursery):
    """Winter's run, and spring's that follows it, made once; `two` is a copy."""
    folder = tmp_path_factory.mktemp("months")
    write_months(folder)
    for line in (("winter.toml",), ("spring.toml", "--previous", "runs/winter")):
        words = ["run", *line, "--quiet"]
        done = nursery.run([*words, *without_resamples(words, folder)], folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def two(runs, tmp_path):
    """Winter's run, and spring's that follows it."""
    shutil.copytree(runs, tmp_path, dirs_exist_ok=True)
    return RunFiles.open(tmp_path / "runs" / "winter"), RunFiles.open(tmp_path / "runs" / "spring")


def test_segments_keep_their_numbers_and_names_and_the_run_says_whose_they_are(two, runs):
    old, new = two
    told = new.manifest["lineage"]
    kept = {pair["old"]: pair["new"] for pair in told["kept"]}
    assert kept and all(a == b and new.names[b] == old.names[a] for a, b in kept.items())
    assert set(new.names) == set(kept.values()) | set(told["born"])
    assert min(told["born"], default=4) >= 4
    segments = new.segments().select("segment", "segment_name").unique().collect()
    assert dict(segments.iter_rows()) == new.names
    migration = pl.read_csv(new.path / "migration.csv")
    assert migration.columns == ["old_segment", "old_name", "new_segment", "new_name", "people", "share"]
    assert migration.drop_nulls()["people"].sum() == told["people"]["both"] > 1000
    assert migration.filter(pl.col("old_segment").is_null())["people"].sum() == told["people"]["new"] > 0
    report = (new.path / "report.md").read_text()
    assert "### Changes since the previous run" in report and "- migration.csv: " in report
    assert new.plan.segments.previous == "../winter"
    assert {str(runs / "runs/winter/model" / n) for n in ("model.json", "rows.parquet")} <= set(new.manifest["inputs"])


def test_the_plan_as_carried_out_gives_the_same_files(two, command, tmp_path):
    assert command("run", "runs/spring/plan.toml", "-o", "again", "--quiet").returncode == 0
    for name in ("segments.csv", "migration.csv", "comparison.csv", "model/centroids.parquet"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "runs/spring" / name).read_bytes()


def test_numbers_of_segments_long_gone_are_not_given_again(two, command):
    _, spring = two
    fewer = ("--set", "search.kmeans.k=[3]")
    steps = [("spring.toml", "runs/spring", "a", *fewer), ("summer.toml", "a", "b"), ("summer.toml", "b", "c", *fewer)]
    used = set(spring.names)
    for plan, previous, out, *more in steps:
        done = command("run", plan, "--previous", previous, "-o", out, "--quiet", *more)
        assert done.returncode == 0, done.stderr
        told = RunFiles.open(out).manifest["lineage"]
        assert not used & set(told["born"])
        used |= set(told["born"])
        assert told["next_segment"] > max(used)


def test_names_in_the_plan_win_over_inherited_ones(two, command):
    old, _ = two
    name = old.names[1]
    done = command(
        "run",
        "winter.toml",
        "--previous",
        "runs/winter",
        "-o",
        "named",
        "-q",
        "--set",
        f'segments.names={{0="{name}"}}',
    )
    assert done.returncode == 0, done.stderr
    names = RunFiles.open("named").names
    assert names[0] == name and names[1] != name and names[2] == old.names[2] and len(set(names.values())) == 4


def test_a_run_may_follow_the_one_that_it_replaces_but_not_what_is_no_run(two, command):
    names = RunFiles.open("runs/spring").names
    itself = command("run", "spring.toml", "--previous", "runs/spring", "--force")
    assert itself.returncode == 0, itself.stderr
    assert RunFiles.open("runs/spring").names == names
    nothing = command("run", "spring.toml", "--previous", ".", "-o", "new")
    assert nothing.returncode == 2 and "segments.previous" in nothing.stderr and "run.json" in nothing.stderr


def test_compare_tells_who_moved_and_what_that_is_worth(two, command, tmp_path):
    _, new = two
    done = command("compare", "runs/winter", "runs/spring", "--json", "-o", "out")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    moved = pl.read_csv(tmp_path / "out" / "moved.csv")
    assert told["people"] == new.manifest["lineage"]["people"] and moved.height == told["people"]["moved"] > 0
    assert told["value"]["column"] == "monetary"
    assert moved["new_value"].sum() == pytest.approx(told["value"]["moved_now"])
    total = pl.read_csv(new.path / "segments.csv")["monetary"].sum()
    matrix = pl.read_csv(tmp_path / "out" / "migration.csv")
    assert matrix["new_value"].sum() == pytest.approx(total)
    segments = [run.segments().select("customer_id", "segment").collect() for run in two]
    both = segments[0].join(segments[1], on="customer_id")
    assert moved.sort("customer_id")["customer_id"].to_list() == (
        both.filter(pl.col("segment") != pl.col("segment_right")).sort("customer_id")["customer_id"].to_list()
    )
    from sklearn.metrics import adjusted_rand_score

    assert told["adjusted_rand"] == pytest.approx(adjusted_rand_score(both["segment"], both["segment_right"]))


def test_compare_prints_the_matrix_for_a_person_and_needs_force_to_write_again(two, command):
    done = command("compare", "runs/winter", "runs/spring", "-o", "out")
    assert done.stdout.startswith("from, down; to, across") and "people are in both runs" in done.stdout
    assert "wrote out/migration.csv" in done.stderr
    again = command("compare", "runs/winter", "runs/spring", "-o", "out")
    assert again.returncode == 2 and "--force" in again.stderr
    assert command("compare", "runs/winter", "runs/spring", "-o", "out", "--force").returncode == 0


def test_compare_counts_the_value_that_it_is_told_to(two, command):
    told = json.loads(command("compare", "runs/winter", "runs/spring", "--value", "frequency", "--json").stdout)
    assert told["value"]["column"] == "frequency"
    wrong = command("compare", "runs/winter", "runs/spring", "--value", "frequenzy")
    assert wrong.returncode == 2 and 'did you mean "frequency"?' in wrong.stderr
    text = command("compare", "runs/winter", "runs/spring", "--value", "rfm_segment")
    assert text.returncode == 2 and "is not numeric" in text.stderr


def test_a_column_that_is_called_spend_and_holds_words_is_not_summed_up(customers, command):
    table = pl.read_csv(customers).rename({"spend": "was"}).with_columns(spend=pl.lit("12 EUR and more"))
    table.write_csv(customers)
    for out in ("a", "b"):
        plan = ("--set", 'features.use=["age","was","visits"]', "--set", "search={kmeans={k=[3]}}")
        assert command("run", "customers.csv", "-q", "-o", out, *plan).returncode == 0
    done = command("compare", "a", "b", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["value"] is None


def test_compare_adds_up_what_is_spent_on_each_thing_and_takes_what_the_plan_says(customers, command):
    table = pl.read_csv(customers).rename({"spend": "MntWines"}).with_columns(MntFish="visits", Z_Revenue=11)
    table.write_csv(customers)
    plan = ("--set", 'features.use=["age","MntWines","visits"]', "--set", "search={kmeans={k=[3]}}")
    for out, more in (("a", ()), ("b", ("--set", "segments.value=age"))):
        assert command("run", "customers.csv", "-q", "-o", out, *plan, *more).returncode == 0
    assert "spend (MntWines and MntFish): the total of those who moved" in command("compare", "b", "a").stdout
    told = json.loads(command("compare", "b", "a", "--json").stdout)["value"]
    assert (told["column"], told["columns"]) == ("spend", ["MntWines", "MntFish"])
    assert json.loads(command("compare", "a", "b", "--json").stdout)["value"]["column"] == "age"


def test_drift_on_the_runs_own_rows_is_none(two, command):
    done = command("drift", "runs/winter", "winter.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("No need to refit")
    told = json.loads(command("drift", "runs/winter", "winter.csv", "--json").stdout)
    assert not told["refit"] and told["placed"] == RunFiles.open("runs/winter").rows().height
    assert max(f["value"] for f in told["findings"]) < 1e-9 or {f["measure"] for f in told["findings"]} > {"psi", "ks"}
    assert all(f["value"] < 1e-9 for f in told["findings"] if f["measure"] in ("psi", "ks", "share", "nulls"))


def test_drift_names_what_moved_most_first_and_ends_with_1(two, command, tmp_path):
    done = command("drift", "runs/winter", "summer.csv", "-o", "drift.csv")
    assert done.returncode == 1 and done.stdout.startswith("Refit: ")
    assert done.stdout.splitlines()[1].startswith("! ")
    table = pl.read_csv(tmp_path / "drift.csv")
    figures = ["subject", "measure", "then", "now", "value", "limit", "past", "told"]
    assert table.columns == [*figures, "rows", "low", "high"]
    recency = table.filter(pl.col("subject") == "recency_days", pl.col("measure") == "psi")
    assert recency["past"].item() and recency["now"].item() > recency["then"].item()
    assert not table["past"][-1] and table["past"][0]


def test_drift_takes_its_limits_from_the_plan(months, command):
    limits = "drift={psi=1e6,ks=1,share=1,nulls=1,categories=1,distance=1e6}"
    assert command("run", "winter.toml", "-q", "--set", limits).returncode == 0
    assert command("drift", "runs/winter", "summer.csv").returncode == 0


def test_drift_tells_of_columns_nulls_and_values_that_are_new(customers, command, tmp_path):
    table = pl.read_csv(customers).with_columns(city=pl.Series(["Rome", "Oslo"] * 60), note=pl.lit("x"))
    table.write_csv(customers)
    plan = ("--set", 'features.use=["age","spend","visits"]', "--set", "search={kmeans={k=[3]}}")
    assert command("run", "customers.csv", "-q", *plan).returncode == 0
    moved = table.with_columns(
        age=pl.when(pl.col("customer_id") > 90).then(None).otherwise("age"),
        city=pl.Series(["Rome", "Lima"] * 60),
    ).drop("note")
    moved.write_csv(tmp_path / "moved.csv")
    done = command("drift", "runs/customers", "moved.csv", "--json")
    past = {(f["subject"], f["measure"]) for f in json.loads(done.stdout)["findings"] if f["past"]}
    assert done.returncode == 1 and {("age", "nulls"), ("rows", "nulls"), ("city", "categories")} <= past
    assert ("note", "missing") not in past and "note: the column is missing" in done.stdout
    table.drop("spend").write_csv(tmp_path / "without.csv")
    without = command("drift", "runs/customers", "without.csv")
    assert without.returncode == 1 and "! spend: the column is missing" in without.stdout
    table.with_columns(spend=pl.lit("much")).write_csv(tmp_path / "words.csv")
    words = command("drift", "runs/customers", "words.csv")
    assert words.returncode == 1 and "spend: was number in the run, and is text now" in words.stdout


def test_drift_that_cant_be_told_is_an_error(two, command):
    assert command("drift", "runs/winter", "nix.csv").returncode == 3
    assert command("drift", "winter.csv", "winter.csv").returncode == 2


def test_drift_reads_columns_as_the_run_learned_to(command, tmp_path):
    random = np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "customer_id": range(1, 81),
            "zip": [f"{i % 7}{1000 + i}" for i in range(80)],
            "optin": ["yes", "no"] * 40,
            "vip": ["y", "n"] * 40,
            "spend": np.repeat([20.0, 90.0], 40) + random.normal(0, 2, 80).round(2),
        }
    )
    frame.write_csv(tmp_path / "may.csv")
    plan = 'source = {path = "may.csv"}\nfeatures.use = ["spend"]\nsearch.kmeans.k = [2]\nselect.clusters = [2, 9]\n'
    where = '[[clean]]\nstep = "filter"\nwhere = "NOT optin"\n'
    (tmp_path / "may.toml").write_text(plan + where)
    assert (done := command("run", "may.toml", "--quiet")).returncode == 0, done.stderr
    june = frame.with_columns(optin=pl.lit("no"), vip=pl.lit("n"), zip=pl.lit("10115"))
    june.write_csv(tmp_path / "june.csv")
    told = json.loads(command("drift", "runs/may", "june.csv", "--json").stdout)
    assert [f for f in told["findings"] if f["measure"] == "type"] == [] and told["placed"] == 80
    (tmp_path / "june.toml").write_text(plan.replace("may", "june") + where)
    assert (done := command("run", "june.toml", "--quiet")).returncode == 0, done.stderr
    assert pl.read_csv(tmp_path / "runs" / "june" / "segments.csv").height == 80
    (tmp_path / "june.toml").write_text(plan + where.replace("NOT optin", "optin <> 'no'"))
    done = command("run", "june.toml", "--quiet", "--force")
    assert done.returncode == 2 and "NOT optin" in done.stderr
