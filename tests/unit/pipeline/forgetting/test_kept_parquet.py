"""Rows of Parquet files go a slice at a time: those that stay are the same, in their order."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.pipeline.forgetting import kept_parquet
from segtui.pipeline.forgetting.erase_kept import without_kept


@pytest.mark.parametrize("rows_at_once", [1, 7, 100])
@pytest.mark.parametrize("column", ["id", None])
def test_the_rows_of_a_person_go_from_every_slice(tmp_path, monkeypatch, rows_at_once, column):
    monkeypatch.setattr(kept_parquet, "_ROWS", rows_at_once)
    number = pl.int_range(1, 31, eager=True)
    rows = pl.DataFrame({"id": number % 10, "mail": number.cast(pl.String) + "@example.org"})
    rows.write_parquet(tmp_path / "kept.parquet", row_group_size=4)
    gone = without_kept(tmp_path / "kept.parquet", lambda: tmp_path / "less.parquet", ["3", "21"], column)
    theirs = rows["id"] == 3 if column else number.is_in([3, 21])
    stays = rows.filter(~theirs)
    if not column:
        stays = rows.with_columns(pl.when(~theirs).then(pl.all()))
    assert gone == theirs.sum()
    assert_frame_equal(pl.read_parquet(tmp_path / "less.parquet"), stays)


def test_nothing_is_written_where_nobody_goes(tmp_path):
    pl.DataFrame({"id": [1, 2]}).write_parquet(tmp_path / "kept.parquet")
    assert without_kept(tmp_path / "kept.parquet", lambda: tmp_path / "less.parquet", ["9"], "id") == 0
    assert not (tmp_path / "less.parquet").exists()
