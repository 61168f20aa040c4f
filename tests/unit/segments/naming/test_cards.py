"""Cards: figures that can be checked, and rules that find what they say they find."""

import re

import numpy as np
import polars as pl
import pytest

from segtui.clustering.algorithm import Labels
from segtui.segments.describing.decision_rule import rule
from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.cards import CardTrait, describe


def buyers(rows: int = 400, seed: int = 3) -> tuple[pl.DataFrame, Labels]:
    rng = np.random.default_rng(seed)
    monetary = rng.gamma(2.0, 100.0, rows)
    recency = rng.integers(1, 400, rows)
    labels = np.where((monetary > 250) & (recency < 150), 1, 0).astype(np.int32)
    labels[:3] = -1
    frame = pl.DataFrame({"id": range(rows), "monetary": monetary, "recency_days": recency})
    return frame, labels


def test_a_card_holds_size_traits_and_rule_and_noise_comes_last() -> None:
    frame, labels = buyers()
    names = {-1: "Noise", 0: "Rest", 1: "Best"}
    cards = describe(frame, labels, names, effect_sizes(frame, labels, id="id", used=frame.columns[1:]), id="id")
    assert [(c.segment, c.name) for c in cards] == [(0, "Rest"), (1, "Best"), (-1, "Noise")]
    assert [c.rows for c in cards] == [int((labels == s).sum()) for s in (0, 1, -1)]
    assert sum(c.share for c in cards) == pytest.approx(1.0)
    assert (cards[2].traits, cards[2].rule) == ((), None)


def test_a_trait_gives_the_segments_mean_the_overall_mean_and_the_effect() -> None:
    frame = pl.DataFrame({"id": range(4), "monetary": [100.0, 200.0, 1100.0, 3400.0], "gender": ["F", "F", "M", "M"]})
    labels = np.array([0, 0, 1, 1], dtype=np.int32)
    cards = describe(frame, labels, {0: "a", 1: "b"}, effect_sizes(frame, labels, id="id", used=["monetary"]), id="id")
    effect = (2250 - 1200) / frame["monetary"].to_numpy().std()
    assert set(map(str, cards[1].traits)) == {
        f"monetary 2,250 against 1,200 overall ({effect:+.1f} sd)",
        "gender=M 100 % against 50 % overall (+1.0 sd)",
    }


def test_the_rule_that_made_a_segment_is_found_again() -> None:
    frame, labels = buyers()
    match = re.match(r"monetary > (\d+) and recency_days <= (\d+): matches", str(rule(frame, labels, 1, id="id")))
    assert match
    assert abs(int(match[1]) - 250) <= 25
    assert abs(int(match[2]) - 150) <= 15


def test_a_rules_figures_are_those_of_all_rows() -> None:
    frame, labels = buyers(30_000)
    match = re.match(
        r"monetary > (\S+) and recency_days <= (\S+): "
        r"matches (\d+) % of the segment; (\d+) % of the matching rows belong to it",
        str(rule(frame, labels, 1, id="id")),
    )
    assert match
    met = ((frame["monetary"] > float(match[1])) & (frame["recency_days"] <= float(match[2]))).to_numpy()
    both = (met & (labels == 1)).sum()
    assert abs(100 * both / (labels == 1).sum() - int(match[3])) <= 1
    assert abs(100 * both / met.sum() - int(match[4])) <= 1


def test_a_rule_is_the_same_again() -> None:
    frame, labels = buyers(25_000)
    assert rule(frame, labels, 1, id="id", seed=5) == rule(frame, labels, 1, id="id", seed=5) is not None


def test_categories_flags_and_lowest_values_are_said_as_such() -> None:
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    half = [0] * 20 + [1] * 20
    cities = rule(pl.DataFrame({"city": ["Paris"] * 20 + ["Rome"] * 20}), labels, 0, id="id")
    assert str(cities).startswith("city is not Rome")
    assert str(rule(pl.DataFrame({"optin": half}), labels, 1, id="id")).startswith("optin is 1")
    kids = rule(pl.DataFrame({"kids": [h + h * (i % 2) for i, h in enumerate(half)]}), labels, 0, id="id")
    assert str(kids).startswith("kids is 0")


