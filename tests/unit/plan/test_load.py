import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.errors import PlanError, UsageError
from segtui.plan.dump import dump
from segtui.plan.load import load, parse
from segtui.plan.model import Plan
from segtui.plan.validation import faults

SMALL = '[source]\npath = "a.csv"\n'
FULL = """
version = 1
seed = 7
[source]
path = "customers.csv"
id = "customer_id"
[[clean]]
step = "deduplicate"
by = ["customer_id"]
keep = "last"
[[clean]]
step = "impute"
columns = ["income"]
method = "median"
[[clean]]
step = "outliers"
columns = ["*"]
method = "iqr"
threshold = 1.5
action = "clip"
[[derive]]
kind = "rfm"
path = "orders.csv"
id = "customer_id"
date = "order_date"
amount = "total"
as_of = 2011-12-10
bins = 5
[features]
use = ["recency_days", "frequency", "monetary"]
log = ["monetary"]
scale = "zscore"
categorical = "none"
[search.kmeans]
k = "2..12"
[search.hierarchical]
linkage = ["ward", "complete", "average"]
k = "2..12"
[search.dbscan]
eps = "auto"
min_samples = [5, 10, 20]
[search.hdbscan]
min_cluster_size = "auto"
min_samples = [5, 15]
[select]
by = "silhouette"
clusters = [3, 10]
min_share = 0.02
max_noise = 0.30
[segments]
names = { 0 = "Loyal", 1 = "At risk" }
[output]
columns = "all"
"""


def faults_of(text, *overrides):
    with pytest.raises(PlanError) as caught:
        parse(text, overrides=overrides)
    return {f.key: f"{f.what} | {f.fix}" for f in caught.value.faults}


def test_the_plan_of_the_contract_is_read():
    plan = parse(FULL)
    assert [type(s).__name__ for s in plan.clean] == ["Deduplicate", "Impute", "Outliers"]
    assert [f.name for f in plan.grids()] == ["dbscan", "hdbscan", "hierarchical", "kmeans"]
    assert str(plan.derive[0].as_of) == "2011-12-10"


def test_steps_that_name_no_seed_draw_by_that_of_the_plan():
    forest = '[[clean]]\nstep = "outliers"\ncolumns = "*"\nmethod = "isolation_forest"\naction = "drop"\n'
    filled = '[[clean]]\nstep = "impute"\ncolumns = "*"\nmethod = "iterative"\nseed = 3\n'
    plan = parse(f"seed = 7\n{SMALL}{forest}{filled}")
    assert [step.seed for step in plan.steps()] == [7, 3]
    assert plan.clean[0].seed is None


def test_a_plan_of_one_line_searches_every_algorithm():
    assert {f.name for f in parse(SMALL).grids()} == {"kmeans", "hierarchical", "dbscan", "hdbscan", "mixture"}


def test_a_plan_written_out_reads_back_equal():
    for text in (SMALL, FULL):
        assert parse(dump(parse(text))) == parse(text)


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(2, 5), st.integers(5, 50)),
    st.floats(0, 1),
    st.text(min_size=1, max_size=20).filter(lambda t: "\x00" not in t),
)
def test_any_values_written_out_read_back_equal(seed, clusters, share, path):
    plan = parse(FULL)
    select = plan.select.model_copy(update={"clusters": clusters, "min_share": share})
    source = plan.source.model_copy(update={"path": path})
    plan = plan.model_copy(update={"seed": seed, "select": select, "source": source})
    assert parse(dump(plan)) == plan


def test_every_fault_is_listed_at_once_with_its_key():
    found = faults_of(
        '[source]\npath = "a"\nidd = "x"\n[select]\nmin_share = 7\n[[clean]]\nstep = "impute"\nmethod = "avg"\n'
        'columns = ["a"]\n[search.kmean]\nk = 3'
    )
    assert set(found) == {"source.idd", "select.min_share", "clean[1].method", "search.kmean"}
    assert 'did you mean "id"?' in found["source.idd"]
    assert 'did you mean "kmeans"?' in found["search.kmean"]
    assert "mean, median" in found["clean[1].method"]


def test_an_unknown_step_names_the_nearest():
    assert 'did you mean "impute"?' in faults_of(SMALL + '[[clean]]\nstep = "inpute"')["clean[1].step"]


def test_a_step_without_its_name_is_a_fault():
    assert "clean[1]" in faults_of(SMALL + '[[clean]]\ncolumns = ["a"]')


def test_a_grid_that_is_no_grid_is_one_fault():
    found = faults_of(SMALL + '[search.dbscan]\neps = "outo"\nmin_samples = [5, 0]')
    assert set(found) == {"search.dbscan.eps", "search.dbscan.min_samples[2]"}


def test_a_plan_that_starts_nowhere_is_a_fault():
    assert "[source]" in next(iter(faults_of("seed = 1").values()))


def test_broken_toml_says_the_line():
    assert "line 2" in faults_of('[source]\npath = = "a"')["TOML"]


def test_overrides_replace_single_keys():
    plan = parse(FULL, overrides=["select.clusters=[3,8]", "select.by=dunn", "clean[3].threshold=3", "seed=9"])
    assert (plan.select.clusters, plan.select.by, plan.clean[2].threshold, plan.seed) == ((3, 8), "dunn", 3.0, 9)


def test_an_override_makes_tables_that_are_not_there():
    assert parse(SMALL, overrides=["search.kmeans.k=[4]"]).grids()[0].k == (4,)


@pytest.mark.parametrize("wrong", ["select.clusters", "=3", "clean[9].step=x", "select.by.x=1", "seed=[1,", "a b=3"])
def test_an_override_that_makes_no_sense_is_a_usage_error(wrong):
    with pytest.raises(UsageError):
        parse(FULL, overrides=[wrong])


def test_a_plan_that_is_not_there_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such plan"):
        load(tmp_path / "none.toml")


def test_a_list_is_told_to_be_empty_only_where_it_is():
    made = {"kind": "join", "path": "o.csv", "id": "id"}
    for columns, found in (({}, "is empty: name at least one"), ({"x": ["median"]}, "should be one of sum, mean")):
        with pytest.raises(ValidationError) as refused:
            Plan.model_validate({"derive": [{**made, "columns": columns}]})
        (fault,) = faults(refused.value, Plan)
        assert fault.what.startswith(found)


def test_what_does_not_go_together_is_told_at_the_part_of_the_plan():
    with pytest.raises(ValidationError) as refused:
        Plan.model_validate({"derive": [{"kind": "place", "column": "c", "regions": ["nuts3"]}]})
    assert [f.key for f in faults(refused.value, Plan)] == ["derive[1]"]


def test_a_wrong_key_is_named_where_a_kind_has_a_key_of_its_own_name():
    made = {"kind": "events", "path": "e.csv", "id": "id", "time": "t", "event": "e", "zed": 1}
    with pytest.raises(ValidationError) as refused:
        Plan.model_validate({"derive": [made]})
    assert [f.key for f in faults(refused.value, Plan)] == ["derive[1].zed"]
