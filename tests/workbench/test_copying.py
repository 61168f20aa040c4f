"""Copying out of a terminal: by OSC 52, by tmux, into a file; and saying which."""

import os
import subprocess

import pytest

from segtui.workbench.terminal.clipboard import copy


@pytest.fixture(autouse=True)
def no_tmux(monkeypatch):
    monkeypatch.delenv("TMUX", raising=False)


def test_goes_to_the_terminal_and_into_a_file(tmp_path):
    sent = []
    said = copy("Ünïcode", "the cell", tmp_path, sent.append)
    assert sent == ["Ünïcode"]
    assert (tmp_path / "copied.txt").read_text(encoding="utf-8") == "Ünïcode"
    assert said == f"Copied the cell to the terminal's clipboard (OSC 52) and {tmp_path / 'copied.txt'}."


def test_of_more_than_a_terminal_takes_goes_into_a_file_only(tmp_path):
    sent = []
    said = copy("x" * 100_000, "the table", tmp_path, sent.append)
    assert sent == [] and said == f"Copied the table to {tmp_path / 'copied.txt'}."


def test_says_where_no_file_could_be_written(tmp_path):
    sent = []
    assert (
        copy("x", "the cell", tmp_path / "gone", sent.append) == "Copied the cell to the terminal's clipboard (OSC 52)."
    )
    assert "could not be copied" in copy("x" * 100_000, "the table", tmp_path / "gone", sent.append)


def test_inside_tmux_fills_its_buffer(tmp_path, monkeypatch):
    socket = tmp_path / "socket"
    tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    try:
        subprocess.run([*tmux, "new-session", "-d", "-s", "copying", "sleep 60"], check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no tmux here")
    try:
        monkeypatch.setenv("TMUX", f"{socket},{os.getpid()},0")
        said = copy("from far away", "the cell", tmp_path, lambda text: None)
        assert "tmux's buffer" in said
        shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, text=True, check=True)
        assert shown.stdout == "from far away"
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
