"""What a plan does is drawn by the plan's seed, or by that of a step: nothing under it draws by a seed of its own."""

import ast
from pathlib import Path

import polars as pl
import pytest

from segtui.cleaning.knn_impute import donors
from segtui.cleaning.matching.comparison import compared
from segtui.cleaning.matching.model import chances
from segtui.features.maker import makers
from segtui.plan.model import Plan, steps

ROOT = Path(__file__).parents[3] / "segtui"
WITHOUT_A_PLAN = {"profiling/sums.py", "profiling/redundant_columns.py", "plan/starter/categories.py"}
"""What looks at a file before there is a plan, and so finds the same in it whatever the seed."""
DRAWN = ["impute", "outliers", "match", "text"]


def faults(source):
    """The lines of a module that draw by a number, or by nothing at all."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            seeds = [k.value for k in node.keywords if k.arg == "random_state"]
            seeds += (node.args or [ast.Constant(None)]) if ast.unparse(node.func).endswith("default_rng") else []
            yield from (node.lineno for seed in seeds if isinstance(seed, ast.Constant))


def test_the_search_finds_what_it_looks_for():
    assert sorted(faults("np.random.default_rng(0).choice(3)\nFit(random_state=1)\ndefault_rng()")) == [1, 2, 3]
    assert not list(faults("np.random.default_rng(seed)\nFit(random_state=self.seed)"))


def test_whatever_a_plan_does_is_drawn_by_a_seed_that_it_is_given():
    found = {p.relative_to(ROOT).as_posix(): list(faults(p.read_text("utf-8"))) for p in ROOT.rglob("*.py")}
    assert {name for name, lines in found.items() if lines} == WITHOUT_A_PLAN


@pytest.mark.parametrize("own", [None, 3])
def test_steps_and_makers_have_the_plans_seed_unless_they_name_one(own):
    given = [
        {"step": "impute", "columns": ["a"], "method": "knn", "seed": own},
        {"step": "outliers", "columns": ["a"], "method": "isolation_forest", "action": "drop", "seed": own},
        {"step": "match", "on": {"name": "name"}, "seed": own},
    ]
    plan = {"seed": 7, "source": {"path": "a.csv"}, "clean": given}
    made = Plan.model_validate({**plan, "derive": [{"kind": "text", "column": "said", "seed": own}]})
    seeded = [*made.steps(), *made.makers()]
    assert [each.seed for each in seeded] == [7 if own is None else 3] * 4
    assert [each.called() for each in seeded] == DRAWN


def test_every_step_and_maker_with_a_seed_is_among_these():
    assert {each.called() for each in (*steps(), *makers()) if "seed" in each.model_fields} == set(DRAWN)


def test_the_seed_draws_the_rows_of_knn_and_the_pairs_of_match():
    frame = pl.DataFrame({"id": range(40), "x": [float(i) for i in range(40)]})
    assert donors(frame, id="id", seed=1, most=9).rows.tolist() != donors(frame, id="id", seed=2, most=9).rows.tolist()
    names = compared(pl.Series("name", [f"{chr(97 + i % 26)}{i * i}n" for i in range(3_000)]), "name")
    first, again, other = (chances([names], seed)[0].tolist() for seed in (1, 1, 2))
    assert first == again != other
