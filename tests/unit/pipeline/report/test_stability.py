"""What the reports say of stability: the badge of a card, and what each index points to."""

from __future__ import annotations

from typing import get_args

import pytest

from segtui.language.translation import speaking
from segtui.pipeline.report.stability import badge_words, how_many_part, stability_fact
from segtui.segments.choosing.how_many import CurveByK, HowMany
from segtui.validity.stability.bootstrap import Badge, SegmentStability


def test_a_card_has_whole_percentages_in_every_language():
    found = SegmentStability(0, 0.81, (0.0, 1.0), 0.0, 1.0, 40)
    assert stability_fact(found)[2] == "81 % overlap in 40 resamples"
    with speaking("fr"):
        assert stability_fact(found)[2].startswith("81\u00a0%")


def test_a_card_has_the_badge_and_the_overlap():
    found = SegmentStability(0, 0.987, (0.0, 1.0), 0.0, 1.0, 40)
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


@pytest.mark.parametrize("badge", get_args(Badge))
def test_a_badge_is_called_as_on_the_screens(badge):
    assert badge_words(badge) == badge
    with speaking("fr"):
        assert badge_words(badge) != badge
