"""What mends an alert: each fix is carried out and the column profiled again."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from segtui.cleaning.clean import clean
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.plan.model import Plan
from segtui.plan.suggestions.suggest import fixes, resolved_by
from segtui.profiling.profile import profile

DICE = random.Random(3)
ROWS = 60
NORMAL = [round(DICE.gauss(50, 5)) for _ in range(ROWS)]
TAIL = [round(DICE.expovariate(1 / 40)) for _ in range(ROWS)]
DAYS = [date(2023, 1, 1) + timedelta(days=7 * i) for i in range(ROWS)]


def table_of(folder: Path, **columns) -> Table:
    frame = pl.DataFrame({"customer_id": [f"c{i}" for i in range(ROWS)], "age": NORMAL, **columns})
    frame.write_csv(folder / "t.csv")
    return read(Source(path="t.csv", id="customer_id"), folder)


def plan_of(**parts) -> Plan:
    return Plan.model_validate({"source": {"path": "t.csv", "id": "customer_id"}, **parts})


def changed(plan: Plan, values) -> Plan:
    """As the store's edit makes it."""
    return Plan.model_validate({**{n: getattr(plan, n) for n in Plan.model_fields}, **values})


def codes(table: Table, column: str) -> set[str]:
    known = next((c for c in profile(table).columns if c.name == column), None)
    return {a.code for a in known.alerts} if known else set()


def after(table: Table, plan: Plan) -> Table:
    cleaned = clean(table.frame, plan.clean, id=table.id)
    return Table(cleaned.frame, cleaned.id, table.reading)


def first_fix(table: Table, plan: Plan, column: str, code: str):
    return next(f for f in fixes(profile(table).to_dict(), plan, column) if f.code == code)


MENDED = {
    "nulls": [None if i % 9 == 0 else v for i, v in enumerate(NORMAL)],
    "aberrant": [*NORMAL[:-1], 66_666],
    "negative": [*NORMAL[:-1], -1],
    "constant": ["x"] * ROWS,
    "empty": [None] * ROWS,
    "near_copy": [2 * v + 1 for v in NORMAL],
    "spellings": ["Paris" if i % 2 else "  paris" if i % 4 else "Lyon" for i in range(ROWS)],
    "stand_in": [-1 if i % 3 else v for i, v in enumerate(NORMAL)],
    "zeros": [0 if i % 4 == 0 else 20_000 + 997 * i + v * v for i, v in enumerate(NORMAL)],
    "null_word": ["Unknown" if i % 5 == 0 else ("gold", "basic")[i % 2] for i in range(ROWS)],
    "impossible_date": [*DAYS[:-2], date(1899, 1, 1), date(2250, 1, 1)],
}


@pytest.mark.parametrize("code", sorted(MENDED))
def test_an_alert_is_gone_once_its_first_fix_is_carried_out(tmp_path, code):
    table, plan = table_of(tmp_path, odd=MENDED[code]), plan_of()
    assert code in codes(table, "odd")
    fix = first_fix(table, plan, "odd", code)
    better = changed(plan, fix.values)
    assert code not in codes(after(table, better), "odd")
    assert fix.said.startswith("step 1")
    assert fix.label
    assert fix.reason in [a.message for c in profile(table).columns if c.name == "odd" for a in c.alerts]


@pytest.mark.parametrize("code", sorted(MENDED))
def test_what_the_plan_deals_with_is_not_offered_again(tmp_path, code):
    table, plan = table_of(tmp_path, odd=MENDED[code]), plan_of()
    looks = profile(table).to_dict()
    better = changed(plan, first_fix(table, plan, "odd", code).values)
    assert code not in [f.code for f in fixes(looks, better, "odd")]
    alert = next(a for c in looks["columns"] if c["name"] == "odd" for a in c["alerts"] if a["code"] == code)
    assert resolved_by(alert, "odd", better).startswith("step 1, ")
    assert not resolved_by(alert, "odd", plan)


