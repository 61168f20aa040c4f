"""Figures of a handful of people leave the kept report, and verify knows that they did."""

import copy

from segtui.pipeline.forgetting.kept_report import is_kept_struck
from segtui.pipeline.forgetting.kept_small_groups import empty_kept_groups


def kept(people: int) -> dict:
    """A kept report of two segments, of which the second has so many people."""
    cards = [
        {"segment": s, "name": str(s), "rows": n, "traits": [{"mean": 3.5}], "rule": None, "typical": {"v": 1}}
        for s, n in enumerate((40, people))
    ]
    for card in cards:
        card["atypical"] = None
    names = ("value", "index", "difference", "low", "high", "p_value", "p_adjusted")
    outcomes = [
        {"segment": c["segment"], "known": c["rows"], "overall": 0.5, **dict.fromkeys(names, 0.25)} for c in cards
    ]
    value = {"segments": [{**_value, "segment": c["segment"], "rows": c["rows"]} for c in cards]}
    comparison = [["segment", "Int64", [0, 1]], ["count", "Int64", [40, people]], ["mean", "Float64", [1.5, 9.5]]]
    parts = {"cards": cards, "outcomes": outcomes, "value": value, "comparison": comparison}
    return {"concluded": {"segmented": parts}, "other": [9.5]}


_value = {"total": 7.0, "per_head": 3.5, "share_of_rows": 0.1, "share_of_value": 0.2}


def test_figures_of_fewer_than_five_go_and_those_of_others_stay() -> None:
    before, now = kept(4), kept(4)
    assert empty_kept_groups(now, {1}) > 0
    found = now["concluded"]["segmented"]
    assert found["cards"][1] == {**before["concluded"]["segmented"]["cards"][1], "traits": [], "typical": None}
    assert (found["outcomes"][1]["value"], found["outcomes"][1]["overall"]) == (None, 0.5)
    assert (found["value"]["segments"][1]["per_head"], found["value"]["segments"][1]["rows"]) == (0.0, 4)
    assert found["comparison"][2][2] == [1.5, None]
    assert found["cards"][0] == before["concluded"]["segmented"]["cards"][0]
    assert is_kept_struck(now, before)


def test_five_people_and_other_segments_keep_theirs() -> None:
    for people, segments in ((5, {1}), (4, {0}), (4, set[int]())):
        now = kept(people)
        assert empty_kept_groups(now, segments) == 0 and now == kept(people)


def test_other_changes_are_no_forgetting() -> None:
    emptied = kept(4)
    empty_kept_groups(emptied, {1})
    changed, of_many = copy.deepcopy(emptied), kept(9)
    changed["concluded"]["segmented"]["cards"][0]["traits"] = []
    of_many["concluded"]["segmented"]["comparison"][2][2][1] = None
    assert not is_kept_struck(changed, kept(4)) and not is_kept_struck(of_many, kept(9))


def test_a_report_without_segments_has_nothing_to_empty() -> None:
    assert empty_kept_groups({"concluded": {"segmented": None}}, {1}) == 0
