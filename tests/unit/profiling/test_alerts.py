"""Each alert: when it is raised, what it says, and when it keeps quiet."""

import re
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.language.figures import figure, share
from segtui.language.wording import is_plain
from segtui.plan.model import Plan
from segtui.plan.suggestions.suggest import fixes
from segtui.profiling.column import Alert
from segtui.profiling.inconsistent_values import _folded, _may_vary
from segtui.profiling.profile import profile

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def draws_that_no_other_test_moves():
    """The same draws for a test whichever ran before it."""
    RNG.bit_generator.state = np.random.default_rng(0).bit_generator.state


def told(frame: pl.DataFrame, id: str = "", *readings: ColumnReading) -> dict[str, dict[str, str]]:
    found = profile(Table(frame, id, ReadReport("t.csv", ("t.csv",), "csv", columns=readings)))
    return {c.name: {a.code: a.message for a in c.alerts} for c in found.columns}


def of(name: str, values: object, **more: object) -> dict[str, str]:
    return told(pl.DataFrame({name: values}, **more))[name]


def test_a_constant_column_names_its_value() -> None:
    assert of("x", [3] * 5) == {"constant": "every cell holds 3"}
    assert of("x", ["a", None, "a", "a"] * 9)["constant"] == 'every cell that is not empty holds "a"'


def test_a_nearly_constant_column_says_how_nearly() -> None:
    assert of("x", [0] * 999 + [7]) == {"constant": "nearly constant: 99.9 % of the cells hold 0, 1 cell differs"}


def test_a_high_share_of_nulls_is_given_with_its_share() -> None:
    assert of("x", [None] * 24 + list(range(5)) * 80)["nulls"] == "24 of 424 cells (5.7 %) are empty"
    assert "nulls" not in of("x", [None] * 4 + list(range(5)) * 80)


def test_an_empty_column_says_only_that() -> None:
    assert list(of("x", [None, None])) == ["empty"]


@pytest.mark.parametrize("name", ["customer_id", "CustomerID", "CUST_ID", "InvoiceNo", "userid", "Key"])
def test_unique_whole_numbers_named_as_an_id_look_like_one(name: str) -> None:
    assert "id_like" in of(name, RNG.permutation(10_000)[:500] * 7)


@pytest.mark.parametrize("name", ["paid", "NumWebPurchases", "android", "Income"])
def test_unique_whole_numbers_that_measure_something_are_no_id(name: str) -> None:
    assert "id_like" not in of(name, RNG.permutation(10_000)[:500] * 7)


def test_a_counter_looks_like_an_id_whatever_its_name() -> None:
    assert "row counter" in of("x", list(range(100, 150)))["id_like"]


def test_unique_text_looks_like_an_id_and_measures_do_not() -> None:
    assert "id_like" in of("mail", [f"u{i}@x.org" for i in range(50)])
    assert "id_like" not in of("x", RNG.normal(size=50))


def test_an_id_that_repeats_says_how_often() -> None:
    found = told(pl.DataFrame({"customer": ["a", "b", "c", "d", "e"] * 20 + [f"k{i}" for i in range(20)]}), "customer")
    assert found["customer"]["id_like"] == "the id: 25 distinct values, each in 4.8 rows on average"


def test_a_skewed_amount_says_which_side_and_what_a_log_does() -> None:
    message = of("x", RNG.lognormal(3, 1, 2000))["skewed"]
    assert message.startswith("skewed to the right (skewness")
    assert "log1p brings it to" in message
    assert "skewed to the left" in of("x", -RNG.lognormal(3, 0.5, 2000))["skewed"]


def test_flags_and_short_columns_are_not_called_skewed() -> None:
    assert of("x", [0] * 95 + [1] * 5) == {}
    assert of("x", [1, 1, 1, 2, 500]) == {}


