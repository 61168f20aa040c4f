"""What every place that takes segments back keeps to: run over all that are declared, and over the template."""

from typing import get_args

import polars as pl
import pytest

from segtui.data.reader_registry import readers
from segtui.delivery.writing.config import Mode, WriteBack
from segtui.delivery.writing.rows import stage_rows
from segtui.delivery.writing.target import write_targets
from segtui.pipeline.write_back.run_columns import written_columns
from tests.templates import write_target as template

ALL = [*write_targets().values(), template.TARGET]
FILES = [target for target in ALL if not target.schemes]
each = pytest.mark.parametrize("target", ALL, ids=lambda t: t.name)
each_file = pytest.mark.parametrize("target", FILES, ids=lambda t: t.name)


@each
def test_it_is_named_plainly_and_knows_modes_that_there_are(target):
    assert target.name == target.name.lower() and " " not in target.name and target.label
    assert target.modes and set(target.modes) <= set(get_args(Mode)) and len(set(target.modes)) == len(target.modes)
    assert all(library.package.startswith("segtui[") for library in target.libraries)


@each
def test_its_addresses_are_nobody_elses_and_can_be_read_too(target):
    others = {scheme for other in ALL if other is not target for scheme in other.schemes}
    known = {scheme for reader in readers().values() if reader.addresses for scheme in reader.addresses.schemes}
    assert not others & set(target.schemes) and set(target.schemes) <= known


def rows_of(order, tmp_path, run, ids):
    columns, stamps = written_columns(order, "customer_id", pl.Int64())
    frame = pl.DataFrame({"customer_id": ids, "segment": [0] * len(ids), "segment_name": ["Loyal"] * len(ids)})
    return stage_rows([frame], columns, stamps, run, "", tmp_path / f"{run}.parquet")


@each_file
def test_a_place_changes_when_it_is_committed_and_a_second_time_says_that_it_is_there(target, tmp_path):
    for library in target.libraries:
        pytest.importorskip(library.module)
    if target.name == "iceberg":
        pytest.skip("has a catalog for a place: tests/unit/delivery/writing/test_lakes.py")
    place = tmp_path / "place"
    order = WriteBack(path=str(place), format="x", mode="replace", columns=["segment", "segment_name", "run"])
    told = []

    def write(run, ids, *, commit):
        with target.open(str(place)) as transaction:
            counts = transaction.write(order, rows_of(order, tmp_path, run, ids), told.append)
            if commit:
                transaction.commit()
        return counts

    assert write("may", [1, 2], commit=False).new == 2 and not place.exists() and told[-1] == 1.0
    assert write("may", [1, 2], commit=True).new == 2 and place.exists()
    assert write("may", [1, 2], commit=True).before
    there = sorted((file, file.read_bytes()) for file in tmp_path.rglob("place*") if file.is_file())
    assert not write("june", [3], commit=False).before
    assert sorted((file, file.read_bytes()) for file in tmp_path.rglob("place*") if file.is_file()) == there
