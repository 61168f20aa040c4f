"""What is checked of rows before the first of them leaves, and what databases hold of difficult ones."""

from datetime import date, datetime

import polars as pl
import pytest

from segtui.delivery.writing.rows import RunRows, WrittenColumn, stage_rows
from segtui.errors import DataError

ID = WrittenColumn("customer_id", "id", "whole", is_key=True)
WORDS = ['O\'Brien \\ "Löw"', "; drop table x; --", "😀\ttab\nline", "%s {0} $1", ""]


def staged(frame, kind, tmp_path, holds="city"):
    columns = (ID, WrittenColumn(holds, holds, kind))
    return stage_rows([frame], columns, (), "may", "", tmp_path / "rows.parquet")


@pytest.mark.parametrize(
    ("cells", "kind", "said"),
    [
        (pl.Series([2**63], dtype=pl.UInt64), "whole", "integers beyond 64 bits"),
        (pl.Series(["a\0b"]), "text", "1 cells have a NUL character"),
    ],
)
def test_what_no_database_holds_is_refused_without_quoting_it(cells, kind, said, tmp_path):
    with pytest.raises(DataError, match=said) as found:
        staged(pl.DataFrame({"customer_id": [1], "city": cells}), kind, tmp_path)
    assert "city" in found.value.describe() and "a\0b" not in found.value.describe()


@pytest.mark.parametrize(
    ("ids", "said"), [([1, 1, 2], "1 ids stand in more than one row"), ([1, None, 2], "1 rows have no id")]
)
def test_ids_that_tell_nobody_apart_are_refused(ids, said, tmp_path):
    with pytest.raises(DataError, match=said):
        staged(pl.DataFrame({"customer_id": ids, "city": ["a", "b", "c"]}), "text", tmp_path)


def test_categories_and_columns_of_nothing_become_text(tmp_path):
    frame = pl.DataFrame({"customer_id": [1, 2]}).with_columns(
        city=pl.Series(["Bonn", None], dtype=pl.Categorical), none=pl.lit(None)
    )
    columns = (ID, WrittenColumn("city", "city", "text"), WrittenColumn("none", "none", "text"))
    rows = stage_rows([frame], columns, (), "may", "", tmp_path / "rows.parquet")
    assert isinstance(rows, RunRows)
    assert pl.concat(rows.batches()).rows() == [(1, "Bonn", None), (2, None, None)]


def test_the_digest_is_that_of_what_is_written(tmp_path):
    one, other = (pl.DataFrame({"customer_id": [1, 2], "city": cells}) for cells in (["a", "b"], ["a", "c"]))
    digests = {staged(frame, "text", tmp_path).digest for frame in (one, one, other)}
    assert len(digests) == 2


def test_difficult_text_and_times_arrive_as_they_are(database, write):
    frame = pl.DataFrame(
        {
            "customer_id": WORDS,
            "segment_name": [*WORDS[1:], None],
            "confidence": [0.1, 1e-300, 12345678.9, 1.0, None],
        }
    )
    order = database.order("words", columns=["segment_name", "confidence"])
    write(order, frame)
    assert sorted(database.ask(f"select * from {database.table('words')}"), key=str) == sorted(frame.rows(), key=str)
    assert write(order, frame, "june").unchanged == len(WORDS)
    days = pl.DataFrame({"day": [date(2024, 2, 29), date(1999, 1, 1)], "segment": [0, 1]})
    write(database.order("days", columns=["segment"]), days)
    assert write(database.order("days", columns=["segment"]), days, "june").unchanged == 2
    found = database.ask(f"select day from {database.table('days')} where segment = 0")
    assert str(found[0][0]) == "2024-02-29"
    times = pl.DataFrame({"seen_at": [datetime(2024, 2, 29, 12, 30)], "segment": [0]})
    write(database.order("times", columns=["segment"]), times)
    assert write(database.order("times", columns=["segment"]), times, "june").unchanged == 1


@pytest.mark.parametrize("at_once", [7, 1_000])
def test_ids_that_stand_twice_are_counted_however_many_are_compared_at_a_time(at_once, tmp_path, monkeypatch):
    monkeypatch.setattr("segtui.delivery.writing.rows._AT_ONCE", at_once)
    columns = (WrittenColumn("len", "id", "text", is_key=True), WrittenColumn("0", "city", "text", is_key=True))
    frame = pl.DataFrame({"len": [f"c{i}" for i in range(60)], "0": ["Bonn", None] * 30})
    assert stage_rows([frame], columns, (), "may", "", tmp_path / "a.parquet").count == 60
    with pytest.raises(DataError, match=r"^len, 0: 5 ids stand in more than one row"):
        stage_rows([frame, frame[10:15]], columns, (), "may", "", tmp_path / "b.parquet")
