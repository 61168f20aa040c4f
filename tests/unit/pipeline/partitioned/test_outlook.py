"""What a run in parts says before it starts, and where it does not start."""

import shutil
from collections import namedtuple

import polars as pl
import pytest

from segtui.data.source import Source
from segtui.errors import ResourceError
from segtui.pipeline.partitioned.extent import extent_of
from segtui.pipeline.partitioned.outlook import PartsOutlook, outlook_of_parts, refuse_full_disk
from segtui.pipeline.partitioned.stages import ahead_of
from segtui.pipeline.partitioned.whether import needs_parts
from segtui.plan.model import Plan


def _plan(path: str, **engine) -> Plan:
    return Plan.model_validate({"source": {"path": path}, "engine": engine})


def test_an_outlook_grows_with_the_table_and_is_told(tmp_path):
    pl.DataFrame({"a": range(40_000), "b": [1.5] * 40_000, "c": ["x"] * 40_000}).write_parquet(tmp_path / "t.parquet")
    extent = extent_of(Source(path="t.parquet"), tmp_path)
    assert (extent.rows, extent.cells, extent.lies_ready) == (40_000, 120_000, True)
    ahead = ahead_of(_plan("t.parquet", parts=True), tmp_path)
    assert ahead.disk >= 4 * extent.cells
    assert str(PartsOutlook(9 * 2**30, 5 * 2**30, 350).sentence()) == (
        "In memory it would take about 9.0 GiB; on the disk it takes about 5.0 GiB, and 6 minutes."
    )
    plan = _plan("t.parquet")
    larger = outlook_of_parts(plan, extent_of(Source(path="t.parquet"), tmp_path), 5, 50_000)
    assert larger.memory == 5 * extent.bytes


def test_text_and_tables_of_databases_are_estimated(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "t.db") as opened:
        opened.execute("create table t (id integer primary key, a real)")
        opened.executemany("insert into t values (?, ?)", [(i, i / 2) for i in range(3_000)])
    (tmp_path / "t.csv").write_text("id,a\n" + "1,2.5\n" * 1_000)
    assert extent_of(Source(path="t.csv"), tmp_path).bytes == 2 * (tmp_path / "t.csv").stat().st_size
    known = extent_of(Source(path="sqlite:///t.db?table=t"), tmp_path)
    assert known is None or known.rows == 3_000
    assert extent_of(Source(path="missing.csv"), tmp_path) is None
    assert needs_parts(_plan("t.csv", memory="1K"), tmp_path, None)
    assert not needs_parts(_plan("t.csv"), tmp_path, None)


def test_tables_of_features_count_once_and_people_of_orders_are_guessed(tmp_path):
    orders = pl.DataFrame({"who": range(9_000), "day": [1.5] * 9_000})
    orders.write_csv(tmp_path / "orders.csv")
    orders.head(9).write_csv(tmp_path / "people.csv")
    rfm = {"kind": "rfm", "path": "orders.csv", "id": "who", "date": "day", "amount": "day"}
    derive = [rfm, {**rfm, "prefix": "again"}]
    alone = Plan.model_validate({"derive": derive, "engine": {"memory": "300K"}})
    both = Plan.model_validate({"source": {"path": "people.csv"}, "derive": derive, "engine": {"memory": "900K"}})
    size = 2 * (tmp_path / "orders.csv").stat().st_size
    assert needs_parts(alone, tmp_path, None) and not needs_parts(both, tmp_path, None)
    assert ahead_of(alone, tmp_path).memory == 4 * size
    assert ahead_of(both, tmp_path).disk > 2 * int(0.6 * size)


def test_a_full_disk_is_told_before_anything_is_read(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage(2**30, 2**30, 2**20))
    refuse_full_disk(PartsOutlook(0, 2**19, 1), tmp_path / "not" / "there")
    with pytest.raises(ResourceError, match=r"about 3 MiB on the disk; 1 MiB are free") as told:
        refuse_full_disk(PartsOutlook(0, 3 * 2**20, 1), tmp_path / "not" / "there")
    assert told.value.where == str(tmp_path)
    assert "spill" in told.value.fix
