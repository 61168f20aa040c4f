"""Density and silhouette disagree on half moons, and the report says why."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.clustering.algorithm import Candidate
from segtui.pipeline.report.choice.shapes import shapes_part
from segtui.segments.choosing.choose import choose_candidate
from segtui.segments.choosing.conditions import Select
from segtui.segments.choosing.leaderboard import Scored
from segtui.segments.choosing.shapes import disagreement
from segtui.validity.density.dbcv import dbcv
from segtui.validity.score import score


@pytest.fixture(scope="module")
def moons():
    """The true moons and what K-means makes of them, scored."""
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_moons

    values, true = make_moons(200, noise=0.05, random_state=0)
    means = KMeans(2, n_init=10, random_state=0).fit_predict(values)
    labelings = [true.astype(np.int32), means.astype(np.int32)]
    named = [("dbscan", {"eps": 0.3}), ("kmeans", {"k": 2})]
    return [
        Scored(Candidate(name, cell, labels, 0.0), scores, dbcv=dbcv(values, labels))
        for (name, cell), labels, scores in zip(named, labelings, score(values, labelings), strict=True)
    ]


def chosen(moons, by):
    return choose_candidate(moons, Select.model_validate({"by": by, "clusters": [2, 12]}))


def test_density_ranks_the_true_shape_first_and_silhouette_does_not(moons):
    assert [r.scored.candidate.algorithm for r in chosen(moons, "dbcv").ranked] == ["dbscan", "kmeans"]
    assert [r.scored.candidate.algorithm for r in chosen(moons, "silhouette").ranked] == ["kmeans", "dbscan"]


def test_both_are_named_with_their_figures(moons):
    people, statistician = shapes_part(chosen(moons, "dbcv"))
    assert people.startswith("Silhouette would have chosen kmeans k=2, because it takes round segments")
    assert "dbscan eps=0.3 against kmeans k=2: DBCV 0.325 and -0.350, silhouette 0.326 and 0.492" in statistician


def test_a_choice_by_silhouette_names_what_density_prefers(moons):
    assert shapes_part(chosen(moons, "silhouette"))[0].startswith("By density alone dbscan eps=0.3 would be better")


def test_segments_of_k_means_are_not_said_to_have_any_shape(moons):
    from dataclasses import replace

    named = [replace(one, candidate=replace(one.candidate, algorithm="kmeans")) for one in moons]
    for by, said in (("dbcv", "the chosen segments are better separated"), ("silhouette", "by silhouette kmeans k=2")):
        sentence = shapes_part(chosen(named, by))[0]
        assert said in sentence and "shape" not in sentence and "round" not in sentence


def test_nothing_is_said_where_they_agree_or_labels_are_not_known(moons):
    from dataclasses import replace

    unknown = [replace(one, candidate=replace(one.candidate, labels=np.empty(0, np.int32))) for one in moons]
    assert disagreement(chosen(moons[:1], "dbcv")) is None
    assert disagreement(chosen(unknown, "dbcv")) is None
