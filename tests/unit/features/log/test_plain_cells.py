"""Logs in parts on the disk: the same as read whole, and whole where a cell is read by others of its column."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import polars as pl
import pytest

from segtui.data.reading import read_in_parts
from segtui.errors import ResourceError
from segtui.features.makers.events import Events
from segtui.pipeline.preparing.prepare import start
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.pipeline.progress import Silent
from segtui.plan.model import Plan

START = dt.datetime(2024, 1, 1)
LOG = pl.DataFrame(
    {
        "note": ["x", None] * 60,
        "who": [f"c{i % 23}" for i in range(119)] + [None],
        "at": [START + dt.timedelta(hours=7 * i) for i in range(118)] + [None, START],
        "what": [" view", "cart", "buy ", "mail"] * 30,
        "worth": [i / 7 for i in range(119)] + [None],
    }
)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(read_in_parts, "_MOST_ROWS", 50)
    monkeypatch.setattr(read_in_parts, "_ROWS", 30)


def read_both(log, **more):
    log.write_parquet("log.parquet", row_group_size=17)
    keys = {"kind": "events", "path": "log.parquet", "id": "who", "time": "at", "event": "what", "value": "worth"}
    maker, reader = Events(**{**keys, **more}), TableReader()
    whole = reader.table(maker.table(), Path(), only=maker.columns_needed())
    return maker, whole, reader.in_parts(maker.table(), Path(), maker.parting(), maker.columns_needed())


@pytest.mark.parametrize(
    "change",
    [
        pl.col("at"),
        pl.col("at").dt.replace_time_zone("Asia/Tokyo"),
        pl.col("at").dt.date(),
        pl.col("at").dt.epoch("ms"),
        pl.col("who").str.slice(1).cast(pl.UInt8),
        pl.col("worth").cast(pl.Float32),
        pl.col("worth").cast(pl.Int16),
    ],
)
def test_a_log_in_parts_is_read_as_a_whole_one_is(change):
    more = {"timezone": "Europe/Paris", "as_of": dt.date(2024, 1, 30), "paths": [["view", "cart"]]}
    maker, whole, parted = read_both(LOG.with_columns(change), **more)
    assert parted is not None and parted.reading == whole.reading and parted.frame.schema == whole.frame.schema
    people = [set(part()["who"]) for part in parted.parts]
    assert len(people) > 1 and sum(map(len, people)) == len(set.union(*people))
    one, other = maker.fit_transform(whole), maker.fit_transform(parted)
    assert other.frame.equals(one.frame) and other.remarks == one.remarks and other.carried_out == one.carried_out


@pytest.mark.parametrize(
    "change",
    [
        pl.col("who").replace("c7", "7.0"),
        pl.col("who").cast(pl.Categorical),
        pl.col("at").fill_null(dt.datetime(1900, 1, 1)),
        pl.col("at").dt.to_string("%Y-%m-%d %H:%M:%S"),
        pl.int_range(120).alias("at"),
        pl.col("worth").fill_null(float("nan")),
        pl.col("worth").cast(pl.Decimal(20, 2)),
        pl.struct(a="worth").alias("note"),
        pl.lit(1).alias("*"),
    ],
)
def test_a_log_whose_cells_are_read_by_others_is_read_as_a_whole(change):
    assert read_both(LOG.with_columns(change))[2] is None


def test_a_log_of_few_rows_is_read_as_a_whole():
    assert read_both(LOG.head(50))[2] is None


def test_a_full_disk_is_told_and_nothing_is_left(monkeypatch, tmp_path):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    maker, _, parted = read_both(LOG)
    assert parted is not None and len(list(scratch.iterdir())) == 1
    del parted
    assert not list(scratch.iterdir())
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(ResourceError, match="the disk is full"):
        TableReader().in_parts(maker.table(), Path(), maker.parting(), maker.columns_needed())
    assert not list(scratch.iterdir())


def test_the_parts_are_gone_once_features_are_made(monkeypatch, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    maker, whole = read_both(LOG)[:2]
    LOG.select(pl.col("who").unique()).drop_nulls().write_csv("people.csv")
    asked = {"source": {"path": "people.csv", "id": "who"}, "derive": [maker.model_dump(exclude_none=True)]}
    begun = start(Plan.model_validate(asked), tmp_path, Silent())
    assert begun.derived[1].frame.equals(maker.fit_transform(whole).frame)
    assert not any(table.parts for table in begun.tables) and not list(scratch.iterdir())
