"""Steps that take rows out: deduplicate, filter, rules."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.cleaning.steps.filter import Filter
from segtui.cleaning.steps.rules import Rule, Rules
from segtui.errors import DataError, PlanError

cells = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(st.none(), st.sampled_from("ab")), st.one_of(st.none(), st.just(1.5))),
    min_size=1,
    max_size=25,
)


def frame_of(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"k": pl.Int64, "t": pl.String, "x": pl.Float64}, orient="row")


@given(cells, st.sampled_from(["first", "last", "most_complete"]), st.sampled_from([(), ("k",), ("k", "t")]))
def test_deduplicate_is_idempotent_and_keeps_the_rows_order(rows: list, keep: str, by: tuple) -> None:
    step = Deduplicate(by=by, keep=keep)
    once = step.apply(frame_of(rows), id="k").frame
    assert step.apply(once, id="k").frame.equals(once)
    assert [r for r in rows if r in set(once.rows())][:1] == once.rows()[:1] or keep != "first"


@given(cells, st.sampled_from(["first", "last", "most_complete"]))
def test_deduplicate_keeps_the_row_that_it_says(rows: list, keep: str) -> None:
    kept = Deduplicate(by=("k",), keep=keep).apply(frame_of(rows), id="k").frame
    best = {}
    for place, row in enumerate(rows):
        rank = {"first": place, "last": -place, "most_complete": (row.count(None), place)}[keep]
        if row[0] not in best or rank < best[row[0]][0]:
            best[row[0]] = (rank, place, row)
    assert kept.rows() == [row for _, _, row in sorted(best.values(), key=lambda b: b[1])]


def test_rows_without_a_key_all_stay_and_are_told() -> None:
    frame = pl.DataFrame({"k": ["a", "a", None, None], "x": [1, 2, 3, 4]})
    done = Deduplicate(by=("k",)).apply(frame, id="x")
    assert done.frame.rows() == [("a", 1), (None, 3), (None, 4)]
    assert done.notes == ("2 rows with an empty cell in k kept",)


def test_whole_rows_are_compared_without_the_row_number_that_stands_for_an_id() -> None:
    frame = pl.DataFrame({"row": [1, 2, 3], "x": [5, 5, None], "t": ["a", "a", None]})
    assert Deduplicate().apply(frame, id="row").frame.get_column("row").to_list() == [1, 3]
    assert Deduplicate().apply(frame.rename({"row": "id"}), id="id").frame.height == 3


FRAME = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "first order": [date(2020, 1, 1), date(2021, 1, 1), None, date(2022, 1, 1)],
        "last": [date(2020, 5, 1), date(2020, 1, 1), date(2020, 1, 1), date(2022, 1, 1)],
        "n": [1, None, 3, 4],
    }
)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ("n > 1", [3, 4]),
        ("n IS NULL OR n = 1", [1, 2]),
        ("\"first order\" >= DATE '2021-01-01' AND n BETWEEN 2 AND 9", [4]),
        ("1 = 1", [1, 2, 3, 4]),
    ],
)
def test_filter_keeps_the_rows_where_the_condition_is_true(where: str, kept: list[int]) -> None:
    assert Filter(where=where).apply(FRAME, id="id").frame.get_column("id").to_list() == kept


def test_filter_says_how_many_rows_an_empty_cell_left_open() -> None:
    assert Filter(where="n > 1").apply(FRAME, id="id").notes == (
        "2 rows of 4 kept where n > 1",
        "1 row dropped because the condition meets an empty cell",
    )


@pytest.mark.parametrize(
    ("where", "what", "fix"),
    [
        ("n >", "can't be read as a condition", "single quotes"),
        ("nn > 1", 'there is no column "nn"', 'did you mean "n"?'),
        ("n; DROP TABLE x", "can't be read as a condition", ""),
    ],
)
def test_a_bad_condition_is_a_fault_before_any_data_is_seen(where: str, what: str, fix: str) -> None:
    faults = Filter(where=where).faults(FRAME.columns, "clean[1]")
    assert faults[0].key == "clean[1].where"
    assert what in faults[0].what
    assert fix in faults[0].fix


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("last > '2020-01-01'", "does not fit the columns"),
        ("n + 1", "is not a condition"),
        ("id = 'x'", "does not fit"),
    ],
)
def test_a_condition_that_does_not_fit_the_kinds_is_a_plan_error(where: str, what: str) -> None:
    with pytest.raises(PlanError, match=what):
        Filter(where=where).apply(FRAME, id="id")


CHECK = '"first order" <= last'


def test_a_broken_rule_stops_with_the_count_and_the_first_ids() -> None:
    with pytest.raises(DataError, match='1 row of 4 breaks "first order" <= last: id 2'):
        Rules(rules=(Rule(check=CHECK),)).apply(FRAME, id="id")
    many = pl.DataFrame({"id": list(range(100)), "x": [-1] * 100})
    with pytest.raises(DataError, match="100 rows of 100 break x > 0: id 0, 1, 2, 3, 4, …"):
        Rules(rules=(Rule(check="x > 0"),)).apply(many, id="id")


def test_a_rule_drops_empties_or_flags_and_lets_open_rows_pass() -> None:
    dropped = Rules(rules=(Rule(check=CHECK, action="drop"),)).apply(FRAME, id="id")
    assert dropped.frame.get_column("id").to_list() == [1, 3, 4]
    emptied = Rules(rules=(Rule(check=CHECK, action="null"),)).apply(FRAME, id="id")
    assert emptied.frame.row(1) == (2, None, None, None)
    assert (emptied.cells_changed, emptied.columns) == (2, ("first order", "last"))
    one = Rules(rules=(Rule(check=CHECK, action="null", columns=("last",)),)).apply(FRAME, id="id")
    assert one.cells_changed == 1
    flagged = Rules(rules=(Rule(check=CHECK, action="flag"), Rule(check="n < 4", action="flag", name="big")))
    out = flagged.apply(FRAME, id="id").frame
    assert out.get_column("rule_1").to_list() == [False, True, False, False]
    assert out.get_column("big").to_list() == [False, False, False, True]
    assert flagged.output_columns(FRAME.columns) == [*FRAME.columns, "rule_1", "big"]


def test_rules_name_every_fault_at_its_place() -> None:
    rules = Rules(
        rules=(
            Rule(check="n >"),
            Rule(check="m > 1", action="null", columns=("zzz",)),
            Rule(check="n > 1", action="flag", name="last"),
        )
    )
    keys = [f.key for f in rules.faults(FRAME.columns, "clean[3]")]
    assert keys == [
        "clean[3].rules[1].check",
        "clean[3].rules[2].check",
        "clean[3].rules[2].columns",
        "clean[3].rules[3].name",
    ]
