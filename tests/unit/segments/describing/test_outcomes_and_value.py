"""What became of segments, what they bring, and how they go with other columns, against SciPy and by hand."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2_contingency, ttest_ind
from scipy.stats.contingency import association

from segtui.profiling.outcome_columns import Outcome, find_outcomes, outcome_of
from segtui.segments.describing.crosstab import crosstab
from segtui.segments.describing.outcome_effects import outcome_effects, outcome_table
from segtui.segments.describing.value_shares import value_shares

LABELS = np.repeat([0, 1, 2, -1], [400, 300, 200, 100]).astype(np.int32)


class TestFindingOutcomes:
    @pytest.mark.parametrize(
        "name",
        ["y", "Response", "TARGET", "churn", "Churn Value", "Exited", "Attrition_Flag", "Converted", "is_churned"],
    )
    def test_a_flag_called_like_one_is_one(self, name):
        frame = pl.DataFrame({"id": range(4), name: [0, 1, 1, 0]})
        assert find_outcomes(frame, "id") == [Outcome(name, "rate", 1)]

    @pytest.mark.parametrize("name", ["AcceptedCmp1", "response_time", "target_price", "days_since_churn", "year"])
    def test_others_are_not(self, name):
        assert find_outcomes(pl.DataFrame({"id": range(4), name: [0, 1, 1, 0]}), "id") == []

    def test_a_number_called_like_one_is_not_found_but_can_be_asked_for(self):
        frame = pl.DataFrame({"id": range(4), "Revenue": [0.0, 10.5, 3.0, 7.25]})
        assert find_outcomes(frame, "id") == []
        assert outcome_of(frame["Revenue"]) == Outcome("Revenue", "mean")

    @pytest.mark.parametrize(
        ("cells", "yes"),
        [
            (["yes", "no", "no"], "yes"),
            (["Existing Customer", "Attrited Customer", "Existing Customer"], "Attrited Customer"),
            (["kept", "kept", "gone"], "gone"),
        ],
    )
    def test_of_two_words_the_one_that_means_that_it_happened_counts(self, cells, yes):
        assert outcome_of(pl.Series("Attrition_Flag", cells)).yes == yes

    @pytest.mark.parametrize(("cells", "yes"), [([-1, 1, 1], 1), ([1, 2, 1], 2), ([2.0, 1.0, 2.0], 1.0)])
    def test_codes_of_two_values_are_flags_and_of_one_and_two_the_rarer_counts(self, cells, yes):
        frame = pl.DataFrame({"id": range(3), "churn": cells})
        assert [(one.kind, one.yes) for one in find_outcomes(frame, "id")] == [("rate", yes)]

    @pytest.mark.parametrize("cells", [["a", "b", "c"], ["a", "a", "a"], [1, 1, 1], [None, None, None]])
    def test_what_tells_nothing_is_none(self, cells):
        assert outcome_of(pl.Series("churn", cells)) is None


class TestOutcomeEffects:
    def effects(self):
        random = np.random.default_rng(0)
        rate = np.select([LABELS == 0, LABELS == 1], [0.15, 0.08], 0.10)
        frame = pl.DataFrame(
            {
                "Response": random.random(1000) < rate,
                "spent": random.gamma(2, 20, 1000) * np.where(LABELS == 2, 1.5, 1),
            }
        )
        outcomes = [outcome_of(frame["Response"]), outcome_of(frame["spent"])]
        return frame, outcome_effects(frame, LABELS, outcomes)

    def test_rates_means_and_their_index_are_those_of_the_rows(self):
        frame, effects = self.effects()
        for one in effects:
            own = frame[one.column].cast(pl.Float64).to_numpy()[one.segment == LABELS]
            assert one.value == pytest.approx(own.mean()) and one.known == len(own)
            assert one.index == pytest.approx(100 * own.mean() / frame[one.column].cast(pl.Float64).mean())

    def test_p_values_are_scipy_s_for_the_segment_against_the_rest(self):
        frame, effects = self.effects()
        for one in effects:
            values, own = frame[one.column].cast(pl.Float64).to_numpy(), one.segment == LABELS
            if one.kind == "mean":
                expected = ttest_ind(values[own], values[~own], equal_var=False).pvalue
            else:
                table = [[values[side].sum(), side.sum() - values[side].sum()] for side in (own, ~own)]
                expected = chi2_contingency(table, correction=False).pvalue
            assert one.p_value == pytest.approx(expected)
            assert one.low < one.difference < one.high

    def test_p_values_are_corrected_as_holm_says(self):
        _, effects = self.effects()
        rising = sorted(effects, key=lambda e: e.p_value)
        highest = 0.0
        for rank, one in enumerate(rising):
            highest = max(highest, min(1.0, one.p_value * (len(rising) - rank)))
            assert one.p_adjusted == pytest.approx(highest)

    def test_empty_cells_are_left_out_and_what_can_t_be_told_is_empty(self):
        frame = pl.DataFrame({"churn": [1, None, None, None], "worth": [1.0, None, 2.0, 3.0]})
        labels = np.array([0, 1, 1, 1], np.int32)
        effects = outcome_effects(frame, labels, [Outcome("churn", "rate", 1), Outcome("worth", "mean")])
        assert [(e.known, e.value) for e in effects] == [(1, 1.0), (0, None), (1, 1.0), (2, 2.5)]
        assert {e.p_value for e in effects} == {None} and {e.p_adjusted for e in effects} == {None}

    def test_the_table_has_a_row_for_each(self):
        _, effects = self.effects()
        table = outcome_table(effects, {-1: "Noise", 0: "A", 1: "B", 2: "C"})
        assert table.height == 8 and table["segment_name"][1] == "A"


class TestCrosstab:
    def test_counts_chi_squared_and_cramers_v_are_scipy_s(self):
        column = pl.Series("colour", np.random.default_rng(0).choice(["red", "blue", "green"], 1000))
        found = crosstab(column, LABELS)
        table = [[int(((s == LABELS) & (column == v).to_numpy()).sum()) for v in found.values] for s in found.segments]
        assert found.counts.tolist() == table
        expected = chi2_contingency(table, correction=False)
        assert (found.chi_squared, found.p_value) == pytest.approx((expected.statistic, expected.pvalue))
        assert found.freedom == expected.dof
        assert found.cramers_v == pytest.approx(association(np.array(table), method="cramer"))
        assert found.shares.sum(axis=1) == pytest.approx(1.0)

    def test_many_numbers_fall_into_fifths_and_few_stand_alone_in_their_order(self):
        many = crosstab(pl.Series("age", np.arange(1000.0)), LABELS)
        assert len(many.values) == 5 and many.counts.sum(axis=0).tolist() == [200] * 5
        assert crosstab(pl.Series("kids", np.arange(1000) % 12), LABELS).values == tuple(str(i) for i in range(12))

    def test_dates_fall_into_fifths_and_bounds_are_round(self):
        days = pl.Series("since", np.arange(1000), pl.Int32).cast(pl.Date)
        many = crosstab(days, LABELS)
        assert many.values[:2] == ("≤ 1970-07-19", "1970-07-19 – 1971-02-04")
        assert many.counts.sum(axis=0).tolist() == [200] * 5
        assert crosstab(pl.Series(np.arange(1000) % 3, dtype=pl.Int32).cast(pl.Date), LABELS).values[0] == "1970-01-01"
        amounts = pl.Series("amount", np.arange(1000) / 3 + 0.123456)
        assert crosstab(amounts, LABELS).values[0] == "≤ 66"
        mostly_none = pl.Series("rarely", [0.5] * 900 + list(range(100)))
        assert crosstab(mostly_none, LABELS).counts.sum(axis=0).tolist() == [901, 99]

    def test_rare_words_stand_together_and_empty_cells_are_left_out(self):
        cells = [None, *(f"town {min(i % 60, i % 40)}" for i in range(999))]
        found = crosstab(pl.Series("town", cells), LABELS)
        assert len(found.values) == 20 and "others" in found.values
        assert found.counts.sum() == 999 and found.missing == 1

    def test_the_name_of_a_column_means_nothing_and_whole_numbers_have_no_decimals(self):
        for name in ("count", "*", "cell", "segment", "value", "rows"):
            found = crosstab(pl.Series(name, [f"town {i % 60}" for i in range(1000)]), LABELS)
            assert len(found.values) == 20 and found.counts.sum() == 1000
        assert crosstab(pl.Series("kids", np.arange(1000) % 2 + 0.0), LABELS).values == ("0", "1")

    def test_small_cells_can_be_hidden_and_one_value_tests_nothing(self):
        found = crosstab(pl.Series("vip", [True] * 3 + [False] * 997), LABELS)
        assert found.hidden(5).sum() == 1
        assert crosstab(pl.Series("same", ["x"] * 1000), LABELS).cramers_v is None


class TestValueShares:
    def test_parts_add_up_and_the_curve_says_who_brings_how_much(self):
        values = np.random.default_rng(0).lognormal(3, 1.2, 1000)
        found = value_shares("amount", values, LABELS)
        assert sum(s.total for s in found.segments) == pytest.approx(values.sum())
        assert sum(s.share_of_value for s in found.segments) == pytest.approx(1.0)
        richest = np.sort(values)[::-1]
        assert found.curve[12] == pytest.approx(richest[:120].sum() / values.sum())
        assert (
            richest[: round(found.half * 1000)].sum()
            >= values.sum() / 2
            > richest[: round(found.half * 1000) - 1].sum()
        )
        pairs = np.abs(values[:, None] - values).mean() / 2 / values.mean()
        assert found.gini == pytest.approx(pairs, abs=1e-9)

    @pytest.mark.parametrize("values", [np.zeros(1000), np.linspace(-5, 5, 1000), np.full(1000, np.nan)])
    def test_without_positive_value_there_is_no_curve(self, values):
        found = value_shares("amount", values, LABELS)
        assert found.curve is None and found.half is None

    def test_equal_parts_are_a_straight_line(self):
        found = value_shares("amount", np.ones(1000), LABELS)
        assert found.half == 0.5 and found.gini == pytest.approx(0.0)
        assert found.curve == pytest.approx(np.linspace(0, 1, 101))
