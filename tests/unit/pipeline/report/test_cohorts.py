"""What reports say of cohorts: no cell of a handful of people, a star where a period is not over."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from segtui.language.translation import speaking
from segtui.pipeline.forgetting.small_groups import empty_small_groups
from segtui.pipeline.report.cohorts import by_segment, heat_of, sentences, triangle
from segtui.pipeline.report.kept.report_facts import _FORM
from segtui.segments.cohorts.triangle import CohortTable

_KINDS = {"segment": pl.Int32, "cohort": pl.String, "period": pl.Int64, "customers": pl.Int64, "value": pl.Float64}


@pytest.fixture
def table():
    """A cohort of 40 customers and one of 20, of whom 10 are in segment 0, up to the middle of March."""
    rows = [
        (None, "2024-01-01", 0, 40, 40.0, 1.0, True),
        (None, "2024-01-01", 1, 10, 10.0, 0.25, True),
        (None, "2024-01-01", 2, 4, 4.0, 0.1, False),
        (None, "2024-02-01", 0, 20, 20.0, 1.0, True),
        (None, "2024-02-01", 1, 5, 5.0, 0.25, False),
        (0, "2024-02-01", 0, 10, 10.0, 1.0, True),
        (0, "2024-02-01", 1, 0, 0.0, 0.0, False),
    ]
    cells = pl.DataFrame(rows, schema={**_KINDS, "share": pl.Float64, "complete": pl.Boolean}, orient="row")
    pooled = [(None, 0, 60, 60.0, 1.0), (None, 1, 10, 10.0, 0.25), (0, 0, 10, 10.0, 1.0)]
    kinds = {name: kind for name, kind in _KINDS.items() if name != "cohort"}
    whole = pl.DataFrame(pooled, schema={**kinds, "share": pl.Float64}, orient="row")
    return CohortTable("month", "customers", "2024-03-15", cells, whole)


def test_a_triangle_has_all_cohorts_together_and_a_star_where_a_period_is_not_over(table):
    shown = triangle(table)
    assert shown.rows == ("all", "2024-01", "2024-02") and shown.customers == (60, 40, 20)
    assert shown.texts == (("25.0 %", ""), ("25.0 %", "–"), ("25.0 %*", ""))
    assert np.isnan(shown.shares[1, 1]) and heat_of(shown, "").rows[1] == "2024-01 (40)"


def test_nothing_is_shown_of_fewer_than_five_customers_but_that_nobody_came(table):
    assert triangle(table, 0).texts == (("",), ("0.0 %*",))
    assert "– stands for fewer than five customers." in list(sentences(table))


def test_segments_stand_beside_each_other(table):
    shown = by_segment(table, {0: "Loyal"})
    assert shown.rows == ("all", "0 Loyal") and shown.customers == (60, 10)


def test_the_sentences_begin_with_how_many_come_back(table):
    assert next(sentences(table)) == "25 % order again in the next month."
    assert "* The period is not over: the table ends on 2024-03-15." in list(sentences(table))
    with speaking("fr"):
        assert next(sentences(table)) == "25\u00a0% recommandent le mois suivant."


def test_a_kept_report_says_the_same_and_has_no_cell_of_a_handful_of_people(table):
    kept = _FORM.read(CohortTable, _FORM.write(table))
    assert list(sentences(kept)) == list(sentences(table)) and triangle(kept).texts == triangle(table).texts
    assert kept.cells.filter(pl.col("customers") == 4)["share"].to_list() == [None]


def test_forgetting_empties_cells_of_a_handful_of_people(table):
    written = table.cells.filter(pl.col("segment").is_null()).cast(pl.String).fill_null("")
    rows = [written.columns, *map(list, written.rows())]
    nobody = [None, "2024-02-01", "2", "0", "0.0", "0.0", "true"]
    rows.append(["" if cell is None else cell for cell in nobody])
    assert empty_small_groups(rows, [0]) == 2
    assert rows[-1][4:6] == ["0.0", "0.0"]
    assert rows[3] == ["", "2024-01-01", "2", "4", "", "", "false"]