def test_every_fix_makes_a_plan_that_can_be_carried_out(tmp_path):
    table = table_of(tmp_path, **{f'{code} \'n "so"': values for code, values in MENDED.items()})
    plan = plan_of()
    offered = fixes(profile(table).to_dict(), plan)
    assert len(offered) > len(MENDED)
    for fix in offered:
        after(table, changed(plan, fix.values))


def test_a_skewed_column_is_logged_in_the_features_if_it_is_used(tmp_path):
    table = table_of(tmp_path, spend=TAIL)
    fix = first_fix(table, plan_of(), "spend", "skewed")
    assert changed(plan_of(), fix.values).features.log == ("spend",)
    assert fix.said == "features: log of spend"
    unused = plan_of(features={"use": ["age"]})
    assert not [f for f in fixes(profile(table).to_dict(), unused, "spend") if f.code == "skewed"]


def test_repeated_ids_are_deduplicated_before_anything_else(tmp_path):
    ids = pl.DataFrame({"customer_id": [f"c{i // 2 if i < 2 else i}" for i in range(ROWS)], "age": NORMAL})
    ids.write_csv(tmp_path / "t.csv")
    table = read(Source(path="t.csv", id="customer_id"), tmp_path)
    plan = plan_of(clean=[{"step": "impute", "columns": ["age"], "method": "median"}])
    fix = first_fix(table, plan, "customer_id", "id_like")
    better = changed(plan, fix.values)
    assert [s.called() for s in better.clean] == ["deduplicate", "impute"]
    assert after(table, better).frame.height == ROWS - 1


def test_amounts_in_several_units_are_converted_once_the_rates_are_given(tmp_path):
    table = table_of(tmp_path, price=["$10" if i % 3 else "€10" for i in range(ROWS)])
    fix = first_fix(table, plan_of(), "price", "mixed_units")
    assert (fix.to, fix.asks, fix.values) == ("$", ("€",), {})
    given = fix.with_rates(plan_of(), {"€": 1.5})
    prices = after(table, changed(plan_of(), given.values)).frame.get_column("price")
    assert sorted(prices.unique()) == [10.0, 15.0]


def test_numbers_among_which_are_words_are_read_as_numbers(tmp_path):
    table = table_of(tmp_path, price=[*["12.5", "13.5"] * 29, "13", "ask us at the desk"])
    table = Table(table.frame.with_columns(pl.col("price").cast(pl.String)), table.id, table.reading)
    looks = profile(table).to_dict()
    for fix in [f for f in fixes(looks, plan_of(), "price") if f.code == "numbers_and_words"]:
        assert after(table, changed(plan_of(), fix.values)).frame.schema["price"] == pl.Float64


def test_the_same_fix_on_several_columns_is_one_step(tmp_path):
    table = table_of(tmp_path, a=MENDED["aberrant"], b=[*NORMAL[:-1], 77_777])
    plan = plan_of()
    one = changed(plan, first_fix(table, plan, "a", "aberrant").values)
    fix = first_fix(table, one, "b", "aberrant")
    both = changed(one, fix.values)
    assert [s.columns for s in both.clean] == [("a", "b")]
    assert fix.said == "step 1, outliers, now also on b"


def test_cells_are_emptied_before_what_fills_or_draws_them_in(tmp_path):
    table = table_of(tmp_path, spend=MENDED["negative"])
    plan = plan_of(clean=[{"step": "outliers", "columns": ["spend"]}, {"step": "text", "columns": ["*"]}])
    offered = [f for f in fixes(profile(table).to_dict(), plan, "spend") if f.code == "negative"]
    assert not offered, "drawn in already"
    plan = plan_of(clean=[{"step": "impute", "columns": ["spend"], "method": "median"}])
    better = changed(plan, first_fix(table, plan, "spend", "negative").values)
    assert [s.called() for s in better.clean] == ["rules", "impute"]


def test_a_column_that_is_dropped_is_not_used_any_more(tmp_path):
    table = table_of(tmp_path, odd=MENDED["near_copy"])
    plan = plan_of(features={"use": ["age", "odd"], "log": ["odd"]}, output={"columns": ["odd", "age"]})
    better = changed(plan, first_fix(table, plan, "odd", "near_copy").values)
    assert (better.features.use, better.features.log, better.output.columns) == (("age",), (), ("age",))


