"""What the process keeps, what it lets go of, and how it says that there was no room."""

import errno

import numpy as np
import polars as pl
import pytest

from segtui.data.source import Source
from segtui.engine.handlers.error_replies import failed
from segtui.engine.session import frames as frames_of
from segtui.engine.session.frames import Frames
from segtui.errors import DataError, PlanError, UsageError
from segtui.pipeline.lru import Recent
from segtui.pipeline.preparing import table_reader as files_of
from segtui.pipeline.preparing.table_reader import CachedTableReader


def test_the_value_that_was_asked_for_the_longest_ago_goes_first():
    recent = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get_or("a", lambda: 9) == 1
    recent.put("c", 3)
    assert (recent.get("a"), recent.get("b"), recent.get("c"), len(recent)) == (1, None, 3, 2)


def test_a_file_is_read_once_until_it_changes(customers, tmp_path):
    files, source = CachedTableReader(), Source(path="customers.csv")
    table = files.table(source, tmp_path)
    assert files.table(source, tmp_path) is table
    assert files.table(Source(path="customers.csv", id="customer_id"), tmp_path) is table
    assert files.table(Source(path="customers.csv", id="age"), tmp_path).id == "age"
    assert files.profile(table) is files.profile(table)
    customers.write_text(customers.read_text() + "999,1,1,1\n")
    again = files.table(source, tmp_path)
    assert again.frame.height == table.frame.height + 1
    assert files.profile(again) is not files.profile(table)


def test_tables_past_the_bytes_that_may_be_kept_are_let_go(customers, tmp_path, monkeypatch):
    monkeypatch.setattr(files_of, "_MOST_BYTES", 10_000)
    files = CachedTableReader()
    tables = [files.table(Source(path="customers.csv", nulls=(str(i),)), tmp_path) for i in range(4)]
    assert sum(files.table(Source(path="customers.csv", nulls=(str(i),)), tmp_path) is tables[i] for i in (3, 0)) == 1


def test_a_row_number_that_the_reading_made_is_no_id_that_a_plan_names(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n1,2\n")
    files = CachedTableReader()
    assert files.table(Source(path="a.csv"), tmp_path).id == "row"
    with pytest.raises(PlanError, match='there is no column "row"'):
        files.table(Source(path="a.csv", id="row"), tmp_path)
    with pytest.raises(UsageError, match="standard input"):
        files.table(Source(path="-"), tmp_path)
    with pytest.raises(DataError, match="no such file"):
        files.table(Source(path="b.csv"), tmp_path)


def test_a_frame_is_written_once_and_stays_what_it_is_while_it_is_mapped(tmp_path, monkeypatch):
    monkeypatch.setattr(frames_of, "_MOST_BYTES", 0)
    frames = Frames(tmp_path / "frames")
    first = frames.place("rows", [0], lambda: pl.DataFrame({"x": [0] * 1000}))
    mapped = pl.read_ipc(first)
    assert frames.place("rows", [0], lambda: pytest.fail("made again")) == first
    later = [frames.place("rows", [i], lambda i=i: pl.DataFrame({"x": [i]})) for i in range(1, 9)]
    other = frames.place("opened", [0], lambda: pl.DataFrame({"x": ["a"]}))
    assert {f.name for f in frames.folder.iterdir()} == {p.rpartition("/")[2] for p in [*later[-4:], other]}
    assert mapped["x"].sum() == 0
    assert frames.place("rows", [0], lambda: pl.DataFrame({"x": [7]})) == first


def test_a_frame_that_can_not_be_made_leaves_nothing(tmp_path):
    frames = Frames(tmp_path / "frames")
    with pytest.raises(ZeroDivisionError):
        frames.place("rows", [0], lambda: 1 / 0)
    assert list(frames.folder.iterdir()) == []


class Panic(BaseException):
    """As Polars panics: no Exception."""


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (DataError("the file has no rows", where="a.csv", fix="look"), 3, "a.csv: the file has no rows\n  look"),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), 4, "/x/y: the disk is full: "),
        (OSError("No space left on device (os error 28)"), 4, "MiB free\n  free some space"),
        (MemoryError(), 4, "memory ran out\n  use a smaller grid"),
        (Panic("index out of bounds\nmore"), 1, "something went wrong inside segtui: Panic: index out of bounds\n  "),
        (KeyError(), 1, "something went wrong inside segtui: KeyError\n  "),
    ],
)
def test_every_error_is_an_answer(tmp_path, error, code, says):
    answer = failed(7, error, tmp_path)
    assert (answer.ticket, answer.exit_code) == (7, code)
    assert says in answer.what


def test_an_error_is_an_answer_even_where_its_traceback_can_not_be_written(tmp_path):
    assert failed(7, KeyError("a"), tmp_path / "none").what == "something went wrong inside segtui: KeyError: 'a'"
    assert failed(7, KeyError("a"), tmp_path).what != failed(7, KeyError("a"), tmp_path).what


def test_a_full_disk_is_known_from_polars_too(tmp_path):
    full = tmp_path / "full.part"
    try:
        full.symlink_to("/dev/full")
        pl.DataFrame({"x": np.arange(100_000)}).write_ipc(full)
    except OSError as error:
        assert failed(1, error, tmp_path).exit_code == 4
    else:
        pytest.skip("no /dev/full here")
