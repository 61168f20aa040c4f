import os

import pytest

from segtui.errors import ResourceError, UsageError
from segtui.pipeline.artifacts.run_folder import RunFolder, refusals
from segtui.pipeline.artifacts.run_lock import alone
from segtui.publishing.staging import Staging


def finished(path, text="1", *, force=False):
    with RunFolder(path, force=force) as place:
        (place.files / "run.json").write_text(text)
        with alone(path) as journal, Staging(journal=journal) as staging:
            place.publish(staging)


def test_a_run_appears_whole_and_leaves_nothing_beside_it(tmp_path):
    finished(tmp_path / "deep" / "run")
    assert (tmp_path / "deep" / "run" / "run.json").read_text() == "1"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["run"]


def test_a_run_that_fails_leaves_no_folder(tmp_path):
    with pytest.raises(KeyError), RunFolder(tmp_path / "run") as place:
        (place.files / "run.json").write_text("1")
        raise KeyError
    assert not (tmp_path / "run").exists()


def test_a_finished_run_is_replaced_only_by_force(tmp_path):
    finished(tmp_path / "run")
    with pytest.raises(UsageError, match="already contains a run"):
        finished(tmp_path / "run", "2")
    finished(tmp_path / "run", "2", force=True)
    assert (tmp_path / "run" / "run.json").read_text() == "2"


def test_a_forced_run_that_fails_leaves_the_old_one(tmp_path):
    finished(tmp_path / "run")
    with pytest.raises(KeyError), RunFolder(tmp_path / "run", force=True):
        raise KeyError
    assert (tmp_path / "run" / "run.json").read_text() == "1"


def test_a_folder_of_other_files_is_never_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(UsageError, match="not a segtui run"):
        finished(tmp_path / "mine", force=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "run").mkdir()
    finished(tmp_path / "run")


def test_two_runs_at_once_do_not_write_to_one_folder(tmp_path):
    with RunFolder(tmp_path / "run"), pytest.raises(UsageError, match="another run"):
        finished(tmp_path / "run")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused_before_anything_is_computed(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="can't be written"):
        finished(tmp_path / "run")
    tmp_path.chmod(0o700)


def test_a_full_disk_is_a_resource_error():
    with (
        pytest.raises(ResourceError, match="disk is full"),
        refusals(__import__("pathlib").Path("/tmp")),
        open("/dev/full", "w") as full,
    ):
        full.write("x" * 100_000)
