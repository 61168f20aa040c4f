"""Typed facts become JSON and come back as they were."""

import json
import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

from segtui.language.sentences import in_language, listing, say, say_counted
from segtui.language.translation import speaking
from segtui.pipeline.report.kept.typed_json import FRAME, FieldForm, LeftOut, TypedJson, array, as_text


@dataclass(frozen=True)
class Inner:
    name: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Outer:
    inner: Inner | None
    by_number: dict[int, str]
    pair: tuple[str, int]
    set: frozenset[str]
    either: int | str
    points: np.ndarray
    frame: pl.DataFrame
    rows: np.ndarray = field(default_factory=lambda: np.zeros(1))
    new: int = 7


FORM = TypedJson(
    {
        (Outer, "points"): array(np.float64),
        (Outer, "frame"): FRAME,
        (Outer, "rows"): FieldForm(len, np.zeros),
    },
    {},
)


def test_there_and_back():
    frame = pl.DataFrame(
        {"a": [1.5, math.inf, None], "b": [["x"], [], None]}, schema_overrides={"b": pl.List(pl.String)}
    )
    before = Outer(
        Inner("n", (1.0, math.inf)), {3: "c", -1: "n"}, ("a", 1), frozenset("ba"), "x", np.array([1.0, np.nan]), frame
    )
    kept = json.loads(as_text(FORM.write(before)))
    after = FORM.read(Outer, kept)
    assert (after.inner, after.by_number, after.pair, after.set) == (
        before.inner,
        before.by_number,
        ("a", 1),
        before.set,
    )
    assert after.frame.equals(frame) and after.frame.schema == frame.schema
    assert np.array_equal(after.points, before.points, equal_nan=True) and len(after.rows) == 1
    assert list(after.by_number) == [3, -1]


def test_a_field_that_an_older_file_lacks_takes_its_default():
    kept = FORM.write(Outer(None, {}, ("", 0), frozenset(), 1, np.zeros(0), pl.DataFrame()))
    del kept["new"]
    assert FORM.read(Outer, kept).new == 7 and FORM.read(Outer, kept).inner is None


def test_rows_are_never_kept_by_accident():
    for value in (np.zeros(3), pl.DataFrame(), pl.Series()):
        with pytest.raises(TypeError, match="give its field a form"):
            TypedJson({}, {}).write(value)


def test_a_field_that_is_left_out_is_made_anew():
    form = TypedJson({(Inner, "name"): LeftOut(lambda: "made"), (Inner, "values"): LeftOut()}, {})
    assert form.write(Inner("x", (1.0,))) == {}
    assert form.read(Inner, {}) == Inner("made")


def test_a_sentence_can_still_be_said_in_another_language():
    inner = say("{rows:,} rows", rows=1200)
    before = say_counted(
        "{names}: {count} of {part:share}",
        "{names}: {count} of {part:share}",
        2,
        names=listing(["a", inner]),
        part=(1, 4),
    )
    form = TypedJson({}, {})
    after = form.read(Inner, json.loads(as_text(form.write(Inner(before))))).name
    assert after == before and after.template == before.template
    with speaking("fr"):
        assert in_language(after) == in_language(before) != str(before)
