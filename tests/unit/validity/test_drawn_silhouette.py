"""The error of a sample's silhouette is how it varies from one sample to another."""

import numpy as np
from sklearn.metrics import silhouette_score

from segtui.validity.drawn_silhouette import drawn_errors


def test_the_error_is_the_deviation_of_silhouettes_of_many_samples():
    rng = np.random.default_rng(2)
    values = np.exp(rng.normal(size=(20_000, 3)))
    labels = (np.log(values).sum(axis=1) > 1).astype(np.int32) + (values[:, 0] > 4)
    draws = [rng.choice(len(values), 500, replace=False) for _ in range(25)]
    found = [silhouette_score(values[own], labels[own]) for own in draws]
    errors = [drawn_errors(values[own], [labels[own].astype(np.int32)], 0)[0] for own in draws]
    assert 0.6 < np.mean(errors) / np.std(found) < 1.5


def test_groups_without_two_clusters_have_no_say():
    values = np.random.default_rng(0).normal(size=(200, 2))
    one, few = np.zeros(200, np.int32), np.full(200, -1, np.int32)
    few[:2] = 0, 1
    assert drawn_errors(values, [one, few], 0) == [None, None]
