"""Runs are compared by the compute process, and segments that follow a run are described as a run writes them."""

import polars as pl
import pytest

from segtui.engine.transport.messages import Compare, Compared, Describe, Failed, Write
from segtui.pipeline.artifacts.run_reader import RunFiles


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """Two months of eighty people in two groups, of which the smaller one grows to be the larger."""
    folder = tmp_path_factory.mktemp("months")
    for name, small in (("may", 30), ("june", 50)):
        x = [i / 100 + (10 if i < small else 50) for i in range(80)]
        pl.DataFrame({"id": [f"p{i}" for i in range(80)], "x": x}).write_csv(folder / f"{name}.csv")
    return folder


def plan(name, more=""):
    return f'source = {{path = "{name}.csv", id = "id"}}\nfeatures.use = ["x"]\nsearch.kmeans.k = [2]\n{more}'


def test_the_migration_of_two_runs_and_the_numbers_of_the_first(shared, months):
    may = {"plan": plan("may", "select.clusters = [2, 3]"), "folder": str(months)}
    june = {"plan": plan("june", 'select.clusters = [2, 3]\nsegments.previous = "may"'), "folder": str(months)}
    for name, question in (("may", may), ("june", june)):
        assert not isinstance(found := shared.ask(Write, **question, out=str(months / name)), Failed), found
    old, new = RunFiles.open(months / "may"), RunFiles.open(months / "june")
    assert old.names == new.names
    described = shared.ask(Describe, **june)
    assert {int(s): name for s, name in described.names.items() if s != "-1"} == new.names
    assert [(card["segment"], card["rows"]) for card in described.cards] == [(0, 30), (1, 50)]
    found = shared.ask(Compare, old=str(months / "may"), new=str(months / "june"))
    assert isinstance(found, Compared)
    cells = {(m["old_segment"], m["new_segment"]): m["people"] for m in found.migration}
    assert cells == {(0, 0): 30, (0, 1): 20, (1, 1): 30}
    assert found.people == {"both": 80, "new": 0, "gone": 0, "moved": 20}
    sides = [(pair["old"]["people"], pair["new"]["people"], pair["likeness"]) for pair in found.segments]
    assert sides == [(50, 30, 0.6), (30, 50, 0.6)] and found.outcomes == {}


def test_what_is_no_run_is_told(shared, months):
    failed = shared.ask(Compare, old=str(months), new=str(months / "june"))
    assert isinstance(failed, Failed) and "run.json" in failed.what
