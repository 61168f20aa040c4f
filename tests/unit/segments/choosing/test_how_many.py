"""How many segments: the numbers that each index points to."""

from __future__ import annotations

import numpy as np

from segtui.clustering.algorithm import Candidate
from segtui.segments.choosing.choose import Scored, choose_candidate
from segtui.segments.choosing.conditions import Select
from segtui.segments.choosing.how_many import how_many
from segtui.validity.scores import Scores
from segtui.validity.stability.gap import Gap, GapAtK
from segtui.validity.stability.prediction_strength import PredictionStrength, Strength

INERTIA = {2: 100.0, 3: 30.0, 4: 26.0, 5: 24.0, 6: 23.0}


def scored(k: int, silhouette: float, **known):
    scores = Scores(clusters=k, coverage=1.0, noise_share=0.0, smallest_share=0.1, silhouette=silhouette)
    algorithm = "mixture" if "bic" in known else "kmeans"
    return Scored(Candidate(algorithm, {"k": k}, np.zeros(3, np.int32), 0.0, **known), scores)


def ranked(found):
    return choose_candidate(found, Select(by="silhouette", clusters=(2, 6)))


def test_each_index_points_by_its_own_rule():
    choice = ranked(
        [
            *(scored(k, 0.6 - 0.01 * k, inertia=inertia) for k, inertia in INERTIA.items()),
            *(scored(k, 0.1, bic=abs(k - 5) + 9.0) for k in INERTIA),
        ]
    )
    gap = Gap(tuple(GapAtK(k, 0.0, 0.0, 1.0, 0.1) for k in range(1, 7)), 1, 8, 100, 100)
    strength = PredictionStrength(tuple(Strength(k, 0.9, 0.0) for k in INERTIA), 4, 0.8, 6, 100, 100)
    told = how_many(choice.ranked, choice.chosen, 6, gap, strength)
    picks = {"silhouette": 2, "inertia": 3, "bic": 5, "gap": 1, "prediction_strength": 4}
    assert told.picks() == picks
    assert told.chosen == 2
    inertia = next(curve for curve in told.curves if curve.index == "inertia")
    assert dict(zip(inertia.ks, inertia.values, strict=True)) == INERTIA


def test_an_index_of_one_number_alone_compares_nothing():
    choice = ranked([scored(2, 0.5, inertia=3.0)])
    assert how_many(choice.ranked, choice.chosen, 6).curves == ()
    assert how_many([], None, 6).curves == ()


def test_rejected_candidates_do_not_speak_for_their_number():
    three = [scored(2, 0.9), scored(3, 0.4), scored(4, 0.3)]
    choice = choose_candidate(three, Select(by="silhouette", clusters=(3, 6)))
    (silhouette,) = how_many(choice.ranked, choice.chosen, 6).curves
    assert (silhouette.ks, silhouette.pick) == ((3, 4), 3)


def test_the_gap_statistic_does_not_speak_alone():
    choice = ranked([scored(2, 0.5)])
    gap = Gap(tuple(GapAtK(k, 0.0, 0.0, 1.0, 0.1) for k in (1, 2, 3)), 1, 5, 100, 100)
    assert how_many(choice.ranked, choice.chosen, 6, gap).curves == ()
