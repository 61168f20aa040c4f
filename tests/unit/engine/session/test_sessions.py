import os
import stat
import subprocess
import sys
import time

import pytest

from segtui.engine.session.journal import Journal
from segtui.engine.session.sessions import Session, sessions
from segtui.errors import ResourceError

DIES = """
import os, signal, sys
from segtui.engine.session.sessions import Session
session = Session.create(sys.argv[1])
session.journal.change("open", sys.argv[2])
session.journal.mark("screen", "cluster")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def state_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def another():
    """Another workbench in a process of its own: another("a.csv", "plan") -> Popen."""
    started = []

    def start(path, plan):
        command = [sys.executable, "-c", DIES, path, plan]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def kill(process):
    process.kill()
    process.communicate()


def test_a_session_that_ends_in_order_leaves_nothing(state_home):
    session = Session.create("a.csv")
    session.journal.change("open", "a = 1")
    assert session.folder.parent == sessions() == state_home / "segtui" / "sessions"
    assert not session.note
    session.end()
    assert not list(sessions().iterdir())
    assert Session.left_behind() == []


def test_only_its_owner_can_look_into_a_session():
    session = Session.create()
    assert stat.S_IMODE(session.folder.stat().st_mode) == 0o700
    session.end()


def test_a_killed_session_is_offered_with_all_that_was_journalled(another):
    kill(another("a.csv", "a = 1"))
    (left,) = Session.left_behind()
    assert (left.path, left.cwd, left.state.plan, left.state.screen) == ("a.csv", os.getcwd(), "a = 1", "cluster")
    again = Session.reopen(left)
    assert (again.folder, again.path) == (left.folder, "a.csv")
    again.journal.change("more", "a = 2")
    again.end()
    assert Session.left_behind() == []


def test_a_session_that_runs_is_neither_offered_nor_opened_twice(another):
    process = another("a.csv", "a = 1")
    assert Session.left_behind() == []
    kill(process)
    (left,) = Session.left_behind()
    again = Session.reopen(left)
    assert Session.left_behind() == []
    with pytest.raises(ResourceError, match="another segtui is using this session"):
        Session.reopen(left)
    again.end()


def test_the_last_changed_session_comes_first(another):
    kill(another("a.csv", "a = 1"))
    kill(another("b.csv", "b = 1"))
    first = next(left for left in Session.left_behind() if left.path == "a.csv")
    time.sleep(0.02)
    Journal(first.folder / "journal.jsonl").change("more", "a = 2")
    assert [left.path for left in Session.left_behind()] == ["a.csv", "b.csv"]


def test_a_session_without_a_plan_is_not_offered(another):
    kill(another("a.csv", "a = 1"))
    (left,) = Session.left_behind()
    (left.folder / "journal.jsonl").write_text("")
    assert Session.left_behind() == []
    assert not left.folder.exists()


def test_what_is_declined_is_gone(another):
    kill(another("a.csv", "a = 1"))
    (left,) = Session.left_behind()
    left.discard()
    assert Session.left_behind() == []


def test_a_session_whose_story_is_lost_keeps_its_plan(another):
    kill(another("a.csv", "a = 1"))
    (left,) = Session.left_behind()
    (left.folder / "session.json").write_text("[")
    (left,) = Session.left_behind()
    assert (left.path, left.state.plan) == (None, "a = 1")


def test_a_state_folder_that_can_not_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    session = Session.create("a.csv")
    assert "can't be written (Not a directory), so this session is stored in" in session.note
    session.journal.change("open", "a = 1")
    folder = session.folder
    session.end()
    assert not folder.parent.exists()
    assert Session.left_behind() == []


def test_no_room_at_all_is_a_resource_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    with pytest.raises(ResourceError, match="no room for the session"):
        Session.create()
