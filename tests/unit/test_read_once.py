"""A table that another test's process has read is the one that would be read here."""

import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.pipeline.preparing.table_reader import CachedTableReader, TableReader
from segtui.profiling.profile import profile
from tests.read_once import read_once

SOURCE = Source(path="x.csv", id="id")
ROWS = "id,joined,spend\n" + "".join(f"c{i},2026-01-{i % 28 + 1:02},{i * 7 % 13}.5\n" for i in range(60))


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two folders with the same file, and a place for what was read."""
    monkeypatch.setattr(TableReader, "table", TableReader.table)  # as they were, afterwards
    monkeypatch.setattr(TableReader, "profile", TableReader.profile)
    for name in ("place", "may", "june"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text(ROWS)
    read_once(tmp_path / "place")
    return tmp_path / "may", tmp_path / "june"


def test_it_has_the_same_rows_story_and_profile(folders):
    for folder in folders:
        reader = CachedTableReader()
        found, wanted = reader.table(SOURCE, folder), read(SOURCE, folder)
        assert found.frame.equals(wanted.frame) and (found.id, found.reading) == (wanted.id, wanted.reading)
        assert reader.profile(found) == profile(wanted)
    kept = [file.read_bytes() for file in (folders[0].parent / "place").iterdir() if file.suffix != ".csv"]
    assert len(kept) == 2 and not any(str(folders[0]).encode() in one for one in kept)


def test_other_bytes_and_other_settings_are_read_anew(folders):
    reader = CachedTableReader()
    assert reader.table(SOURCE, folders[0]).frame.height == 60
    (folders[0] / "x.csv").write_text(ROWS + "c60,2026-01-01,1.5\n")
    assert reader.table(SOURCE, folders[0]).frame.height == 61
    without = Source(path="x.csv", id="id", nulls=["0.5"])
    assert reader.table(without, folders[1]).frame["spend"].null_count() == ROWS.count(",0.5\n") > 0