def test_one_outlier_is_aberrant_and_does_not_make_the_rest_skewed() -> None:
    found = of("income", [*RNG.normal(50_000, 9_000, 2000).round(), 666_666.0])
    assert list(found) == ["aberrant"]
    assert found["aberrant"].startswith("1 value is far from the rest (666,666); the middle half lies between")


def test_a_long_tail_is_no_heap_of_aberrant_values() -> None:
    found = of("x", RNG.lognormal(5, 1.2, 5000))
    assert "aberrant" not in found


def test_a_heavy_tail_is_skewed_rather_than_aberrant() -> None:
    found = of("x", [*RNG.normal(0, 1, 900), *RNG.normal(0, 100, 100)])
    assert list(found) == ["heavy_tail"]
    assert found["heavy_tail"].startswith("heavy")


def test_years_are_written_without_commas() -> None:
    found = of("Year_Birth", [*RNG.integers(1955, 1990, 500), 1893])
    assert "rest (1893); the middle half lies between 19" in found["aberrant"]
    assert found["impossible_date"] == "1 year of birth is before 1900 or after 2099: 1893"


def test_few_negative_values_among_positive_ones_are_told() -> None:
    message = of("x", [*range(1, 100), -5])["negative"]
    assert message == "1 of 100 values (1 %) are below 0, the lowest -5"
    assert "negative" not in of("x", RNG.normal(size=200))


def test_dates_that_cannot_be_are_told() -> None:
    days = [date(2020, 1, 1) + timedelta(days=int(d)) for d in RNG.integers(0, 700, 300)]
    assert of("d", days) == {}
    message = of("d", [*days, date(1066, 10, 14), date(2999, 1, 1)])["impossible_date"]
    assert message.startswith("2 dates are implausible (before 1900, after 2099)")
    assert "1970-01-01, a placeholder" in of("d", [*days, *[date(1970, 1, 1)] * 12])["impossible_date"]
    assert "ten years from" in of("d", [*days, date(1987, 5, 5)])["impossible_date"]
    moments = [datetime(d.year, d.month, d.day, 7, 30) for d in days]
    assert "impossible_date" in of("d", [*moments, datetime(2999, 1, 1)])


def test_a_birthday_in_1970_is_possible() -> None:
    days = [date(1940, 1, 1) + timedelta(days=int(d)) for d in RNG.integers(0, 20_000, 2000)]
    assert of("born", [*days, date(1970, 1, 1)]) == {}


def test_mixed_formats_of_dates_come_from_the_reading() -> None:
    reading = ColumnReading("d", "date", formats={"%d/%m/%Y": 3, "%Y-%m-%d": 17})
    days = [date(2020, 1, 1) + timedelta(days=i % 9) for i in range(20)]
    assert told(pl.DataFrame({"d": days}), "", reading)["d"] == {
        "date_formats": "written in 2 formats: %Y-%m-%d 17, %d/%m/%Y 3"
    }


def test_cells_that_could_not_be_read_are_told_with_examples() -> None:
    reading = ColumnReading("x", "number", unread=2, examples=("abc", "?!"))
    assert told(pl.DataFrame({"x": [1.0, 2.0, None, None]}), "", reading)["x"]["unread"] == (
        '2 cells could not be read as numbers and count as empty, such as "abc", "?!"'
    )


def test_a_few_words_among_numbers_are_told() -> None:
    invoices = [str(536_000 + i % 40) for i in range(200)] + ["C536001"]
    assert of("x", invoices)["numbers_and_words"] == ('mostly numbers, but 1 cell (0.5 %) are not, such as "C536001"')


def test_amounts_in_different_units_are_told() -> None:
    message = of("price", [f"{n % 50},50 €" for n in range(90)] + ["$12.00"] * 9)["mixed_units"]
    assert message == "amounts in 2 units: € 90, $ 9; convert them to one unit to compare them"


def test_spellings_that_differ_in_case_blanks_or_accents_are_told() -> None:
    message = of("city", ["Paris"] * 30 + ["PARIS "] * 2 + ["Orléans"] * 9 + ["Orleans"] + ["Rome"] * 9)["spellings"]
    assert (
        message
        == '2 values are spelled in several ways, such as "Paris" and "PARIS ", with 3 cells in a rarer spelling'
    )


