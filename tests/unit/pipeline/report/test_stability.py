"""What the reports say of stability: a sentence for people by the weakest badge, and what each index points to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from segtui.language.translation import speaking
from segtui.pipeline.report.stability import how_many_part, stability_fact, stability_sentence
from segtui.segments.choosing.how_many import CurveByK, HowMany
from segtui.validity.stability.bootstrap import SegmentStability

NAMES = {-1: "Noise", 0: "Loyal", 1: "New", 2: "Lapsed"}


def segmented(*jaccards: float | None):
    found = {s: SegmentStability(s, j, (0.0, 1.0), 0.0, 1.0, 40) for s, j in enumerate(jaccards)}
    noise = SegmentStability(-1, 0.1, (0.0, 1.0), 1.0, 0.0, 40)
    return SimpleNamespace(names=NAMES, stability={**found, -1: noise})


@pytest.mark.parametrize(
    ("jaccards", "said"),
    [
        ((0.9, 0.8, 0.75), "In other samples of the customers every segment comes back."),
        ((0.9,), "In other samples of the customers the segment comes back."),
        ((0.9, 0.5), "In other samples of the customers “New” dissolves: don't build on it."),
        ((0.7, 0.9), "“Loyal” comes back only in part: something is there, but who belongs to it varies."),
        ((), ""),
        ((None,), ""),
    ],
)
def test_the_weakest_segments_are_named(jaccards, said):
    assert stability_sentence(segmented(*jaccards)) == said


def test_a_card_has_whole_percentages_in_every_language():
    found = SegmentStability(0, 0.81, (0.0, 1.0), 0.0, 1.0, 40)
    assert stability_fact(found)[2] == "81 % overlap in 40 resamples"
    with speaking("fr"):
        assert stability_fact(found)[2].startswith("81\u00a0%")


def test_segments_that_dissolve_contradict_groups_that_are_there():
    assert stability_sentence(segmented(0.5, 0.4), yet=True).startswith("But in other samples")


def test_a_card_has_the_badge_and_the_overlap():
    found = segmented(0.987).stability[0]
    assert stability_fact(found) == ("Stability", "highly stable", "99 % overlap in 40 resamples")


def test_each_index_says_what_it_points_to():
    curves = (
        CurveByK("silhouette", (2, 3), (0.5, 0.4), "highest", 2),
        CurveByK("inertia", (2, 3), (0.5, 0.4), "knee", None),
        CurveByK("prediction_strength", (2, 3), (0.5, 0.4), "above_cutoff", 1),
    )
    expected = "How many segments: silhouette × coverage is highest at 2; inertia has no knee; prediction strength is "
    assert how_many_part(HowMany(curves, 3)) == [expected + "above 0.8 nowhere; 3 were chosen."]
    with speaking("fr"):
        assert "\u202f; l’inertie n’a pas de coude\u202f;" in how_many_part(HowMany(curves, 3))[0]
    assert how_many_part(HowMany((), 3)) == how_many_part(None) == []
