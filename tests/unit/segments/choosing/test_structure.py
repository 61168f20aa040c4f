"""Whether groups are there, where little was searched."""

import numpy as np

from segtui.segments.choosing.structure import structure
from segtui.validity.consensus.consensus import consensus


def test_a_candidate_that_is_alone_does_not_come_back():
    values = np.random.default_rng(0).normal(size=(400, 2))
    labels = (values[:, 0] > 1).astype(np.int32)
    (alone,) = consensus(values, [labels])
    assert alone.recurrence == 1 and alone.candidates == 1
    found = structure(values, labels, alone)
    assert found.recurrence == 0 and found.kind == "none"
