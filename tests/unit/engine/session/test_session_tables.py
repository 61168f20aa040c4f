"""What a session looks at of a plan whose run works through its rows in parts."""

import polars as pl
import pytest

from segtui.engine.session.cache import SessionCache
from segtui.engine.session.session_tables import SessionTables
from segtui.errors import ResourceError
from segtui.pipeline.partitioned import whether
from segtui.pipeline.partitioned.preparing import source_parts
from segtui.pipeline.preparing.table_reader import CachedTableReader
from segtui.pipeline.progress import Silent
from segtui.plan.load import parse

PLAN = '[source]\npath = "{}"\nid = "customer_id"\n[engine]\nparts = true\nrows = 1000\n[search.kmeans]\nk = "2..3"\n'


@pytest.fixture
def large(tmp_path, monkeypatch):
    monkeypatch.setattr(source_parts, "SAMPLE", 100)
    frame = pl.DataFrame({"customer_id": range(3_000), "spent": [i % 70 / 2 for i in range(3_000)]})
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_csv(tmp_path / "a.csv")
    return tmp_path


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_a_sample_is_drawn_once_and_says_of_how_many_rows(large, name):
    cache, plan = SessionCache(large / "session"), parse(PLAN.format(name))
    basis = cache.prepared(plan, large, Silent())
    drawn = cache.look_at(plan, large, Silent())
    assert (basis.prepared.frame.height, drawn.of, drawn.profile.rows) == (100, 3_000, 100)
    assert cache.prepared(plan, large, Silent()) is basis
    assert any("100 of 3,000 rows" in note for note in basis.prepared.notes)
    assert list(basis.hashes) == ["sample"]  # and no file was read for it
    assert not list((large / "session").rglob("*.parquet"))


def test_the_sample_is_the_one_that_a_run_draws(large):
    plan = parse(PLAN.format("a.parquet"))
    drawn = SessionTables(CachedTableReader()).look_at(plan, large, Silent())
    other = SessionTables(CachedTableReader()).look_at(plan.model_copy(update={"seed": 7}), large, Silent())
    again = SessionTables(CachedTableReader()).look_at(plan, large, Silent())
    assert drawn.table.frame.equals(again.table.frame)
    assert not drawn.table.frame.equals(other.table.frame)


def test_a_plan_that_can_be_in_memory_is_read_whole_again(large):
    cache, plan = SessionCache(large / "session"), parse(PLAN.format("a.parquet"))
    assert cache.prepared(plan, large, Silent()).prepared.frame.height == 100
    whole = plan.model_copy(update={"engine": None})
    assert cache.prepared(whole, large, Silent()).prepared.frame.height == 3_000
    assert cache.prepared(plan, large, Silent()).prepared.frame.height == 100


def test_it_is_decided_once_so_that_free_memory_later_changes_nothing(large, monkeypatch):
    tables, plan = SessionTables(CachedTableReader()), parse(PLAN.format("a.parquet").replace("parts = true\n", ""))
    monkeypatch.setattr(whether, "_FEWEST_BYTES", 0)
    monkeypatch.setattr(whether, "available", lambda: 1)
    assert tables.is_in_parts(plan, large)
    monkeypatch.setattr(whether, "available", lambda: 1 << 40)
    assert tables.is_in_parts(plan, large) and tables.as_run(plan, large).engine.parts
    assert not SessionTables(CachedTableReader()).is_in_parts(plan, large)


def test_a_step_that_needs_all_rows_is_refused_as_a_run_refuses_it(large):
    step = '[[clean]]\nstep = "filter"\nwhere = "spent > avg(spent)"\n'
    with pytest.raises(ResourceError, match="all rows"):
        SessionTables(CachedTableReader()).look_at(parse(PLAN.format("a.parquet") + step), large, Silent())