def test_where_nothing_finds_a_segment_there_is_no_rule() -> None:
    rng = np.random.default_rng(0)
    labels = (rng.random(500) < 0.1).astype(np.int32)
    assert rule(pl.DataFrame({"x": rng.random(500)}), labels, 1, id="id") is None
    assert rule(pl.DataFrame({"x": [1.0, 2.0]}), np.array([0, 0], dtype=np.int32), 0, id="id") is None


def test_a_column_with_infinite_or_missing_cells_stops_no_rule() -> None:
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    frame = pl.DataFrame({"a": [float("inf")] * 40, "b": [None, *range(39)]})
    assert str(rule(frame, labels, 1, id="id")).startswith("b > 18")


def test_years_are_written_without_a_comma() -> None:
    frame = pl.DataFrame({"id": range(40), "Year_Birth": [1950] * 20 + [1980] * 20})
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    found = effect_sizes(frame, labels, id="id", used=["Year_Birth"])
    card = describe(frame, labels, {0: "Older", 1: "Younger"}, found, id="id")[1]
    assert tuple(map(str, card.traits)) == ("Year_Birth 1980 against 1965 overall (+1.0 sd)",)
    assert str(card.rule).startswith("Year_Birth > 19")


def test_a_score_is_not_told_beside_what_it_scores() -> None:
    frame = pl.DataFrame({"id": range(40), "monetary": [1.0] * 20 + [9.0] * 20, "m_score": [1] * 20 + [5] * 20})
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    found = effect_sizes(frame, labels, id="id", used=["monetary"])
    cards = describe(frame, labels, {0: "Low", 1: "High"}, found, id="id", restating=["m_score"])
    assert [tuple(map(str, card.traits)) for card in cards] == [
        ("monetary 1 against 5 overall (-1.0 sd)",),
        ("monetary 9 against 5 overall (+1.0 sd)",),
    ]


def test_a_decile_is_told_only_where_it_is_clustered() -> None:
    value = np.repeat([10.0, 20.0, 900.0, 950.0], 25) + np.arange(100)
    frame = pl.DataFrame({"id": range(100), "clv_value": value, "shop_clv_decile": np.repeat([1, 2, 9, 10], 25)})
    labels = np.repeat([0, 1], 50).astype(np.int32)
    for used in (["clv_value"], ["shop_clv_decile"]):
        found = effect_sizes(frame, labels, id="id", used=used)
        first = describe(frame, labels, {0: "a", 1: "b"}, found, id="id")[0].traits
        told = {name for trait in first for name in (trait.column, *trait.same)}
        assert ("shop_clv_decile" in told) == ("shop_clv_decile" in used)


def test_two_ends_of_a_range_are_said_as_one() -> None:
    values = [1.0] * 30 + [5.0] * 30 + [9.0] * 30
    labels = np.array([0] * 30 + [1] * 30 + [0] * 30, dtype=np.int32)
    assert str(rule(pl.DataFrame({"x": values}), labels, 1, id="id")).startswith("3 < x <= 7: matches 100 %")


def test_numbers_too_small_to_be_divided_by_tell_of_nothing():
    values = [n * 1e-320 for n in range(60)]
    frame = pl.DataFrame({"id": range(60), "x": values, "y": [float(n % 7) for n in range(60)]})
    labels = np.repeat([0, 1, 2], 20)
    found = effect_sizes(frame, labels, id="id", used=["x", "y"])
    assert [trait.name for trait in found.traits] == ["y"]
    assert len(describe(frame, labels, {0: "a", 1: "b", 2: "c"}, found, id="id")) == 3


def test_a_card_goes_down_by_the_figures_that_it_prints() -> None:
    skewed = np.random.default_rng(5).pareto(1.5, 600) * np.repeat([1.0, 3.0, 1.0], 200)
    frame = pl.DataFrame(
        {"id": np.arange(600), "skewed": skewed}
        | {f"m{i}": np.random.default_rng(i).normal(size=600) + np.repeat([0, i / 5, -i / 9], 200) for i in range(1, 7)}
    )
    labels = np.repeat([0, 1, 2], 200).astype(np.int32)
    found = effect_sizes(frame, labels, id="id", used=["m1", "skewed"])
    cards = describe(frame, labels, {0: "A", 1: "B", 2: "C"}, found, id="id")
    printed = [[abs(round(trait.effect, 1)) for trait in card.traits] for card in cards]
    assert max(map(len, printed)) > 2
    assert printed == [sorted(sds, reverse=True) for sds in printed]