def test_rare_values_a_letter_from_a_frequent_one_are_told_unless_a_letter_tells_values_apart() -> None:
    cities = ["Marseille"] * 60 + ["Bordeaux"] * 40 + ["Marsaille"] * 2 + ["BORDAUX"]
    assert of("city", cities)["typos"] == (
        '2 values are a letter away from a frequent one, such as "Marsaille" from "Marseille", in 3 cells'
    )
    for other in (["Marsaille"] * 9, ["Lyons", "Lyon"], [f"Plan {i}" for i in range(9)]):
        assert "typos" not in of("city", ["Marseille"] * 60 + other)


def test_near_copies_name_the_earlier_column() -> None:
    x = RNG.lognormal(size=300)
    names = RNG.choice(["fr", "de", "it"], 300)
    frame = pl.DataFrame(
        {"x": x, "twice": 2 * x + 1e-2 * RNG.normal(size=300), "squared": x**6, "other": RNG.normal(size=300)}
    )
    frame = frame.with_columns(
        land=names, again=pl.Series(names), code=pl.Series(names).replace_strict({"fr": 33, "de": 49, "it": 39})
    )
    found = {c: m["near_copy"] for c, m in told(frame).items() if "near_copy" in m}
    assert set(found) == {"twice", "squared", "again", "code"}
    assert found["twice"].startswith("near-copy of x: correlation 0.9999")
    assert "rises with it along a curve" in found["squared"]
    assert found["again"] == "identical to land in every row"
    assert found["code"] == "one-to-one with land: each of its 3 values matches exactly one value there"


def test_near_copies_are_found_over_the_rows_that_both_have() -> None:
    x = RNG.normal(size=400)
    frame = pl.DataFrame({"x": x, "y": 3 * x}).with_columns(y=pl.when(pl.int_range(400) % 4 > 0).then("y"))
    assert told(frame)["y"]["near_copy"] == "near-copy of x: correlation 1 over the 75 % of rows that have both"


def test_of_many_columns_that_go_together_each_names_the_one_that_all_pairs_in_turn_would() -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(size=300)
    values = [base + rng.normal(size=300) * spread for spread in rng.choice([0.02, 0.08, 0.14, 0.3], 40)]
    r = np.corrcoef(values)
    expected = {}
    for j in range(40):
        copies, alike = (np.flatnonzero(np.abs(r[j, :j]) >= least) for least in (0.999, 0.99))
        if len(copies) or len(alike):
            expected[f"c{j}"] = f"c{copies[0] if len(copies) else alike[0]}"
    found = told(pl.DataFrame({f"c{j}": column for j, column in enumerate(values)}))
    texts = {name: m.get("near_copy") or m.get("correlated") for name, m in found.items()}
    assert {name: re.search(r"c\d+", text)[0] for name, text in texts.items() if text} == expected and len(
        expected
    ) > 20


def test_columns_that_only_go_together_are_no_copies() -> None:
    x = RNG.normal(size=500)
    assert told(pl.DataFrame({"x": x, "y": x + 0.2 * RNG.normal(size=500)}))["y"] == {}


def test_figures_are_written_for_people() -> None:
    assert [figure(v) for v in (1234567, 0.5, 1234.567, 0.00001234, 2021.0, -3.25)] == [
        "1,234,567", "0.5", "1,235", "0.00001234", "2,021", "-3.25",
    ]  # fmt: skip
    assert figure(2021, plain=True) == "2021"
    assert figure(51381.53, digits=7) == "51,381.53"
    assert [share(0, 9), share(1, 99_999), share(99_998, 99_999), share(9, 9)] == [
        "0 %",
        "under 0.1 %",
        "over 99.9 %",
        "100 %",
    ]


