"""A search that is cut off, and a disk that is full: done to a real process in a real terminal."""

import os
import resource
import signal

import psutil
import pytest

from segtui.engine.session.journal import replay
from segtui.engine.session.sessions import Session, sessions
from tests.patience import PATIENCE
from tests.workbench.terminal import Window, write_rows

SLOW = pytest.mark.slow
LONG_SEARCH = '[source]\npath = "rows.csv"\n[search.kmeans]\nk = "2..30"\n'


def kill(window):
    """No time for a last word."""
    window.kill(signal.SIGKILL)


def hang_up(window):
    """The terminal is gone, and the system says so, as it does to what runs in a terminal that it controls."""
    close_the_terminal(window)
    window.kill(signal.SIGHUP)


def close_the_terminal(window):
    """The terminal is gone and nobody says so, as where the one who opened it was killed."""
    os.close(window._terminal)
    window._terminal = os.open(os.devnull, os.O_RDONLY)


@SLOW
@pytest.mark.parametrize("cut_off", [kill, hang_up, close_the_terminal])
def test_a_search_that_is_cut_off_ends_at_once_and_goes_on_with_what_it_had_found(place, cut_off):
    write_rows(place / "rows.csv", 4_000)
    (place / "long.toml").write_text(LONG_SEARCH)
    with Window("long.toml") as window:
        window.settled("4,000")
        window.press("i")
        window.until("not saved")
        window.send("5")
        window.settled("g searches")
        window.send("g")
        window.until(" found so far")
        while len(written()) < 6:
            window.take(0.05)
        (computing,) = psutil.Process(window.pid).children()
        cut_off(window)
        window.ended(PATIENCE)
        computing.wait(PATIENCE)
    had = written()
    assert len(had) < 29
    (left,) = Session.left_behind()
    with Window() as again:
        again.until("Unfinished session", "long.toml", "1 change of its plan", "candidates found")
        again.send("\r")
        again.until("[5 Cluster]", "not saved", "29 found")
        assert {file: stamp for file, stamp in written().items() if file in had} == had  # none was computed again
        state = replay(left.folder / "journal.jsonl")
        assert (state.plan, state.screen) == (left.state.plan, "cluster")
        again.press("1")
        again.press("u")
        again.until("starter plan" if "starter" in again.grid.text() else "saved")


def written():
    """The candidates that were finished, and when."""
    return {file: file.stat().st_mtime_ns for file in sessions().rglob("finds/**/*.npz")}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process's files")
def test_a_change_that_the_full_disk_has_no_room_for_is_said_and_the_app_goes_on(place):
    write_rows(place / "rows.csv", 300)
    (place / "long.toml").write_text(LONG_SEARCH)
    with Window("long.toml") as window:
        window.settled("300")
        (journal,) = sessions().rglob("journal.jsonl")
        limits = resource.prlimit(window.pid, resource.RLIMIT_FSIZE)
        before = journal.read_bytes()
        resource.prlimit(window.pid, resource.RLIMIT_FSIZE, (len(before) + 40, limits[1]))
        window.send("i")
        window.until("change discarded: can't write the journal", "free some space")
        assert journal.read_bytes() == before
        assert "not saved" not in window.grid.text()
        window.press("jj")
        resource.prlimit(window.pid, resource.RLIMIT_FSIZE, limits)
        window.press("kk")
        window.send("i")
        window.until("not saved")
        assert replay(journal).history[-1].plan.count("customer_id") == 1
