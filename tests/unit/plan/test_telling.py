"""What columns that makers made are called: distances by near and far, components by their words."""

import polars as pl

from segtui.features.maker import Derived
from segtui.plan.model import Plan
from segtui.plan.telling import told_as
from segtui.segments.vocabulary.labelled import wording_of

PLAN = {
    "source": {"path": "c.csv"},
    "derive": [
        {"kind": "place", "latitude": "lat", "longitude": "lon", "points": {"Paris": [48.86, 2.35]}},
        {"kind": "text", "column": "said", "components": 2},
    ],
}
MADE = [
    Derived(pl.DataFrame(), ""),
    Derived(pl.DataFrame(), "", ends={"said_1": (("late", "parcel"), ("great",)), "said_2": (("phone",), ())}),
]


def _said(language, columns, **report):
    plan = Plan.model_validate({**PLAN, "report": {"language": language, **report}})
    with told_as(plan, MADE):
        found = [wording_of(column) for column in columns]
        return [(str(w.high.translated()), str(w.low.translated())) for w in found]


def test_distances_are_near_and_far_and_components_are_their_words():
    columns = ("km_to_Paris", "said_1", "said_2")
    assert _said("en", columns) == [
        ("far from Paris", "near Paris"),
        ("said: ‘late, parcel’", "said: ‘great’"),
        ("said: ‘phone’", "said: without ‘phone’"),
    ]
    far, words, _ = _said("fr", columns)
    assert far == ("loin de Paris", "près de Paris") and words[0] == "said\u00a0: “late, parcel”"


def test_the_plans_label_comes_first():
    assert _said("en", ("said_1",), labels={"said_1": "anger"}) == [("high anger", "low anger")]
