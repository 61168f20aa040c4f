"""Temporary folders of processes that were killed are swept, those of living ones stay."""

import os
import re
import subprocess
import sys
import tempfile

from segtui.publishing.scratch import HeldFolder, scratch, sweep_dead

_ANY = re.compile(r"segtui-\S+")
_KILLED = """
import os, signal
from segtui.publishing.scratch import HeldFolder
held = HeldFolder.temporary()
(held.path / "rows.parquet").write_text("rows of people")
print(held.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_folder_of_a_killed_process_is_swept_by_the_next_one(tmp_path, monkeypatch):
    told = subprocess.run(
        [sys.executable, "-c", _KILLED],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
    )
    (left,) = tmp_path.iterdir()
    assert told.stdout.strip() == str(left)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch() as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert not list(tmp_path.iterdir())


def test_folders_of_living_processes_other_names_and_links_stay(tmp_path):
    held = HeldFolder.at(tmp_path / "segtui-held")
    dead, other, target = tmp_path / "segtui-dead", tmp_path / "mine", tmp_path / "target"
    for place in (dead, other, target):
        place.mkdir()
    (tmp_path / "segtui-link").symlink_to(target)
    (tmp_path / "segtui-file").write_text("")
    sweep_dead(tmp_path, _ANY)
    assert {p.name for p in tmp_path.iterdir()} == {"segtui-held", "mine", "target", "segtui-link", "segtui-file"}
    held.remove()
    assert not held.path.exists()


def test_a_held_folder_begins_empty(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "old.npy").write_text("")
    held = HeldFolder.at(tmp_path / "parts")
    assert not list(held.path.iterdir())
    held.remove()