def test_columns_that_say_the_same_are_told_once() -> None:
    without = ["No internet"] * 30 + ["Yes", "No"] * 35
    labels = np.array([0] * 30 + [1] * 70, dtype=np.int32)
    frame = pl.DataFrame({"id": range(100), "backup": without, "security": without[:30] + without[:29:-1]})
    found = effect_sizes(frame, labels, id="id", used=["backup"])
    first = describe(frame, labels, {0: "a", 1: "b"}, found, id="id")[0].traits
    assert [(t.label, t.same) for t in first] == [("backup: No internet", ("security=No internet",))]


def test_members_are_told_by_the_tenth_nearest_to_the_centre_and_the_tenth_farthest() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=200) + np.repeat([0, 9], 100), rng.normal(size=200)
    frame = pl.DataFrame({"id": range(200), "a": a, "b": b})
    labels = np.repeat([0, 1], 100).astype(np.int32)
    values = frame.select("a", "b").to_numpy()
    found = effect_sizes(frame, labels, id="id", used=["a", "b"])
    card = describe(frame, labels, {0: "low", 1: "high"}, found, id="id", values=values)[0]
    away = ((values[:100] - values[:100].mean(axis=0)) ** 2).sum(axis=1)
    nearest = values[np.argsort(away)[:10]]
    assert card.typical.rows == 10
    assert [(f.name, f.value) for f in card.typical.figures] == [("a", pytest.approx(np.median(nearest[:, 0])))]
    small = np.array([0] * 9 + [1] * 191, dtype=np.int32)
    cards = describe(frame, small, {0: "few", 1: "rest"}, found, id="id", values=values)
    assert cards[0].typical is None and cards[0].atypical is None


@pytest.mark.parametrize(
    ("mean", "overall", "spread", "kind", "written"),
    [
        (1.0566, 0.4438, 0.54, "number", "1.06"),
        (7.2911, 5.7902, 3.25, "number", "7.3"),
        (25.428, 303.9, 336.6, "number", "25"),
        (0.0124, 800.0, 5000.0, "number", "0.01"),
        (0.968, 0.677, 0.47, "share", "97 %"),
        (0.995, 0.321, 0.47, "share", "over 99 %"),
        (0.0124, 0.0047, 0.068, "share", "1.2 %"),
    ],
)
def test_figures_have_the_digits_that_tell_segments_apart(mean, overall, spread, kind, written) -> None:
    trait = CardTrait("x", "x", "x", None, kind, mean, overall, (mean - overall) / spread)
    assert trait.here == written


def test_members_are_told_by_what_was_clustered() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 60).astype(np.int32)
    frame = pl.DataFrame(
        {
            "id": range(120),
            "spend": labels * 10 + rng.normal(size=120),
            "region": labels,
            "sex": ["f", "m"] * 60,
        }
    )
    found = effect_sizes(frame, labels, id="id", used=["spend"])
    values = frame[["spend"]].to_numpy().astype(float)
    cards = describe(frame, labels, {0: "a", 1: "b"}, found, id="id", values=values)
    told = [one for card in cards for one in (card.typical, card.atypical) if one]
    assert told and {figure.name for one in told for figure in one.figures} == {"spend"}


def test_what_reads_the_same_here_and_in_all_is_not_told() -> None:
    labels = np.repeat([0, 1], 50).astype(np.int32)
    spread = np.linspace(0, 1, 100)
    frame = pl.DataFrame({"id": range(100), "alive": 1 - 1e-9 * spread, "spent": 100 + spread})
    cards = describe(
        frame, labels, {0: "a", 1: "b"}, effect_sizes(frame, labels, id="id", used=frame.columns[1:]), id="id"
    )
    assert [[t.name for t in card.traits] for card in cards] == [["spent"], ["spent"]]
