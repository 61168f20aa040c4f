"""What every reader keeps to: run over all that are declared, and over the template."""

import io
import json

import polars as pl
import pytest

from segtui.data.raw.raw_table import InputFile
from segtui.data.reader_registry import readers
from segtui.data.reading.batches import Batches
from segtui.data.reading.detect_format import detect_format
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError
from tests.templates import reader as template

FRAME = pl.DataFrame({"name": ["ann", "bob", "cy"], "paid": [1.5, 2.5, 3.5]})
DECLARED = [reader for reader in readers().values() if reader.extensions]
"""Those of files; what reads addresses alone has no file of its own."""
ALL = [*DECLARED, template.READER]
each = pytest.mark.parametrize("reader", ALL, ids=lambda r: r.format)
declared = pytest.mark.parametrize("reader", DECLARED, ids=lambda r: r.format)


def written(file_format):
    """The frame as a file of the format."""
    place = io.BytesIO()
    rows = [f"<tr><td>{name}</td><td>{paid}</td></tr>" for name, paid in FRAME.rows()]
    page = f"<html><table><tr><th>name</th><th>paid</th></tr>{''.join(rows)}</table></html>"
    text = {
        "html": page,
        "json": json.dumps(FRAME.to_dicts()),
        "csv": FRAME.write_csv(),
        "ndjson": "".join(json.dumps(row) + "\n" for row in FRAME.to_dicts()),
    }
    if file_format in text:
        return text[file_format].encode()
    write = {"arrow": FRAME.write_ipc, "xlsx": FRAME.write_excel}.get(file_format)
    (write or getattr(FRAME, f"write_{file_format}"))(place)
    return place.getvalue()


def test_no_two_readers_claim_the_same_files():
    for claims in ([e for r in ALL for e in r.extensions], [m for r in ALL for m in r.magic]):
        assert len(set(claims)) == len(claims)


@pytest.mark.parametrize("reader", [*readers().values(), template.READER], ids=lambda r: r.format)
def test_what_it_declares_is_plain(reader):
    assert reader.label and reader.holds and (reader.extensions or reader.addresses)
    assert all(e == e.lower() and e.startswith(".") for e in reader.extensions)
    assert set(reader.options) <= set(Source.model_fields)


@each
def test_it_reads_its_own_files_whole(reader, tmp_path):
    path = tmp_path / f"x{reader.extensions[0]}"
    path.write_bytes(written(reader.format))
    raw = reader.read(InputFile(path, path.name, tmp_path), Source(path=path.name))
    assert raw.format == reader.format
    assert raw.frame.columns == ["name", "paid"] and raw.frame.height == 3
    assert raw.typed or set(raw.frame.dtypes) <= {pl.String, pl.Float64}


@declared
def test_its_files_are_told_with_and_without_their_names(reader, tmp_path):
    for name in (f"x{reader.extensions[0]}", "x"):
        (tmp_path / name).write_bytes(written(reader.format))
        assert detect_format(InputFile(tmp_path / name, name, tmp_path)) == (reader, ())


@declared
def test_batches_hold_what_the_whole_file_holds(reader, tmp_path):
    path = tmp_path / f"x{reader.extensions[0]}"
    path.write_bytes(written(reader.format))
    source = Source(path=path.name)
    with Batches(source, tmp_path, rows=2) as batches:
        names = [name for frame, _ in batches for name in frame["name"].to_list()]
    assert names == read(source, tmp_path).frame["name"].to_list() == ["ann", "bob", "cy"]


@each
def test_a_file_that_ends_too_early_is_an_error_that_names_it(reader, tmp_path):
    if not reader.is_binary:
        pytest.skip("text has no end of its own")
    path = tmp_path / f"x{reader.extensions[0]}"
    path.write_bytes(written(reader.format)[:-40])
    with pytest.raises(DataError, match=r"x\."):
        reader.read(InputFile(path, path.name, tmp_path), Source(path=path.name))
