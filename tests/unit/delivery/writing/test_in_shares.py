"""What a write to a lake's table does, counted in shares, is what it does counted at once."""

import itertools

import polars as pl
import pytest

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes import in_shares
from segtui.delivery.writing.lakes.changes import Changes
from segtui.delivery.writing.rows import stage_rows
from segtui.errors import DataError
from segtui.pipeline.write_back.run_columns import written_columns
from tests.unit.delivery.writing.test_databases import people, two_runs

ORDERS = [
    *(("merge", remove) for remove in ("delete", "keep", "mark")),
    *(("update", remove) for remove in ("keep", "mark")),
    ("replace", None),
    ("append", None),
]


@pytest.mark.parametrize(("mode", "remove"), ORDERS)
def test_counts_of_shares_are_those_of_the_whole(mode, remove, tmp_path, monkeypatch):
    monkeypatch.setattr(in_shares, "_AT_ONCE", 7)
    order = WriteBack(path="t", format="delta", mode=mode, remove=remove, columns=["segment", "segment_name", "run"])
    columns, stamps = written_columns(order, "customer_id", pl.Int64())
    numbers = itertools.count()

    def staged(frame, run):
        named = frame.select("customer_id", "segment", "segment_name")
        return stage_rows([named], columns, stamps, run, "", tmp_path / f"{next(numbers)}.parquet")

    first, second = two_runs(3)
    before = first.select("customer_id", pl.col("segment").cast(pl.Int32), "segment_name", run=pl.lit("may"))
    for there in (before, before.head(0), before.drop("run") if mode == "replace" else before.head(9), None):
        for rows in (staged(second, "june"), staged(first, "may")):
            changes, counts = in_shares.counted_in_shares(order, rows, None if there is None else there.lazy())
            whole, expected = Changes.counted(order, rows, there)
            assert counts == expected and (changes is None) == (whole is None)
            if changes is not None:
                assert changes.new.equals(whole.new) and changes.says == whole.says


def test_keys_of_a_table_that_stand_twice_are_counted_in_all_shares(tmp_path, monkeypatch):
    monkeypatch.setattr(in_shares, "_AT_ONCE", 7)
    order = WriteBack(path="t", format="delta", columns=["segment"])
    columns, stamps = written_columns(order, "customer_id", pl.Int64())
    frame = people(range(30), 1).select("customer_id", "segment")
    rows = stage_rows([frame], columns, stamps, "may", "", tmp_path / "rows.parquet")
    with pytest.raises(DataError, match="30 rows of the table have the key of another one"):
        in_shares.counted_in_shares(order, rows, pl.concat([frame, frame]).lazy())
