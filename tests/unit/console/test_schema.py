"""`segtui schema`: what an editor is told must be what a plan may hold."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from segtui.guide.pages import page
from segtui.plan.model import Plan, makers, steps

ROOT = Path(__file__).parents[3]
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


@pytest.fixture(scope="module")
def schema():
    return Plan.model_json_schema()


def misfits(value, rule, root, at="plan"):
    """Where a value breaks a schema, for the keywords that ours uses."""
    if "$ref" in rule:
        rule = {**root["$defs"][rule["$ref"].rsplit("/")[-1]], **{k: v for k, v in rule.items() if k != "$ref"}}
    for word, fitting in (("anyOf", lambda n: n > 0), ("oneOf", lambda n: n == 1)):
        if word in rule and not fitting(sum(not misfits(value, branch, root, at) for branch in rule[word])):
            return [f"{at}: fits no branch"]
    found = []
    if "const" in rule and value != rule["const"]:
        found.append(f"{at}: is not {rule['const']}")
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{at}: is none of {rule['enum']}")
    expected = rule.get("type")
    if expected and (not isinstance(value, TYPES[expected]) or (expected != "boolean" and isinstance(value, bool))):
        return [*found, f"{at}: is no {expected}"]
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        found.append(f"{at}: does not match {rule['pattern']}")
    if isinstance(value, (int, float)) and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        found.append(f"{at}: is out of range")
    if isinstance(value, list):
        each = rule.get("prefixItems") or [rule.get("items", {})] * len(value)
        for i, (item, inner) in enumerate(zip(value, each, strict=False)):
            found += misfits(item, inner, root, f"{at}[{i}]")
    if isinstance(value, dict):
        known = rule.get("properties", {})
        found += [f"{at}.{key}: is missing" for key in rule.get("required", []) if key not in value]
        for key, item in value.items():
            inner = known.get(key, rule.get("additionalProperties", {}))
            found += [f"{at}.{key}: is unknown"] if inner is False else misfits(item, inner or {}, root, f"{at}.{key}")
    return found


def as_json(text):
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def plans():
    guide = page("plan").text
    yield "sample", (ROOT / "sample_data/plan.toml").read_text(encoding="utf-8")
    yield "guide", re.search(r"```toml\n(version.*?)```", guide, re.DOTALL)[1]


@pytest.mark.parametrize(("name", "text"), plans())
def test_the_schema_takes_the_plans_that_we_show(schema, name, text):
    assert misfits(as_json(text), schema, schema) == []


@pytest.mark.parametrize(
    "wrong",
    [
        '[source]\npath = "a"\nidd = "b"',
        '[source]\nid = "b"',
        '[source]\npath = "a"\n[search.kmeans]\nk = "many"',
        '[source]\npath = "a"\n[search.kmean]\nk = [3]',
        '[source]\npath = "a"\n[select]\nmin_share = 7',
        '[source]\npath = "a"\n[[clean]]\nstep = "inpute"',
        '[source]\npath = "a"\n[[clean]]\nstep = "impute"\ncolumns = ["x"]\nmethod = "avg"',
        '[[derive]]\nkind = "rfm"\npath = "a"',
        'version = 2\n[source]\npath = "a"',
    ],
)
def test_the_schema_refuses_what_a_plan_may_not_hold(schema, wrong):
    assert misfits(as_json(wrong), schema, schema)


@pytest.mark.parametrize("grid", ['"2..5"', "3", "[2, 9]", '"10..50 step 10"'])
def test_the_schema_takes_a_grid_however_it_is_written(schema, grid):
    text = (
        f'[source]\npath = "a"\n[search.kmeans]\nk = {grid}\n[search.hierarchical]\nlinkage = "ward"\n[search.dbscan]\n'
    )
    assert misfits(as_json(text + 'eps = "auto"\nmin_samples = 5'), schema, schema) == []
    assert misfits(as_json(text + "eps = [0.5, 1]"), schema, schema) == []


def test_the_command_prints_a_schema_with_every_step_algorithm_maker_and_its_help(command):
    done = command("schema")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["$schema"].startswith("https://json-schema.org/")
    consts = {
        d["properties"][tag]["const"]
        for d in told["$defs"].values()
        for tag in ("step", "kind")
        if tag in d["properties"]
    }
    assert consts == {step.called() for step in steps()} | {maker.called() for maker in makers()}
    assert set(told["$defs"]["Search"]["properties"]) == {
        "sample",
        "kmeans",
        "hierarchical",
        "dbscan",
        "hdbscan",
        "mixture",
        "kmedoids",
        "gower",
        "rules",
    }
    helpless = [
        f"{name}.{key}"
        for name, model in told["$defs"].items()
        for key, field in model["properties"].items()
        if not field.get("description") and key not in ("step", "kind")
    ]
    assert helpless == []
