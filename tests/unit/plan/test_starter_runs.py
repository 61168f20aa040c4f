"""What a run refuses, no starter plan proposes: whatever a table holds, its plan loads and runs, or says what to do."""

import itertools
import math
import tomllib

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segtui.cleaning.clean import clean
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import PlanError, SegtuiError
from segtui.pipeline.preparing.prepare import prepare
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.dump import dump
from segtui.plan.load import overridden, parse
from segtui.plan.starter.infer import infer
from segtui.plan.suggestions.suggest import fixes
from segtui.profiling.profile import profile

ROWS = 60
NASTY = {
    "plain": lambda i: i * 7 % 23 + i / 10,
    "inf": lambda i: math.inf if i % 20 == 3 else float(i * 7 % 23) + 0.5,
    "mostly inf": lambda i: math.inf if i % 3 else float(i),
    "both infs": lambda i: (-1) ** i * math.inf if i < 6 else i * 1.5,
    "huge": lambda i: (i + 1) * 2.5e306,
    "one huge": lambda i: 1e308 if i == 4 else i + 0.5,
    "tiny": lambda i: i * 1e-308,
    "two and inf": lambda i: math.inf if i == 1 else float(i % 2),
    "nan": lambda i: math.nan if i % 4 else i + 0.25,
    "constant": lambda i: 4.5,
    "text": lambda i: f"word {i % 5}",
    "empty": lambda i: None,
    "wide": lambda i: (-1) ** i * 1e99 * i,
    "long tail": lambda i: 10.0 ** (i / 4),
}
NAMES = [
    "a",
    "Income, USD",
    "^x.*$",
    "*",
    "a\x01b\x7f",
    'q"q',
    "a[b]",
    "a*",
    "tab\there",
    "two\nlines",
    "\u2028",
    "select",
    "ünï",
    "spend+tax",
]


def planned(folder, columns):
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(ROWS)]})
    for name, kind in columns.items():
        frame = frame.with_columns(pl.Series(name, [NASTY[kind](i) for i in range(ROWS)], strict=False))
    frame.write_parquet(folder / "rows.parquet")
    table = read(Source(path="rows.parquet"), folder)
    text = infer(table, profile(table), "rows.parquet")
    return table, text, parse(text)


class Silent:
    def stage(self, name, extent=""): ...

    def advance(self, done, total): ...

    def note(self, message): ...


def carried(folder, columns):
    """What is clustered by the starter plan; None where nothing can be and the error says what to do."""
    _, _, plan = planned(folder, columns)
    assert plan.source is not None
    try:
        matrix = prepare(plan, folder, Silent()).matrix
    except SegtuiError as error:
        assert (plan.features.use, error.exit_code, bool(error.fix)) == (None, 3, True)
        return None
    assert all(map(math.isfinite, matrix.values.ravel().tolist()))
    assert set(plan.features.use or ()) <= {c.source for c in matrix.columns}
    return matrix


@pytest.mark.parametrize("kind", NASTY)
def test_a_column_of_any_numbers_beside_a_plain_one_can_be_run(tmp_path, kind):
    matrix = carried(tmp_path, {"plain": "plain", "c": kind})
    assert len(matrix.values) == ROWS


@pytest.mark.parametrize("kind", sorted(set(NASTY) - {"plain"}))
def test_a_column_of_any_numbers_alone_can_be_run_or_is_told(tmp_path, kind):
    carried(tmp_path, {"c": kind})


def test_infinite_and_huge_numbers_are_emptied_and_filled(tmp_path):
    _, text, plan = planned(tmp_path, {"plain": "plain", 'a, "b"': "inf", "one": "one huge"})
    assert plan.clean[0].called() == "rules"
    assert [rule.columns for rule in plan.clean[0].rules] == [('a, "b"',), ("one",)]
    assert plan.clean[1].called() == "impute"
    assert "3 of a" in text.replace("\n#  ", "") and "infinite" in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["inf", "long tail"])
def test_a_column_of_any_name_is_planned_under_that_name(tmp_path, name, kind):
    matrix = carried(tmp_path, {"plain": "plain", "ab": "plain", name: kind})
    assert matrix is not None and len(matrix.columns) >= 2


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=8), st.sampled_from(sorted(NASTY))), max_size=5))
@example([("+", "both infs")])
@example([("spend+tax", "inf"), ("1e+100", "one huge")])
def test_every_starter_plan_runs_or_says_what_to_do(tmp_path_factory, columns):
    folder = tmp_path_factory.mktemp("starter")
    number = itertools.count()
    named = {name if name.encode(errors="ignore").decode() == name else f"c{next(number)}": k for name, k in columns}
    named.pop("id", None)
    carried(folder, named)


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_toml_that_says_the_names(tmp_path, name):
    table, text, _ = planned(tmp_path, {"plain": "plain", name: "long tail"})
    assert set(tomllib.loads(text)["features"]["use"]) <= set(table.frame.columns)


LONG = {
    "an integer of 5,000 digits": f"seed = {'9' * 5_000}",
    "a list 5,000 deep": f"x = {'[' * 5_000}{']' * 5_000}",
    "half a character": 't = "\\ud800"',
    "a zero byte": "\x00",
    "a number beyond floats": "seed = 1e999",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_plan_with_hostile_toml_is_a_plan_with_a_fault(text):
    with pytest.raises(PlanError):
        parse(f'source.path = "a.csv"\n{text}\n')
    with pytest.raises(PlanError):
        parse(overridden(f'source.path = "a.csv"\n{text}\n', ["features.scale=minmax"]))


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 5_000 + "]" * 5_000, "1e999", "[99999999999999999999999]"])
def test_a_hostile_value_of_set_is_an_error_of_the_command_line(value):
    with pytest.raises(SegtuiError) as raised:
        parse('source.path = "a.csv"', overrides=[f"seed={value}"])
    assert raised.value.exit_code == 2
    assert len(str(raised.value)) < 300


def test_the_fix_of_six_currencies_asks_for_five_rates_and_keeps_all(tmp_path):
    units = ["EUR", "USD", "GBP", "CHF", "SEK", "NOK"]
    cells = [f"{100 + i} {units[min(i % 8, 5)]}" for i in range(80)]
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(80)], "Income, all": cells, "x": range(80)})
    frame.write_csv(tmp_path / "a.csv")
    table = read(Source(path="a.csv"), tmp_path)
    known = profile(table).to_dict()
    plan = parse('source = {path = "a.csv", id = "id"}\n')
    (fix,) = [f for f in fixes(known, plan, "Income, all") if f.code == "mixed_units"]
    assert {fix.to, *fix.asks} == set(units)
    made = fix.with_rates(plan, {unit: 2.0 for unit in fix.asks})
    cleaned = clean(table.frame, parse(dump(plan.model_copy(update=made.values))).clean, id="id")
    assert cleaned.frame["Income, all"].null_count() == 0
    assert cleaned.log["columns"].to_list()[0] == ["Income, all"]


def test_a_feature_of_three_values_is_no_strong_structure(tmp_path):
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(90)], "level": [[1.5, 2.5, 9.0][i % 3] for i in range(90)]})
    frame.write_parquet(tmp_path / "a.parquet")
    plan = parse('source = {path = "a.parquet", id = "id"}\nfeatures.use = ["level"]\nsearch.kmeans.k = [3]\n')
    run_plan(plan, RunOptions(tmp_path, tmp_path / "run"), Silent())
    told = (tmp_path / "run" / "report.md").read_text(encoding="utf-8")
    assert "strong structure" not in told
    assert "only 3 distinct values of 1 feature" in told
