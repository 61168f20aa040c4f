"""The journal, the lock and the parts, without any command: quick, and each way that they can be found."""

import contextlib
import errno
import os
import shutil
import stat
import threading
from types import SimpleNamespace

import pytest

from segtui.errors import ResourceError, UsageError
from segtui.publishing import moves
from segtui.publishing.lock import holding, holding_if_free, lock_of
from segtui.publishing.moves import Move
from segtui.publishing.parts import FilePart, is_part, name_part, place_of, sweep, sweep_folder
from segtui.publishing.paths import Inputs
from segtui.publishing.private import private_folder
from segtui.publishing.publish import write_whole
from segtui.publishing.staging import Staging, Turn, explained
from tests.frozen import Killed, killed_before


def hidden(folder):
    return [p.name for p in folder.rglob("*") if p.name.startswith(".")]


def publication(tmp_path, run):
    """A new folder for the old one, and two files elsewhere, one of which goes."""
    new = tmp_path / ".run.partial" / "files"
    private_folder(new)
    (new / "log").write_text("2")
    with holding(run) as journal, Staging(force=True, journal=journal) as staging:
        staging.new(tmp_path / "out" / "m.csv").write_text("2")
        staging.new(tmp_path / "out" / "ids", turn=Turn.RECORD).write_text("2")
        staging.stale(tmp_path / "out" / "m-2.csv")
        staging.publish(first=[Move.planned(new, run)], note={"who": "kim"})


@pytest.mark.parametrize("name", ["m.csv", "report 2.x.csv", ".hidden"])
def test_errors_name_the_file_and_never_its_hidden_part(tmp_path, name):
    place = tmp_path / name
    part = name_part(place, alone=True)
    assert place_of(part) == place == place_of(place)
    assert explained(OSError(errno.EACCES, "denied", str(part))).where == str(place)


