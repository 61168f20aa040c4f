"""Iceberg tables are read in one of their snapshots, which the plan as carried out then names."""

from pathlib import Path

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.stores.local_lakes import lake_path
from segtui.errors import SegtuiError

pytest.importorskip("pyiceberg", reason="pyiceberg is not installed: pip install 'segtui[iceberg]'")
pytest.importorskip("sqlalchemy", reason="pyiceberg's SQLite catalog is not: pip install 'pyiceberg[sql-sqlite]'")
FIRST = pl.DataFrame({"id": [3, 1, 2], "x": [30, 10, 20], "country": ["FR", "DE", "FR"]})


def of(folder):
    return {"type": "sql", "uri": f"sqlite:///{folder}/cat.db", "warehouse": f"file://{folder}/wh"}


@pytest.fixture
def catalog(bare, monkeypatch):
    """A catalog `prod` with its tables in a folder."""
    from pyiceberg.catalog import load_catalog

    monkeypatch.setenv("PYICEBERG_HOME", str(bare))
    (bare / ".pyiceberg.yaml").write_text(
        f"catalog:\n  prod:\n    type: sql\n    uri: sqlite:///{bare}/cat.db\n    warehouse: file://{bare}/wh\n"
    )
    found = load_catalog("prod", **of(bare))
    found.create_namespace("shop")
    return found


def ids(path):
    return read(Source(path=path), Path()).frame["id"].to_list()


def test_a_snapshot_is_read_in_an_order_of_its_own(catalog):
    table = catalog.create_table("shop.people", schema=FIRST.to_arrow().schema)
    table.append(FIRST.to_arrow())
    first = table.current_snapshot().snapshot_id
    table.append(FIRST.head(1).with_columns(id=pl.lit(9, pl.Int64)).to_arrow())
    path = "iceberg:prod.shop.people"
    assert ids(path) == [1, 2, 3, 9]
    assert ids(f"{path}?version={first}") == [1, 2, 3]
    assert ids(f"{path}?where=country = 'FR'&columns=id") == [2, 3, 9]
    assert ids(f"{path}?as_of=2999-01-01") == [1, 2, 3, 9]
    reading = read(Source(path=path), Path()).reading
    now = table.current_snapshot().snapshot_id
    assert reading.path == f"{path}?pinned={now}"
    assert reading.fingerprints[path].startswith(f"snapshot {now} of table ")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("iceberg:prod.shop.nix", "no such table"),
        ("iceberg:prod.nix.people", "no such table"),
        ("iceberg:pord.shop.people", 'did you mean "prod"'),
        ("iceberg:prod", "names no table"),
        ("iceberg:prod.shop.empty", "it is empty"),
        ("iceberg:prod.shop.empty?version=7", "no snapshot 7"),
        ("iceberg:prod.shop.empty?as_of=2001-01-01", "as of 2001-01-01"),
    ],
)
def test_what_is_wrong_is_told(catalog, path, said):
    catalog.create_table("shop.empty", schema=FIRST.to_arrow().schema)
    with pytest.raises(SegtuiError) as raised:
        read(Source(path=path), Path())
    assert said in str(raised.value)


def test_a_table_on_a_store_is_opened_with_the_keys_of_a_connection(catalog, lake, s3, bare, connect):
    from tests.unit.data.stores.conftest import SECRET

    place = bare / "config" / "segtui" / "connections.toml"
    connect(place.read_text().replace(s3.url, s3.direct))
    keys = {
        "s3.endpoint": s3.direct,
        "s3.access-key-id": "ana",
        "s3.secret-access-key": SECRET,
        "s3.region": "us-east-1",
    }
    from pyiceberg.catalog import load_catalog

    table = load_catalog("prod", **of(bare), **keys).create_table(
        "shop.far", schema=FIRST.to_arrow().schema, location="s3://lake/ice/far"
    )
    table.append(FIRST.to_arrow())
    assert ids("iceberg:prod.shop.far?storage=lake") == [1, 2, 3]


def test_a_folder_without_a_catalog_is_read_in_its_latest_state(catalog, bare):
    table = catalog.create_table("shop.people", schema=FIRST.to_arrow().schema)
    table.append(FIRST.to_arrow())
    table.append(FIRST.head(1).with_columns(id=pl.lit(9, pl.Int64)).to_arrow())
    place = Path(table.location().removeprefix("file://"))
    path = lake_path(place.name, place.parent)
    assert path == f"iceberg:///{place.name}"
    found = read(Source(path=path), place.parent)
    assert found.frame["id"].to_list() == [1, 2, 3, 9]
    assert found.reading.path == f"{path}?pinned={table.current_snapshot().snapshot_id}"
    assert lake_path("metadata", place) == "metadata"