def test_a_renamed_column_is_mended_under_its_new_name(tmp_path):
    table = table_of(tmp_path, odd=MENDED["nulls"])
    plan = plan_of(clean=[{"step": "rename", "columns": {"odd": "even"}}])
    fix = first_fix(table, plan, "odd", "nulls")
    better = changed(plan, fix.values)
    assert [s.called() for s in better.clean] == ["rename", "impute"]
    assert better.clean[1].columns == ("even",)
    assert after(table, better).frame.get_column("even").null_count() == 0


def test_nobody_fills_a_consent_that_was_not_given(tmp_path):
    answers = [("yes", "no", "yes", None)[i % 4] for i in range(ROWS)]
    table = table_of(tmp_path, accepts_email=answers, smoker=answers)
    found = fixes(profile(table).to_dict(), plan_of())
    assert {f.column for f in found if f.code == "nulls"} == {"smoker"}


def test_the_id_is_never_dropped(tmp_path):
    table = table_of(tmp_path, twin=[f"c{i}" for i in range(ROWS)])
    dropped = [f.column for f in fixes(profile(table).to_dict(), plan_of()) if f.step and f.step["step"] == "drop"]
    assert "customer_id" not in dropped


def test_a_column_that_names_the_rows_can_be_taken_as_the_id(tmp_path):
    pl.DataFrame({"Nr": range(ROWS), "age": NORMAL}).write_csv(tmp_path / "t.csv")
    table = read(Source(path="t.csv"), tmp_path)
    plan = Plan(source=Source(path="t.csv"))
    looks = profile(Table(table.frame, "row", table.reading)).to_dict()
    offered = [f for f in fixes(looks, plan, "Nr") if f.code == "id_like"]
    assert [changed(plan, f.values).source.id for f in offered] == ["Nr"]


def test_spellings_get_no_more_than_they_need(tmp_path):
    blanks = table_of(tmp_path, city=["New York" if i % 3 else "New  York " for i in range(ROWS)])
    assert first_fix(blanks, plan_of(), "city", "spellings").step == {"step": "text", "columns": ["city"]}
    upper = table_of(tmp_path, city=["USA" if i % 3 else "Usa" for i in range(ROWS)])
    assert first_fix(upper, plan_of(), "city", "spellings").step["case"] == "upper"
    accents = table_of(tmp_path, city=["Besançon" if i % 3 else "Besancon" for i in range(ROWS)])
    assert first_fix(accents, plan_of(), "city", "spellings").step["accents"] == "remove"
    offered = [f.step for f in fixes(profile(accents).to_dict(), plan_of(), "city") if f.code == "spellings"]
    assert offered[-1] == {"step": "harmonise", "columns": ["city"]}


def test_nothing_is_mended_in_a_log_that_the_plan_derives_customers_from(tmp_path):
    table = table_of(tmp_path, odd=MENDED["nulls"])
    derive = {"kind": "rfm", "path": "t.csv", "id": "customer_id", "date": "day", "amount": "age"}
    plan = Plan.model_validate({"derive": [derive]})
    assert fixes(profile(table).to_dict(), plan) == []


def test_a_step_that_is_off_deals_with_nothing_and_is_joined_by_none(tmp_path):
    table = table_of(tmp_path, a=MENDED["aberrant"], b=[*NORMAL[:-1], 77_777])
    off = {"step": "outliers", "columns": ["a", "b"], "threshold": 3.0, "off": True}
    renamed = {"step": "rename", "columns": {"a": "c"}, "off": True}
    plan = plan_of(clean=[off, renamed])
    better = changed(plan, first_fix(table, plan, "a", "aberrant").values)
    assert [(s.called(), s.off) for s in better.clean] == [("outliers", True), ("rename", True), ("outliers", False)]
    assert better.clean[2].columns == ("a",)
