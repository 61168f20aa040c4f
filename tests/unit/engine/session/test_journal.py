import errno
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.engine.session.journal import Journal, JournalError, State, replay
from segtui.errors import ResourceError

ACTIONS = st.lists(
    st.tuples(st.just("change"), st.text(max_size=9), st.text(max_size=40))
    | st.tuples(st.just("move"), st.floats(0, 1))
    | st.tuples(st.just("mark"), st.sampled_from(["screen", "key"]), st.text(max_size=9)),
    max_size=12,
)


def told(journal, actions):
    """Carry actions out on a journal; what should be known after each."""
    plans, position, marks = [], -1, {}
    known = [([], -1, {})]
    for name, *what in actions:
        if name == "change":
            journal.change(*what)
            plans = [*plans[: position + 1], tuple(what)]
            position += 1
        elif name == "mark":
            journal.mark(*what)
            marks = {**marks, what[0]: what[1]}
        elif plans:
            position = int(what[0] * (len(plans) - 1))
            journal.move(position)
        else:
            continue
        known.append((plans, position, marks))
    return known


def known_of(state: State):
    return [(c.label, c.plan) for c in state.history], state.position, state.marks


@given(ACTIONS)
def test_a_journal_tells_what_was_done(tmp_path_factory, actions):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    known = told(Journal(path), actions)
    assert known_of(replay(path)) == known[-1]
    assert not replay(path).notes


def test_a_journal_cut_at_any_byte_tells_what_was_done_before(tmp_path):
    path = tmp_path / "journal.jsonl"
    actions = [("change", "open", "a = 1\n"), ("mark", "screen", "clean"), ("change", "scale é", "a = 2\n")]
    known = told(Journal(path), [*actions, ("move", 0.0), ("change", "log", "a = 3\n")])
    whole = path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(whole) if byte == ord("\n")]
    cut = tmp_path / "cut.jsonl"
    for length in range(len(whole) + 1):
        cut.write_bytes(whole[:length])
        complete = sum(end <= length for end in ends)
        assert known_of(replay(cut)) == known[complete]
        Journal(cut).change("next", "a = 9\n")
        state = replay(cut)
        assert state.plan == "a = 9\n"
        assert not state.notes


def test_a_spoilt_line_is_left_out_and_said(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.change("open", "a = 1")
    with path.open("a") as file:
        file.write('garbage\n{"do": "move", "position": 7}\n{"do": "dance"}\n[]\n')
    journal.change("more", "a = 2")
    state = replay(path)
    assert [c.plan for c in state.history] == ["a = 1", "a = 2"]
    assert len(state.notes) == 4
    assert "Line 2 of the journal" in state.notes[0]


def test_no_journal_tells_nothing(tmp_path):
    assert replay(tmp_path / "none") == State()
    assert replay(tmp_path / "none").plan is None
    assert replay(tmp_path).notes == [f"The journal {tmp_path} can't be read: Is a directory."]


def test_a_change_is_in_the_file_when_the_call_returns(tmp_path):
    code = (
        "import os, signal, sys; from pathlib import Path; from segtui.engine.session.journal import Journal\n"
        "j = Journal(Path(sys.argv[1])); j.change('open', 'a = 1'); j.mark('screen', 'clean')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "journal.jsonl"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -9
    state = replay(path)
    assert (state.plan, state.screen) == ("a = 1", "clean")


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.change("open", "a = 1")
    before, write = path.read_bytes(), os.write

    def half(handle, data):
        if len(data) > 10:
            return write(handle, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(JournalError, match=r"the disk is full\n  free some space") as caught:
        journal.change("more", "a = 2")
    assert path.read_bytes() == before
    assert isinstance(caught.value, ResourceError)
    assert isinstance(caught.value, OSError)
    assert (caught.value.exit_code, caught.value.strerror) == (4, "No space left on device")
    monkeypatch.undo()
    journal.change("more", "a = 2")
    assert replay(path).plan == "a = 2"


def test_a_journal_in_a_folder_that_is_gone_is_a_resource_error(tmp_path):
    with pytest.raises(ResourceError, match="the session can't be saved: No such file"):
        Journal(tmp_path / "none" / "journal.jsonl")
