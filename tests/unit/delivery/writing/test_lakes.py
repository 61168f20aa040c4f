"""Segments in tables of Delta and Iceberg and in files on a store: each mode beside a loop over rows."""

import polars as pl
import pytest

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes import in_shares
from segtui.delivery.writing.rows import stage_rows
from segtui.delivery.writing.target import target_of
from segtui.delivery.writing.targets import delta
from segtui.errors import DataError, SegtuiError, UnreachableError, UsageError
from segtui.pipeline.write_back.run_columns import written_columns
from tests.unit.delivery.writing.test_databases import people, two_runs


class Lake:
    """A table to write to, and to read by its own library."""

    def __init__(self, format, path, read, write):
        self.format, self.path, self.read, self.write = format, path, read, write

    def order(self, **keys):
        return WriteBack(path=self.path, format=self.format, **keys)


@pytest.fixture(params=["delta", "delta in shares", "iceberg"])
def table(request, tmp_path, monkeypatch):
    if request.param.startswith("delta"):
        pytest.importorskip("deltalake", reason="deltalake is not installed: pip install 'segtui[lake]'")
        if request.param == "delta in shares":
            monkeypatch.setattr(delta, "_MERGED", 0)
            monkeypatch.setattr(in_shares, "_AT_ONCE", 9)
        place = tmp_path / "segments"
        return Lake("delta", str(place), lambda: pl.read_delta(str(place)), lambda f: f.write_delta(place))
    monkeypatch.setattr(in_shares, "_AT_ONCE", 9)
    pytest.importorskip("pyiceberg", reason="pyiceberg is not installed: pip install 'segtui[iceberg]'")
    pytest.importorskip("sqlalchemy", reason="pyiceberg's SQLite catalog is not installed")
    from pyiceberg.catalog import load_catalog

    known = {"type": "sql", "uri": f"sqlite:///{tmp_path}/cat.db", "warehouse": f"file://{tmp_path}/wh"}
    monkeypatch.setenv("PYICEBERG_HOME", str(tmp_path))
    lines = "".join(f"    {key}: {value}\n" for key, value in known.items())
    (tmp_path / ".pyiceberg.yaml").write_text(f"catalog:\n  prod:\n{lines}")
    catalog = load_catalog("prod", **known)
    catalog.create_namespace("shop")

    def create(frame):
        catalog.create_table("shop.segments", schema=frame.to_arrow().schema).append(frame.to_arrow())

    def read():
        return pl.scan_iceberg(catalog.load_table("shop.segments")).collect()

    return Lake("iceberg", "iceberg:prod.shop.segments", read, create)


@pytest.fixture
def write(tmp_path):
    """Writes a frame of ids and what segments.csv has: write(order, frame, run) -> counts."""

    def call(order, frame, run="may", *, commit=True, between=lambda: None):
        columns, stamps = written_columns(order, frame.columns[0], frame.dtypes[0])
        named = frame.select(pl.col(frame.columns[0] if c.holds == "id" else c.holds).alias(c.name) for c in columns)
        rows = stage_rows([named], columns, stamps, run, repr((order.mode, order.leaving)), tmp_path / "rows.parquet")
        with target_of(order).open(order.path) as transaction:
            counts = transaction.write(order, rows, lambda share: None)
            between()
            if commit:
                transaction.commit()
        return counts

    return call


def by_id(frame):
    rows = {row[0]: row[1:] for row in frame.rows()}
    assert len(rows) == frame.height
    return rows


@pytest.mark.parametrize("remove", ["delete", "keep", "mark"])
def test_a_merge_does_what_a_loop_over_rows_does(table, write, remove):
    first, second = two_runs(7)
    order = table.order(remove=remove)
    assert write(order, first).new == 25
    before, after = by_id(first), by_id(second)
    gone, both = before.keys() - after.keys(), before.keys() & after.keys()
    same = {i for i in both if before[i] == after[i]}
    dry = write(order, second, "june", commit=False)
    assert by_id(table.read()) == before
    counts = write(order, second, "june")
    assert counts == dry
    expected = {**({} if remove == "delete" else before), **after}
    expected |= dict.fromkeys(gone, (None, None, None)) if remove == "mark" else {}
    assert by_id(table.read()) == expected
    assert (counts.new, counts.changed) == (len(after.keys() - before.keys()), len(both) - len(same))
    assert (counts.unchanged, counts.removed) == (len(same), 0 if remove == "keep" else len(gone))
    assert write(order, second, "june").before


