"""What really crosses between the workbench and the compute process has the fields that are declared for it."""

import dataclasses
import json
from types import NoneType, UnionType
from typing import Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from segtui.engine.transport.messages import (
    Assess,
    Compare,
    Crosstabulate,
    Describe,
    Forecast,
    Prepare,
    PreviewExport,
    Read,
    SearchGrids,
    Write,
)
from segtui.profiling.column import AlertCode, AlertFacts

LATER = {"AlertCode": AlertCode, "AlertFacts": AlertFacts}
"""What the payloads name for type checkers alone."""
PLAN = """
[source]
path = "customers.csv"
[[clean]]
step = "text"
columns = ["city"]
[features]
use = ["income", "visits"]
log = ["income"]
[search.hierarchical]
k = [2, 3]
[search.kmeans]
k = [2, 3]
[select]
min_share = 0.0
[[export]]
to = "csv"
no_consent_column = true
"""


def differing(value, declared, place):
    """Where a value is not of its declared type, as paths with what is there."""
    if isinstance(declared, UnionType) or get_origin(declared) is UnionType:
        return [] if any(not differing(value, one, place) for one in get_args(declared)) else [(place, value)]
    if is_typeddict(declared):
        hints = get_type_hints(declared, localns=LATER)
        marked = get_type_hints(declared, localns=LATER, include_extras=True)
        needed = {key for key in hints if declared.__total__ and get_origin(marked[key]) is not NotRequired}
        if not isinstance(value, dict) or not needed <= value.keys() <= hints.keys():
            return [(place, sorted(value) if isinstance(value, dict) else value)]
        return [found for key, one in value.items() for found in differing(one, hints[key], f"{place}.{key}")]
    if get_origin(declared) in (list, dict) and not isinstance(value, get_origin(declared)):
        return [(place, value)]
    if get_origin(declared) is list:
        return [found for one in value for found in differing(one, get_args(declared)[0], f"{place}[]")]
    if get_origin(declared) is dict:
        return [found for one in value.values() for found in differing(one, get_args(declared)[1], f"{place}{{}}")]
    if get_origin(declared) is Literal:
        return [] if value in get_args(declared) else [(place, value)]
    kinds = (int, float) if declared is float else NoneType if declared is None else declared
    return [] if isinstance(value, kinds) else [(place, value)]


@pytest.fixture(scope="module")
def said(shared, sample):
    plan = {"plan": PLAN, "folder": str(sample)}
    out = str(sample / "runs" / "payloads")
    answers = [shared.ask(kind, **plan) for kind in (Read, Prepare, Forecast, SearchGrids)]
    assert not [a for a in answers if type(a).__name__ == "Failed"]
    hierarchical = next(row["key"] for row in answers[-1].rows if row["algorithm"] == "hierarchical")
    answers.append(shared.ask(Describe, **plan, key=hierarchical))
    answers.append(shared.ask(Assess, **plan))
    answers.append(shared.ask(Crosstabulate, **plan, key=hierarchical, column="city"))
    answers.append(shared.ask(PreviewExport, **plan, index=0))
    answers.append(shared.ask(Write, **plan, out=out))
    answers.append(shared.ask(Compare, old=out, new=out))
    assert not [a for a in answers if type(a).__name__ == "Failed"]
    return [*shared.messages, *answers]


def test_every_message_has_the_fields_that_it_declares(said):
    kinds = {type(message).__name__ for message in said}
    assert kinds >= {"Opened", "Prepared", "Forecasted", "Found", "Cleaned", "Searched", "Described"}
    assert kinds >= {"ExportPreviewed", "Wrote", "Compared"} and "Failed" not in kinds
    for message in said:
        hints = get_type_hints(type(message), localns=LATER)
        fields = json.loads(message.line())
        for field in dataclasses.fields(message):
            place = f"{type(message).__name__}.{field.name}"
            assert not differing(fields[field.name], hints[field.name], place)[:3]
