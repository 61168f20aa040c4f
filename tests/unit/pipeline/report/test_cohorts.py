"""What reports say of cohorts: no cell of a handful of people, a star where a period is not over."""

from __future__ import annotations

import json
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import polars as pl
import pytest

from segtui.console.showing import show_cohorts
from segtui.errors import UsageError
from segtui.language.translation import speaking
from segtui.pipeline.forgetting.small_groups import empty_small_groups
from segtui.pipeline.report.cohorts import by_segment, head_of, heat_of, sentences, title_of, triangle
from segtui.pipeline.report.kept.report_facts import _FORM
from segtui.pipeline.report.small_groups import shown_figures
from segtui.pipeline.report.workbook.cohort_sheets import cohort_sheets
from segtui.pipeline.report.workbook.sheet import OpenShare, Share
from segtui.pipeline.report.workbook.write_workbook import write_workbook
from segtui.plan.model import Plan
from segtui.segments.cohorts.cohort import Cohort
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


def test_nothing_that_a_cohort_of_fewer_than_five_did_is_shown_not_even_that_none_came(table):
    rows = [(None, "2024-02-20", 0, 4, 4.0, 1.0, True), (None, "2024-02-20", 1, 0, 0.0, 0.0, True)]
    small = replace(table, cells=pl.DataFrame(rows, schema=table.cells.schema, orient="row"))
    assert triangle(small).rows == ("all",)
    assert "1 cohort of fewer than five customers is left out." in list(sentences(small))
    pooled = pl.DataFrame([(0, 0, 4, 4.0, 1.0), (0, 1, 0, 0.0, 0.0)], schema=table.pooled.schema, orient="row")
    assert shown_figures(pooled)["share"].to_list() == [None, None]


def test_segments_stand_beside_each_other(table):
    shown = by_segment(table, {0: "Loyal"})
    assert shown.rows == ("all", "0 Loyal") and shown.customers == (60, 10)


def test_the_sentences_begin_with_how_many_come_back(table):
    assert next(sentences(table)) == "25 % order again in the next month."
    assert "* The period is not over: the table ends on 2024-03-15." in list(sentences(table))
    with speaking("fr"):
        assert next(sentences(table)) == "25\u00a0% recommandent le mois suivant."


def test_customers_of_other_events_come_back_and_order_nothing(table):
    seen = replace(table, of_orders=False)
    said = " ".join([title_of(seen), head_of(seen), *sentences(seen)])
    assert next(sentences(seen)) == "25 % come back in the next month." and "order" not in said
    table = {"path": "a.csv", "id": "who", "date": "day"}
    assert [Cohort(**table, **more).of_orders for more in ({}, {"amount": "paid"}, {"measure": "orders"})] == [0, 1, 1]


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


class _Segmented:
    """What the sheets read of the segments."""

    names: ClassVar = {0: "Loyal"}

    def __init__(self, *tables):
        self.cohorts = tables


def test_the_sheets_have_the_triangle_shaded_and_the_curves_of_the_segments(table, tmp_path):
    shaded, curves = cohort_sheets(_Segmented(table))
    assert (shaded.name, curves.name) == ("Cohorts", "Cohort curves")
    assert shaded.rows == (("all", 60, 0.25, None), ("2024-01", 40, 0.25, "–"), ("2024-02", 20, 0.25, None))
    assert [type(row[2]) for row in shaded.rows] == [Share, Share, OpenShare]
    assert curves.head == ("period", "all", "0 Loyal") and curves.rows == ((1, 0.25, None),)
    write_workbook(tmp_path / "a.xlsx", [shaded, curves])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    rows = len(shaded.above) + 3
    assert f'conditionalFormatting sqref="C{rows}:D{rows + 2}"' in sheet and "0.0%&quot;*&quot;" in styles
    assert [one.name for one in cohort_sheets(_Segmented(table, table))][2] == "Cohorts 2"


def test_the_command_prints_the_cohorts_of_all_or_of_a_segment(table, monkeypatch, capsys):
    run = SimpleNamespace(plan=Plan(source={"path": "a.csv"}), path="runs/a")
    monkeypatch.setattr(show_cohorts, "steady_run", lambda place: nullcontext(run))
    monkeypatch.setattr(show_cohorts, "_segmented", lambda run: _Segmented(table))
    show_cohorts.show_cohorts("runs/a", "Loyal", as_json=False)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Customers who order again: Loyal" and said[-1].split() == ["2024-02", "10", "0.0", "%*"]
    show_cohorts.show_cohorts("runs/a", None, as_json=True)
    (told,) = json.loads(capsys.readouterr().out)["tables"]
    few = next(cell for cell in told["cells"] if cell["customers"] == 4)
    assert few["share"] is None and few["value"] is None
    with pytest.raises(UsageError, match="no segment"):
        show_cohorts.show_cohorts("runs/a", "Lost", as_json=False)
