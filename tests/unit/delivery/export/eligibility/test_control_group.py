"""The recorded control group: whole, or no export."""

import pytest

from segtui.delivery.export.eligibility.control_group import recorded
from segtui.errors import DataError

WHOLE = "id,segment,since\nc1,0,1\nc2,1,1\n"


def test_a_control_group_reads_back(tmp_path):
    assert recorded(tmp_path).is_empty()
    (tmp_path / "control.csv").write_text(WHOLE, encoding="utf-8")
    assert recorded(tmp_path)["id"].to_list() == ["c1", "c2"]


@pytest.mark.parametrize("letters", [n for n in range(1, len(WHOLE)) if WHOLE[n - 1] != "\n"])
def test_a_control_group_that_is_cut_short_is_never_taken_for_a_whole_one(tmp_path, letters):
    (tmp_path / "control.csv").write_text(WHOLE[:letters], encoding="utf-8")
    with pytest.raises(DataError):
        recorded(tmp_path)
