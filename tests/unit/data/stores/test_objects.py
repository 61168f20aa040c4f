"""Objects of a store are read as files are: every format, packed, by patterns, each in the state that was found."""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from segtui.data.databases.change_stamps import has_changed, look_again
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.reading.source_paths import fingerprints
from segtui.data.source import Source
from segtui.errors import DataError, ResourceError, SegtuiError, UnreachableError, UsageError
from segtui.pipeline.preparing.table_reader import CachedTableReader

TEXT = b"id;name;spend\n1;Zo\xe9;1,5\n2;Ana;2,5\n"
FRAME = pl.DataFrame({"id": range(2000), "spend": [i % 7 for i in range(2000)], "country": ["FR", "DE"] * 1000})


def put(store, key, data):
    import obstore

    obstore.put(store, key, data)


def parquet(frame):
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def table(path, **more):
    return read(Source(path=path, **more), Path())


def test_text_is_detected_as_in_a_file_and_may_be_packed(lake):
    put(lake, "shop/a.csv.gz", gzip.compress(TEXT))
    found = table("s3://lake/shop/a.csv.gz?storage=lake")
    assert found.frame.to_dict(as_series=False) == {"id": [1, 2], "name": ["Zoé", "Ana"], "spend": [1.5, 2.5]}
    assert (found.reading.encoding, found.reading.decimal) == ("windows-1252", ",")
    assert list(found.reading.fingerprints) == ["s3://lake/shop/a.csv.gz"]


def test_a_pattern_reads_its_objects_in_order_and_only_those(lake):
    for name, value in (("b", 2), ("a", 1), ("deep/c", 3), (".hidden", 4)):
        put(lake, f"p/{name}.csv", f"id,x\n{value},{value}\n".encode())
    assert table("lake:p/*.csv").frame["id"].to_list() == [1, 2]
    assert table("lake:p/**/*.csv").frame["id"].to_list() == [1, 2, 3]
    assert table("lake:p/[!b].csv").frame["id"].to_list() == [1]
    assert list(fingerprints(Source(path="lake:p/*.csv"), Path())) == ["s3://lake/p/a.csv", "s3://lake/p/b.csv"]


def test_an_object_with_a_star_in_its_name_is_meant_literally(lake):
    put(lake, "q/a*.csv", b"id\n7\n")
    put(lake, "q/ab.csv", b"id\n8\n")
    assert table("lake:q/a*.csv").frame["id"].to_list() == [7]


def test_columns_and_rows_of_parquet_are_chosen_at_the_store(lake, s3):
    long = pl.concat([FRAME] * 20).with_columns(id=pl.int_range(pl.len()))
    wide = long.with_columns(**{f"w{i}": pl.int_range(long.height).shuffle(i) for i in range(20)})
    data = parquet(wide)
    put(lake, "w/a.parquet", data)
    s3.bytes = 0
    found = table("lake:w/a.parquet?columns=id,spend&where=country = 'FR' and spend > 3")
    expected = long.filter((pl.col("country") == "FR") & (pl.col("spend") > 3)).select("id", "spend")
    assert found.frame.equals(expected)
    assert s3.bytes < len(data) / 2
    some = read(Source(path="lake:w/a.parquet"), Path(), only=["id", "spend"])
    assert some.frame.equals(long.select("id", "spend"))
    assert "country" in some.reading.left


def test_batches_are_those_of_the_copies(lake):
    put(lake, "b/a.parquet", parquet(FRAME))
    with Batches(Source(path="lake:b/a.parquet"), Path(), rows=700) as batches:
        assert pl.concat([frame for frame, _ in batches]).equals(FRAME)


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("lake:x/nix.csv", DataError, 'did you mean "x/nice.csv"'),
        ("lake:x/*.xlsx", DataError, "no object matches"),
        ("lake:x", DataError, "a prefix, not an object"),
        ("s3://nix/a.csv?storage=lake", DataError, "no such bucket or container"),
        ("lake:x/nice.csv?columns=a", UsageError, "Parquet, Delta and Iceberg"),
        ("lake:x/nice.csv?version=3", UsageError, "Delta and Iceberg"),
        ("lake:x/nice.csv?verison=3", UsageError, 'did you mean "version"'),
        ("lake:x/a.parquet?columns=spent", DataError, 'did you mean "spend"'),
        ("lake:x/a.parquet?where=spent > 1", DataError, "spent"),
        ("az://lake/x.csv?storage=lake", UsageError, "is of s3://, not az://"),
    ],
)
def test_what_is_wrong_is_told(lake, path, kind, said):
    put(lake, "x/nice.csv", b"id\n1\n")
    put(lake, "x/a.parquet", parquet(FRAME))
    with pytest.raises(kind) as raised:
        table(path)
    assert said in str(raised.value)


def test_an_object_that_changes_between_listing_and_reading_is_refused(lake, monkeypatch):
    from segtui.data.stores import objects, stage_objects

    put(lake, "c/a.csv", b"id\n1\n")
    put(lake, "c/a.parquet", parquet(FRAME))
    real = objects.find_objects

    def then_changed(store, address):
        found = real(store, address)
        put(lake, found[0].key, parquet(FRAME.head(3)))
        return found

    monkeypatch.setattr(stage_objects, "find_objects", then_changed)
    for path in ("lake:c/a.csv", "lake:c/a.parquet?columns=id"):
        with pytest.raises(DataError, match="changed while it was read"):
            table(path)


