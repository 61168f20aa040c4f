"""How sure the segments are: structure and resamples weighed together, without one sentence contradicting another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from segtui.pipeline.report.choice.certainty import sure
from segtui.pipeline.report.opening import headline_of
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.segments.choosing.certainty import certainty
from segtui.segments.choosing.structure import Structure
from segtui.validity.stability.bootstrap import SegmentStability

NAMES = {-1: "Noise", 0: "Loyal", 1: "New", 2: "Lapsed", 3: "Rare"}
THERE = Structure("groups", 0.0, 0.0, 0.9, 0.0, 0.2)
CROWD = Structure("none", 0.0, 0.0, 0.0, 0.0, 0.2)
APART = Structure("set_apart", 0.0, 0.0, 0.0, 0.0, 0.03)


def concluded(structure, *jaccards):
    """Segments with these Jaccard indices, of 400 customers."""
    found = {s: SegmentStability(s, j, (0.0, 1.0), 0.0, 1.0, 40) for s, j in enumerate(jaccards)}
    stability = {**found, -1: SegmentStability(-1, 0.1, (0.0, 1.0), 1.0, 0.0, 40)}
    cards = [SimpleNamespace(segment=s, rows=100) for s in found]
    segmented = SimpleNamespace(names=NAMES, stability=stability, cards=cards)
    chosen = SimpleNamespace(scored=SimpleNamespace(scores=SimpleNamespace(silhouette=0.6)))
    return Concluded(SimpleNamespace(chosen=chosen, ranked=[1, 2]), segmented, structure=structure)


@pytest.mark.parametrize(
    ("jaccards", "said"),
    [
        (
            (0.9, 0.8, 0.75),
            "But the same division comes back in other samples of the customers, so you can keep using it.",
        ),
        ((0.9,), "But the same division comes back in other samples of the customers, so you can keep using it."),
        ((0.9, 0.5), "In other samples of the customers “New” dissolves: don't build on it."),
        ((0.7, 0.9), "“Loyal” comes back only in part: something is there, but who belongs to it varies."),
        ((), "would be as good."),
        ((None,), "would be as good."),
    ],
)
def test_the_weakest_segments_are_named(jaccards, said):
    assert sure(concluded(CROWD, *jaccards)).endswith(said)


@pytest.mark.parametrize(
    ("structure", "jaccards", "level"),
    [
        (THERE, (0.9, 0.8), "groups"),
        (THERE, (0.9, 0.7), "groups"),
        (THERE, (), "groups"),
        (THERE, (0.5,), "some_groups"),
        (THERE, (0.9, 0.8, 0.5), "some_groups"),
        (THERE, (0.9, 0.5), "unsteady"),
        (APART, (0.9, 0.5), "unsteady"),
        (CROWD, (0.5, 0.5), "none"),
        (None, (0.5, 0.5), None),
    ],
)
def test_the_level_weighs_both(structure, jaccards, level):
    found = concluded(structure, *jaccards)
    assert found.certainty.level == level
    assert found.certainty.facts()["dissolved"] == sum(j < 0.6 for j in jaccards)
    assert certainty(structure, []).segments == 0


def test_groups_of_which_most_dissolve_are_not_called_there():
    found = concluded(THERE, 0.5, 0.5, 0.9, 0.7)
    said = sure(found)
    assert said.startswith("There are groups in the data: few customers stand between them. But these segments are not")
    assert "2 of the 4 dissolve, so build on none of those. “Rare” comes back only in part" in said
    assert headline_of("a.csv", found) == "4 segments of a.csv: not stable"


def test_most_groups_are_there_where_one_dissolves():
    said = sure(concluded(THERE, 0.9, 0.9, 0.5))
    assert said.startswith("Most of the groups are there in the data, not just drawn: ")
    assert said.endswith("But in other samples of the customers “Lapsed” dissolves: don't build on it.")


def test_one_main_group_and_one_that_dissolves():
    assert " But in other samples of the customers “New” dissolves" in sure(concluded(APART, 0.9, 0.5))
