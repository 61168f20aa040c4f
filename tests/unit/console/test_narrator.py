"""Progress as a person sees it: a bar with an ETA on a terminal, wrapped sentences, silence where that is asked for."""

import os
import pty
import subprocess
import sys

import pytest
from rich.progress import Progress

from segtui.console.narrator import Narrator, _Eta
from tests.patience import PATIENCE


@pytest.mark.parametrize(
    ("done", "at", "now", "shown"),
    [
        (0, 0.0, 5.0, ""),
        (5, 10.0, 10.0, "eta 0:10"),
        (5, 10.0, 14.0, "eta 0:06"),
        (1, 60.0, 60.0, "eta 9:00"),
        (5, 2.0, 60.0, "eta 0:00"),
    ],
)
def test_the_eta_goes_by_the_pace_of_the_stage(done, at, now, shown):
    clock = [0.0]
    bar = Progress(get_time=lambda: clock[0])
    task = bar.add_task("searching", total=10, completed=done, at=at)
    clock[0] = now
    assert _Eta().render(bar.tasks[task]).plain == shown


def test_elsewhere_each_stage_is_a_line_with_its_notes_below(capsys):
    with Narrator() as narrator:
        narrator.stage("reading [a].csv")
        narrator.advance(1, 2)
        narrator.note("1 row of [b] was skipped " + "and so on " * 30)
        narrator.stage("cleaning")
    first, note, last = capsys.readouterr().err.splitlines()
    assert first.startswith("reading [a].csv · 0.") and last.startswith("cleaning · 0.")
    assert note.startswith("  1 row of [b] was skipped") and len(note) > 300


def test_a_note_of_a_stage_without_an_end_is_said_at_once(capsys):
    with Narrator(at_once=True) as narrator:
        narrator.stage("following events")
        narrator.note("waiting for a broker")
        assert capsys.readouterr().err.strip() == "waiting for a broker"
    assert "following events" in capsys.readouterr().err


def test_what_was_noted_before_an_error_is_still_said_and_quiet_says_nothing(capsys):
    for quiet in (False, True):
        with pytest.raises(KeyError), Narrator(quiet=quiet) as narrator:
            narrator.stage("reading")
            narrator.note("a note")
            raise KeyError
        assert capsys.readouterr().err == ("" if quiet else "  a note\n")


def test_a_terminal_sees_a_bar_that_goes_away_and_a_line_for_each_stage(customers):
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "segtui", "run", "customers.csv", "--set", "search={kmeans={k=[3]}}"],
        cwd=customers.parent,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "60", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:
            break
    out = done.communicate(timeout=PATIENCE)[0].decode()
    assert done.returncode == 0
    text = shown.decode()
    assert "\x1b[2K" in text and "━" in text
    assert "searching K-means: 1 grid point · " in text and "\x1b[3" not in text
    assert "\x1b" not in out and out.endswith("report.md\n")


def test_rows_that_come_for_long_are_told_now_and_then(capsys, monkeypatch):
    with Narrator() as narrator:
        narrator.stage("reading shop:orders")
        narrator.advance(1000, 0)
        monkeypatch.setattr("segtui.console.narrator._BETWEEN", 0.0)
        narrator.advance(250_000, 0)
    told, done = capsys.readouterr().err.splitlines()
    assert told == "reading shop:orders: 250,000 rows so far" and done.startswith("reading shop:orders · 0.")
