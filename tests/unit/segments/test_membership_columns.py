import numpy as np

from segtui.segments.membership_columns import membership_columns


def test_a_column_for_each_segment_is_called_by_its_number():
    first, second = membership_columns(np.array([[0.25, 0.75], [1.0, 0.0000004]]), [0, 7])
    assert (first.name, second.name) == ("membership_0", "membership_7")
    assert (first.to_list(), second.to_list()) == ([0.25, 1.0], [0.75, 0.0])


def test_without_shares_there_are_no_columns():
    assert membership_columns(None, [0, 1]) == []