def test_an_update_changes_only_its_columns_of_rows_that_are_there(table, write):
    there = pl.DataFrame({"customer_id": [1, 2, 3], "name": ["A", "B", "C"], "Seg ment": [None, "old", "old"]})
    table.write(there)
    order = table.order(mode="update", columns={"Seg ment": "segment_name"}, key="customer_id")
    frame = pl.DataFrame({"customer_id": [1, 2, 9], "segment_name": ["new", "old", "new"]})
    counts = write(order, frame)
    assert (counts.new, counts.changed, counts.unchanged, counts.absent) == (0, 1, 1, 1)
    assert by_id(table.read()) == {1: ("A", "new"), 2: ("B", "old"), 3: ("C", "old")}


def test_runs_are_appended_once_and_all_give_way_to_a_replacement(table, write):
    first, second = two_runs(3)
    order = table.order(mode="append", columns=["segment", "run"], key=["customer_id", "run"][:1])
    write(order, first, "may")
    write(order, second, "june")
    assert write(order, second, "june").before
    assert table.read().height == 50
    counts = write(table.order(mode="replace", columns=["segment", "run"]), first, "july")
    assert (counts.new, counts.removed) == (25, 50)
    assert set(table.read()["run"]) == {"july"}


def test_what_does_not_fit_is_told_before_anything_changes(table, write):
    table.write(pl.DataFrame({"customer_id": ["a"], "segment": ["x"]}))
    for keys, said in (
        ({"columns": ["segment"]}, "can't hold whole numbers"),
        ({"columns": ["segment_name"]}, 'no column "segment_name"'),
        ({"columns": ["segment", "valid_from"]}, "no time of its own"),
    ):
        with pytest.raises(SegtuiError, match=said):
            write(table.order(**keys), people(range(3), 1).with_columns(pl.col("customer_id").cast(pl.String)))
    assert table.read().height == 1


def test_a_table_that_others_change_meanwhile_stays_as_they_left_it(table, write):
    first, second = two_runs(5)
    order = table.order()
    write(order, first)

    def others():
        write(order, second.head(3), "other")

    with pytest.raises(UnreachableError, match="changed by others"):
        write(order, second, between=others)
    assert by_id(table.read()) == by_id(second.head(3))


@pytest.mark.parametrize("mode", ["replace", "update"])
def test_rows_that_others_add_meanwhile_are_no_part_of_what_is_replaced(table, write, mode):
    first, second = two_runs(5)
    columns = ["segment", "run"]
    write(table.order(columns=columns), first)

    def others():
        write(table.order(mode="append", columns=columns), second.head(3), "other")

    with pytest.raises(UnreachableError, match="changed by others"):
        write(table.order(mode=mode, columns=columns), second, between=others)
    assert table.read().height == first.height + 3


def test_a_file_on_a_store_is_replaced_whole_and_once(lake, write, bare):
    order = WriteBack(path="lake:out/segments.parquet", format="parquet", mode="replace")
    first, second = two_runs(2)
    assert (write(order, first).new, write(order, first).before) == (25, True)
    assert write(order, second).removed == 25

    def others():
        write(order, first)

    with pytest.raises(UnreachableError, match="changed by others"):
        write(order, second.head(3), between=others)
    import obstore

    obstore.put(lake, "out/segments.parquet", b"text")
    with pytest.raises(DataError, match="not a Parquet file"):
        write(order, first)
    with pytest.raises(UsageError, match="names no object"):
        write(order.model_copy(update={"path": "lake:out/"}), first)


def test_a_delta_table_on_a_store_takes_segments(lake, write, s3):
    pytest.importorskip("deltalake", reason="deltalake is not installed: pip install 'segtui[lake]'")
    from pathlib import Path

    from segtui.data.reading.read import read
    from segtui.data.source import Source

    order = WriteBack(path="lake:tables/segments", format="delta")
    first, second = two_runs(4)
    write(order, first)
    write(order, second)
    assert by_id(read(Source(path="lake:tables/segments", id="customer_id"), Path()).frame) == by_id(second)


def test_a_run_does_not_replace_what_it_reads_on_a_store(connect, tmp_path):
    from segtui.pipeline.write_back.refusals import refuse_read
    from segtui.plan.load import load

    connect('[lake]\nurl = "s3://lake"\naccess = "public"\n')
    place = tmp_path / "p.toml"
    place.write_text('[source]\npath = "s3://lake/people?storage=lake"\n[search.kmeans]\nk = 3\n')
    for path, wrong in (("lake:people", True), ("lake:other", False)):
        order = WriteBack(path=path, format="delta")
        try:
            refuse_read(order, load(place), tmp_path)
        except DataError:
            assert wrong
        else:
            assert not wrong