def test_a_store_that_is_down_for_a_moment_is_asked_again(lake, s3):
    put(lake, "r/a.csv", b"id,x\n1,2\n")
    s3.failing = 3
    assert table("lake:r/a.csv").frame.height == 1
    assert s3.failing == 0


def test_a_store_that_stays_down_is_exit_5_within_seconds(lake, s3, monkeypatch):
    from segtui.data.stores import open_store

    monkeypatch.setattr(open_store, "_RETRIES", 1)
    s3.failing = 1000
    before = len(s3.asked)
    with pytest.raises(UnreachableError, match="answers with 503"):
        table("lake:r/a.csv")
    assert len(s3.asked) - before <= 2


def test_a_session_of_the_environment_is_not_mixed_with_a_connections_keys(lake, monkeypatch):
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of others")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of others")
    put(lake, "e/a.csv", b"id,x\n1,2\n")
    assert table("lake:e/a.csv").frame.height == 1
    from segtui.data.stores.credentials import store_options
    from segtui.data.stores.store_address import parse

    options = store_options(parse("lake:e/a.csv"))
    assert (options["aws_access_key_id"], options["aws_session_token"]) == ("ana", "")


def test_tables_of_a_connection_are_listed_with_their_folders(lake):
    from segtui.data.connections.connections_file import connection_named
    from segtui.data.stores.stage_objects import tables_of_store
    from segtui.engine.handlers.list_tables import _facts

    for key in ("a.csv", "shop/b.parquet", "t/_delta_log/0.json", "t/part-0.parquet"):
        put(lake, key, b"x")
    found = tables_of_store(connection_named("lake"))
    assert [one.name for one in found] == ["a.csv", "shop/b.parquet", "t"]
    facts = [_facts("lake", one) for one in found]
    assert [(one["schema"], one["table"], one["address"]) for one in facts] == [
        ("", "a.csv", "lake:a.csv"),
        ("shop", "b.parquet", "lake:shop/b.parquet"),
        ("", "t", "lake:t"),
    ]


def test_no_error_has_a_key_in_it(lake, connect):
    connect(
        '[lake]\nurl = "s3://lake"\nendpoint = "http://127.0.0.1:9"\naccess_key_id = "ana"\n'
        'password_env = "LAKE_SECRET"\n'
    )
    with pytest.raises(SegtuiError) as raised:
        table("lake:r/a.csv")
    assert raised.value.exit_code == 5
    assert "refused" in str(raised.value)
    assert "marker-SECRET" not in str(raised.value)
    with pytest.raises(ValueError, match="has a password in it") as refused:
        Source(path="az://c/a.csv?sv=2021&sig=marker-SECRET")
    assert "marker" not in str(refused.value.errors()[0]["msg"])  # type: ignore[attr-defined]


def test_the_first_rows_are_looked_at_without_the_rest(lake, s3):
    from segtui.data.reading.first_rows import has_first_rows, read_first_rows

    rows = pl.DataFrame({"id": range(400_000), "x": [i * 7 % 1000 for i in range(400_000)]})
    put(lake, "l/a.csv", rows.write_csv().encode() * 2)
    put(lake, "l/a.parquet", parquet(rows))
    for path in ("lake:l/*.csv", "lake:l/a.parquet"):
        s3.bytes = 0
        assert has_first_rows(Source(path=path), Path())
        found = read_first_rows(Source(path=path), Path(), 1000)
        assert found.frame.equals(rows.head(1000))
        assert s3.bytes < 5_000_000


def test_an_object_of_a_pattern_that_vanishes_before_it_is_read_is_told_by_its_name(lake, monkeypatch):
    import obstore

    from segtui.data.stores import objects, stage_objects

    real = objects.find_objects

    def then_gone(store, address):
        found = real(store, address)
        obstore.delete(lake, [found[-1].key])
        return found

    monkeypatch.setattr(stage_objects, "find_objects", then_gone)
    for path in ("lake:v/*.csv", "lake:v/*.parquet?columns=id"):
        for name in "ab":
            put(lake, f"v/{name}.csv", b"id\n1\n")
            put(lake, f"v/{name}.parquet", parquet(FRAME))
        with pytest.raises(DataError, match="there is no such object") as told:
            table(path)
        assert "v/b." in told.value.where and told.value.exit_code == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_in_a_copy_is_exit_4_with_the_way_out(lake, monkeypatch):
    from segtui.data.stores import objects, stage_objects

    put(lake, "f/a.csv", b"id\n" + b"1\n" * 100_000)
    full = Path("/dev/full")
    monkeypatch.setattr(stage_objects, "fetch", lambda store, one, _, most=None: objects.fetch(store, one, full, most))
    with pytest.raises(ResourceError, match=r"no room|full|no space") as told:
        table("lake:f/a.csv")
    assert "TMPDIR" in told.value.fix and told.value.exit_code == 4


def test_an_object_that_changes_is_read_again_when_it_is_opened_again(lake):
    put(lake, "c/now.csv", b"id,x\n1,2\n")
    reader, source = CachedTableReader(), Source(path="lake:c/now.csv")
    look_again()
    assert reader.table(source, Path()).frame.height == 1 and not has_changed("lake:c/now.csv")
    put(lake, "c/now.csv", b"id,x\n1,2\n3,4\n")
    assert reader.table(source, Path()).frame.height == 1 and has_changed("lake:c/now.csv")
    look_again()
    assert reader.table(source, Path()).frame.height == 2
