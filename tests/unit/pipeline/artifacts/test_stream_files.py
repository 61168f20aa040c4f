import pytest

from segtui.errors import UsageError
from segtui.pipeline.artifacts.run_folder import RunFolder
from segtui.pipeline.artifacts.stream_files import only_follower


def test_a_run_is_not_replaced_while_it_is_followed(tmp_path):
    home = tmp_path / "run"
    home.mkdir()
    (home / "run.json").write_text("{}")
    place = RunFolder(home, force=True)
    place.refuse_to_destroy()
    with only_follower(home):
        with pytest.raises(UsageError, match="is following this run"):
            place.refuse_to_destroy()
        with pytest.raises(UsageError, match="is following this run"), only_follower(home):
            pass
    place.refuse_to_destroy()
