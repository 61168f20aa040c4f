"""Names by recency, frequency and spend: those of marketers, each once."""

import numpy as np
import polars as pl

from segtui.language.column_labels import ColumnLabels, labelling
from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.name_segments import name_segments

ROWS = 40


def named(*centres: tuple[float, float, float], rules: list[str] | None = None) -> dict[int, str]:
    """The names of segments around (days, orders, spend), each wholly in a segment by rules."""
    rng = np.random.default_rng(2)
    labels = np.repeat(np.arange(len(centres), dtype=np.int32), ROWS)
    days, orders, spend = np.array(centres).T[:, labels]
    frame = pl.DataFrame(
        {
            "id": np.arange(len(labels)),
            "recency_days": days + rng.normal(0, 5, len(labels)),
            "frequency": np.where(orders > 1, orders + rng.integers(0, 3, len(labels)), 1).astype(int),
            "monetary": spend * rng.uniform(0.9, 1.1, len(labels)),
        }
    )
    if rules:
        frame = frame.with_columns(rfm_segment=pl.Series(np.array(rules)[labels]))
    used = ["recency_days", "frequency", "monetary"]
    with labelling(ColumnLabels(worded=frozenset({"rfm_segment"}))):
        return name_segments(effect_sizes(frame, labels, id="id", used=used)).names


def test_those_who_bought_once_long_ago_are_lost_one_time_buyers_and_the_recent_ones_are_new() -> None:
    names = named((400, 1, 20), (20, 1, 20), (20, 9, 300), (200, 5, 100))
    assert [names[s] for s in range(3)] == ["Lost one-time buyers", "New customers", "Champions"]


def test_segments_by_rules_are_called_as_the_other_names_are() -> None:
    names = named((400, 3, 20), (20, 8, 300), rules=["Lost", "Loyal Customers"])
    assert (names[0], names[1]) == ("Lost customers", "Loyal customers")


def test_a_rule_of_the_plan_gives_its_own_name() -> None:
    assert named((400, 3, 20), (20, 8, 300), rules=["Sleepers", "Stars"])[0] == "Sleepers"


def test_segments_in_the_same_rule_are_named_by_what_they_are_themselves() -> None:
    rules = ["Potential Loyalist"] * 2 + ["Lost"]
    names = named((100, 3, 60), (20, 9, 300), (400, 2, 20), rules=rules)
    assert (names[1], names[2]) == ("Champions", "Lost customers")


def test_segments_alike_in_all_three_keep_the_rule_and_stay_unique() -> None:
    names = named((100, 5, 100), (100, 5, 100), (400, 1, 20), rules=["Potential Loyalist"] * 2 + ["Lost"])
    assert all(names[s].startswith("Potential loyalists") for s in (0, 1))
    assert names[0] != names[1]
