"""Confidence lies between 0 and 1 and means what it says."""

import numpy as np
import pytest

from segtui.segments import confidence as module
from segtui.segments.confidence import confidence


def test_a_row_at_its_centroid_has_1_and_half_way_0() -> None:
    values = np.array([[0.0], [-5.0], [5.0], [10.0], [10.0]])
    labels = np.array([0, 0, 0, 1, 1], dtype=np.int32)
    assert confidence(values, labels).tolist() == [1.0, round(1 - 5 / 15, 6), 0.0, 1.0, 1.0]


def test_a_row_nearer_to_another_segment_has_0_not_less() -> None:
    values = np.array([[0.0], [0.0], [0.0], [9.0], [10.0]])
    labels = np.array([0, 0, 0, 0, 1], dtype=np.int32)
    assert confidence(values, labels)[3] == 0.0


def test_noise_has_0_and_a_single_segment_1() -> None:
    labels = np.array([0, -1, 0], dtype=np.int32)
    assert confidence(np.array([[1.0], [2.0], [3.0]]), labels).tolist() == [1.0, 0.0, 1.0]


def test_noise_does_not_move_the_centroids() -> None:
    values = np.array([[0.0], [2.0], [10.0], [12.0], [1e9]])
    labels = np.array([0, 0, 1, 1, -1], dtype=np.int32)
    assert confidence(values, labels).tolist() == [round(1 - 1 / 11, 6), round(1 - 1 / 9, 6)] * 1 + [
        round(1 - 1 / 9, 6),
        round(1 - 1 / 11, 6),
        0.0,
    ]


def test_coinciding_centroids_give_0() -> None:
    values = np.array([[1.0], [1.0], [1.0], [1.0]])
    assert confidence(values, np.array([0, 0, 1, 1], dtype=np.int32)).tolist() == [0.0] * 4


def test_the_algorithms_own_strength_is_taken_where_it_gives_one() -> None:
    labels = np.array([0, 1, -1, 0], dtype=np.int32)
    strength = np.array([0.25, np.nan, 0.9, 1.5])
    assert confidence(np.zeros((4, 1)), labels, strength).tolist() == [0.25, 0.0, 0.0, 1.0]


def test_blocks_do_not_change_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    values, labels = rng.normal(size=(500, 3)), rng.integers(-1, 4, 500).astype(np.int32)
    whole = confidence(values, labels)
    monkeypatch.setattr(module, "_BLOCK", 37)
    assert confidence(values, labels).tobytes() == whole.tobytes()
    assert ((whole >= 0) & (whole <= 1)).all()