def test_years_ids_and_codes_are_written_without_commas_and_amounts_with_them() -> None:
    assert is_plain("Year_Birth", 1959, 1977.5)
    assert is_plain("CustomerID", 2828, 8428)
    assert is_plain("postcode", 10115, 80331)
    assert not is_plain("Income", 35303, 68522)
    assert not is_plain("MntWines", 24, 504)


@given(st.lists(st.text("aAbBé \t1", max_size=3), min_size=2, max_size=6, unique=True))
@settings(max_examples=200, deadline=None)
def test_text_that_is_passed_over_without_a_look_has_no_value_in_several_spellings(values: list[str]) -> None:
    text = pl.Series(values, dtype=pl.String)
    assert _may_vary(text) or _folded(text).n_unique() == len(values)


def test_each_way_of_writing_dates_has_its_count_and_an_example(tmp_path) -> None:
    days = ["2025-03-01", "15/03/2025", "04/22/2025", "01/03/2025", "2025-04-11", "16/03/2025"] * 5
    (tmp_path / "a.csv").write_text("d,x\n" + "".join(f"{day},{at}\n" for at, day in enumerate(days)))
    found = alerts_of_file(tmp_path / "a.csv")["date_formats"].message
    assert found == (
        'written in 3 formats: %d/%m/%Y ("15/03/2025") 15, %Y-%m-%d ("2025-03-01") 10, %m/%d/%Y ("04/22/2025") 5; '
        "5 cells fit day and month in either order, and were read in the order of the column"
    )


def test_dates_in_several_formats_beside_words_are_told_with_a_fix(tmp_path) -> None:
    days = ["2025-03-01", "15/03/2025", "2025-04-11", "16/03/2025", "soon"] * 5
    (tmp_path / "a.csv").write_text("d,x\n" + "".join(f"{day},{at}\n" for at, day in enumerate(days)))
    found = alerts_of_file(tmp_path / "a.csv")["date_formats"].message
    assert found == (
        'text, though most cells are dates, in 2 formats: %Y-%m-%d ("2025-03-01") 10, %d/%m/%Y ("15/03/2025") 10'
    )
    profiled = profile(read(Source(path="a.csv"), tmp_path)).to_dict()
    fix = next(fix for fix in fixes(profiled, Plan(source={"path": "a.csv"}), "d") if fix.code == "date_formats")
    assert fix.step == {"step": "dates", "columns": ["d"]}


def test_two_decimal_marks_have_counts_examples_and_a_fix_for_what_could_be_either(tmp_path) -> None:
    prices = ["1,234.50", "12.5", "1.234,50", "7,5", "2.000", "0,125"] * 5
    (tmp_path / "a.csv").write_text("d;x\n" + "".join(f"{price};{at}\n" for at, price in enumerate(prices)))
    alert = alerts_of_file(tmp_path / "a.csv")["decimal_marks"]
    assert alert.message == (
        'written with two decimal marks, each read as it is: a decimal comma ("1.234,50") 15, '
        'a decimal point ("1,234.50") 10; 5 cells, such as "2.000", could have either; set decimal of the source to '
        "decide"
    )
    plan = Plan(source={"path": "a.csv"})
    profiled = profile(read(Source(path="a.csv"), tmp_path)).to_dict()
    found = [fix for fix in fixes(profiled, plan, "d") if fix.code == "decimal_marks"]
    assert [fix.values["source"].decimal for fix in found] == [",", "."]
    decided = read(Source(path="a.csv", decimal=","), tmp_path)
    assert decided.frame["d"].to_list()[:6] == [1234.5, 12.5, 1234.5, 7.5, 2000.0, 0.125]
    assert not [fix for fix in fixes(profile(decided).to_dict(), plan, "d") if fix.code == "decimal_marks"]


def alerts_of_file(path) -> dict[str, Alert]:
    """The alerts of its column d by their codes."""
    (column,) = (each for each in profile(read(Source(path=path.name), path.parent)).columns if each.name == "d")
    return {alert.code: alert for alert in column.alerts}