@pytest.mark.parametrize("at_once", [True, False], ids=["exchange", "two-renames"])
def test_a_kill_at_any_moment_is_made_good_by_the_next(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr(moves, "exchange", lambda one, other: False)
    seen = set()
    for at in range(1, 60):
        start = tmp_path / str(at)
        run, out = start / "run", start / "out"
        for folder in (run, out):
            private_folder(folder)
        (run / "log").write_text("1")
        for name in ("m.csv", "m-2.csv", "ids"):
            (out / name).write_text("1")
        with killed_before(at) as freezer, contextlib.suppress(Killed):
            publication(start, run)
        if (out / "m.csv").read_text() == "2":
            assert (out / "ids").read_text() == "2"
        note = None
        with holding(run) as journal:
            aside = run.with_name(".run.old")
            assert run.is_dir() or aside.is_dir()
            note = journal.note
        state = tuple(place.read_text() for place in (run / "log", out / "ids", out / "m.csv"))
        assert state in (("1",) * 3, ("2",) * 3)
        assert (out / "m-2.csv").exists() == (state[0] == "1")
        assert note == ({"who": "kim"} if state[0] == "2" and freezer.dead and note else None)
        seen.add(state)
        left = set(hidden(start)) - {".run.partial"}
        assert not left, left
        if not freezer.dead:
            break
    assert len(seen) == 2


def test_what_was_made_since_stays(tmp_path):
    run, out = tmp_path / "run", tmp_path / "m.csv"
    private_folder(run)
    for at in range(1, 30):
        out.unlink(missing_ok=True)
        with (
            killed_before(at) as freezer,
            contextlib.suppress(Killed),
            holding(run) as journal,
            Staging(journal=journal) as staging,
        ):
            staging.new(run / "log", replace=True).write_text("new")
            staging.new(out).write_text("new")
            staging.publish()
        if not out.exists():
            out.write_text("mine")
        mine = out.read_text()
        with holding(run):
            pass
        assert out.read_text() == mine and not hidden(tmp_path)
        if not freezer.dead:
            return
    raise AssertionError


def test_a_line_of_the_journal_that_was_cut_short_does_not_count(tmp_path):
    run = tmp_path / "run"
    private_folder(run)
    part = tmp_path / ".x.csv.0123abcd.part"
    part.write_text("half")
    lock_of(run).write_text('{"part": ".x.csv.0123abcd.part"}\n{"moves": [{"source": ".x.csv.0123abcd.pa')
    lock_of(run).chmod(0o600)
    with holding(run):
        pass
    assert os.listdir(tmp_path) == ["run"]


@pytest.mark.parametrize("line", ["[]", "null", '{"part": 7}', '{"moves": 1, "remove": 2, "note": 3}', "\xff", "{}"])
def test_a_damaged_journal_is_passed_over(tmp_path, line):
    run = tmp_path / "run"
    private_folder(run)
    lock_of(run).write_text(line + "\n", encoding="latin-1")
    lock_of(run).chmod(0o600)
    with holding(run):
        pass
    assert os.listdir(tmp_path) == ["run"]


def test_a_lock_that_others_could_write_is_not_obeyed(tmp_path):
    run, precious = tmp_path / "run", tmp_path / ".precious.00000000.part"
    private_folder(run)
    precious.write_text("x")
    lock_of(run).write_text('{"part": ".precious.00000000.part"}\n')
    lock_of(run).chmod(0o666)
    with pytest.raises(UsageError, match="others can write it"), holding(run):
        pass
    lock_of(run).unlink()
    lock_of(run).symlink_to(precious)
    with pytest.raises(UsageError, match="symbolic link"), holding(run):
        pass
    assert precious.read_text() == "x"


def test_one_at_a_time_and_again_within(tmp_path):
    run, order, asked = tmp_path / "run", [], threading.Event()
    private_folder(run)
    (tmp_path / "link").symlink_to(run)

    def second():
        with holding(tmp_path / "link", asked.set):
            order.append(2)

    with holding(run):
        thread = threading.Thread(target=second)
        thread.start()
        assert asked.wait(60)
        with holding(tmp_path / "x" / ".." / "run"), holding_if_free(run) as free:
            order.append(1)
            assert free is None
    thread.join(60)
    assert order == [1, 2] and sorted(os.listdir(tmp_path)) == ["link", "run"]


def test_parts_that_are_being_written_are_left_alone(tmp_path):
    place = tmp_path / ("x" * 250 + ".csv")
    path = name_part(place)
    assert is_part(path) and len(path.name) < 256
    part = FilePart.at(path)
    part.pieces.mkdir()
    sweep(place)
    sweep_folder(tmp_path)
    assert part.path.exists() and part.pieces.exists()
    part.let_go()
    (tmp_path / ".mine.part").write_text("x")
    (tmp_path / "other.csv").write_text("x")
    alone = name_part(place, alone=True)
    alone.write_text("x")
    sweep(tmp_path / "other.csv")
    assert part.path.exists() and not alone.exists()
    sweep(place)
    assert sorted(os.listdir(tmp_path)) == [".mine.part", "other.csv"]


def test_inputs_are_known_by_any_name(tmp_path):
    (tmp_path / "a").write_text("x")
    os.link(tmp_path / "a", tmp_path / "b")
    (tmp_path / "c").symlink_to("a")
    inputs = Inputs.of([tmp_path / "a", tmp_path / "gone"])
    assert all(inputs.has(tmp_path / name) for name in ("a", "b", "c"))
    (tmp_path / "d").write_text("x")
    assert not inputs.has(tmp_path / "d") and not inputs.has(tmp_path / "gone")


def test_a_small_file_is_whole_and_keeps_the_rights_that_it_has(tmp_path):
    place = tmp_path / "plan.toml"
    write_whole(place, "one", shared=True)
    place.chmod(0o640)
    write_whole(place, "two", shared=True)
    assert place.read_text() == "two" and stat.S_IMODE(place.stat().st_mode) == 0o640
    with pytest.raises(UsageError, match="already exists"):
        write_whole(place, "three", replace=False)
    with pytest.raises(UsageError, match="reads"):
        write_whole(place, "three", inputs=Inputs.of([place]))
    place.unlink()
    place.symlink_to(tmp_path / "target")
    with pytest.raises(UsageError, match="symbolic link"):
        write_whole(place, "three")
    write_whole(tmp_path / "own", "x")
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o600
    assert not hidden(tmp_path)


def test_folders_made_for_files_that_are_not_published_are_gone_again(tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError), Staging() as staging:
        staging.new(tmp_path / "there/deep/er/a.svg").write_text("1")
        raise OSError(30, "Read-only file system")
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
    with Staging() as staging:
        staging.new(tmp_path / "kept/a.svg").write_text("1")
        staging.publish()
    assert (tmp_path / "kept/a.svg").read_text() == "1"


def test_a_full_disk_is_told_with_the_room_that_there_was(tmp_path, monkeypatch):
    def free(place):
        used = sum(p.stat().st_size for p in tmp_path.iterdir())
        return SimpleNamespace(free=(10 << 20) - used)

    monkeypatch.setattr(shutil, "disk_usage", free)
    with pytest.raises(ResourceError, match=r"the disk is full: 0\.0 MiB free"), Staging() as staging:
        staging.new(tmp_path / "m.csv").write_bytes(bytes(10 << 20))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not hidden(tmp_path)
