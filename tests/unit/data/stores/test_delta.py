"""Delta tables are read in one of their versions, which the plan as carried out then names."""

import json
import string
import struct
from pathlib import Path

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.reading.source_paths import move_source
from segtui.data.source import Source
from segtui.data.stores.local_lakes import lake_path
from segtui.data.stores.store_address import latest
from segtui.errors import DataError, SegtuiError

pytest.importorskip("deltalake", reason="deltalake is not installed: pip install 'segtui[lake]'")
FIRST = pl.DataFrame({"id": [3, 1, 2], "x": [30, 10, 20], "country": ["FR", "DE", "FR"]})


@pytest.fixture
def folder(tmp_path):
    FIRST.write_delta(tmp_path / "t", delta_write_options={"partition_by": ["country"]})
    FIRST.head(1).with_columns(id=pl.lit(9, pl.Int64)).write_delta(tmp_path / "t", mode="append")
    return tmp_path


def ids(path, folder):
    return read(Source(path=path), folder).frame["id"].to_list()


def test_a_version_is_read_in_an_order_of_its_own(folder):
    assert ids("delta:///t", folder) == [1, 2, 3, 9]
    assert ids("delta:///t?version=0", folder) == [1, 2, 3]
    assert ids("delta:///t?where=country = 'FR'&columns=id", folder) == [2, 3, 9]
    assert ids("delta:///t?as_of=2999-01-01", folder) == [1, 2, 3, 9]


def test_the_reading_names_the_version_that_was_read(folder):
    reading = read(Source(path="delta:///t"), folder).reading
    assert reading.path == "delta:///t?pinned=1"
    assert read(Source(path="delta:///t?version=0"), folder).reading.path == "delta:///t?version=0"
    assert ids("delta:///t?pinned=0", folder) == [1, 2, 3]
    assert (latest("delta:///t?pinned=0"), latest("delta:///t?version=0")) == ("delta:///t", "delta:///t?version=0")
    ((name, state),) = reading.fingerprints.items()
    assert (name, state.partition(" of ")[0]) == ("delta:///t", "version 1")
    assert move_source("delta:///t?version=1", Path("/a"), Path("/a/b")) == "delta:///../t?version=1"


def test_keys_of_a_plan_are_settings_of_the_address(folder):
    from segtui.plan.load import load

    def source(text):
        (folder / "plan.toml").write_text(f"[source]\n{text}\n[search.kmeans]\nk = 3\n")
        return load(folder / "plan.toml").source

    assert source('path = "t"\nversion = 0').path == "delta:///t?version=0"
    given = 'path = "delta+s3://b/t"\nas_of = 2026-11-01\nstorage = "lake"\ncolumns = ["id", "x"]\nwhere = "x & 1 = 1"'
    expected = "delta+s3://b/t?storage=lake&as_of=2026-11-01&columns=id,x&where=x %26 1 = 1"
    assert source(given).path == expected
    for wrong in ('path = "t.csv"\nstorage = "lake"', 'path = "t"\nversion = 1\nas_of = 2026-01-01'):
        with pytest.raises(SegtuiError):
            source(wrong)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("delta:///t?version=7", "the latest is 1"),
        ("delta:///t?version=x", "whole number"),
        ("delta:///t?as_of=2001-01-01", "was not there yet"),
        ("delta:///t?as_of=May", "not a date"),
        ("delta:///nix", "no _delta_log"),
        ("t", "delta:///t"),
        ("delta:///t?columns=idd", 'did you mean "id"'),
    ],
)
def test_what_is_wrong_is_told(folder, path, said):
    with pytest.raises(SegtuiError) as raised:
        read(Source(path=path), folder)
    assert said in str(raised.value)


def test_a_damaged_log_is_told(folder):
    for log in (folder / "t" / "_delta_log").glob("*.json"):
        log.write_text("{ not json")
    with pytest.raises(DataError):
        read(Source(path="delta:///t"), folder)


def test_a_table_on_a_store_is_told_by_its_log(lake, s3, bare):
    from tests.unit.data.stores.conftest import OPTIONS

    FIRST.write_delta("s3://lake/tables/t", storage_options={**OPTIONS, "aws_endpoint": s3.url})
    for path in ("lake:tables/t", "delta+s3://lake/tables/t?storage=lake", "s3://lake/tables/t?storage=lake"):
        assert ids(path, bare) == [1, 2, 3]
        assert read(Source(path=path), bare).reading.path.endswith("pinned=0")


def test_rows_that_a_deletion_vector_removes_are_not_read(tmp_path):
    pl.DataFrame({"id": range(20)}).write_delta(tmp_path / "t")
    log = tmp_path / "t/_delta_log"
    (add,) = (
        entry["add"]
        for line in (log / f"{0:020}.json").read_text().splitlines()
        if (entry := json.loads(line)).keys() == {"add"}
    )
    bitmap = struct.pack("<IQIII", 1681511377, 1, 0, 12346, 1) + struct.pack("<HHI4H", 0, 3, 16, 0, 5, 7, 9)
    vector = {"storageType": "i", "pathOrInlineDv": z85(bitmap), "sizeInBytes": len(bitmap), "cardinality": 4}
    features = {"readerFeatures": ["deletionVectors"], "writerFeatures": ["deletionVectors"]}
    entries = [
        {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, **features}},
        {"remove": {"path": add["path"], "deletionTimestamp": 1, "dataChange": True}},
        {"add": {**add, "deletionVector": vector}},
    ]
    (log / f"{1:020}.json").write_text("\n".join(map(json.dumps, entries)))
    assert ids("delta:///t", tmp_path) == [i for i in range(20) if i not in (0, 5, 7, 9)]
    assert ids("delta:///t?where=id < 8&columns=id", tmp_path) == [1, 2, 3, 4, 6]
    assert ids("delta:///t?version=0", tmp_path) == list(range(20))


def z85(packed):
    """Bytes as text, 32 bits in five letters, as ZeroMQ's RFC 32 has it."""
    letters = string.digits + string.ascii_lowercase + string.ascii_uppercase + ".-:+=^!/*?&<>()[]{}@%$#"
    numbers = (number for (number,) in struct.iter_unpack(">I", packed))
    return "".join(letters[number // 85**power % 85] for number in numbers for power in (4, 3, 2, 1, 0))


def test_a_plain_path_to_its_folder_is_read_as_what_it_is(folder, segtui):
    (folder / "plan.toml").write_text('[source]\npath = "t"\n[search.kmeans]\nk = 2\n')
    from segtui.plan.load import load

    assert load(folder / "plan.toml").source.path == "delta:///t"
    assert lake_path("t", folder) == "delta:///t" and lake_path("t/_delta_log", folder) == "t/_delta_log"
    shown = segtui("profile", "t", "--json", cwd=folder)
    assert shown.returncode == 0 and json.loads(shown.stdout)["rows"] == 4
