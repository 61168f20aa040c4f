"""Comparisons of columns with values of another type, which Polars rejects cryptically or evaluates unexpectedly.

`opted_in <> 'no'` is true for every row if opted_in is Boolean, because Polars writes its values as true and false.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from segtui.language.listings import quoted_name
from segtui.language.sentences import say
from segtui.language.wording import quoted, type_word

_COMPARED = {"Eq", "NotEq", "Lt", "LtEq", "Gt", "GtEq", "EqValidity", "NotEqValidity"}
_TOLD = {"flag": "yes and no", "text": "text", "number": "numbers", "date": "dates"}
_FIXES = {
    ("number", "text"): say("write numbers without quotes, such as income > 100"),
    ("text", "number"): say(
        "write text in single quotes, such as '20', or cast the column to a number in a clean step"
    ),
    ("date", "text"): say("write a date as DATE '2024-01-31' and a time as TIMESTAMP '2024-01-31 08:45:00'"),
    ("date", "number"): say("write a date as DATE '2024-01-31', or compare EXTRACT(YEAR FROM …) with a year"),
    ("flag", "date"): say("use the date column"),
}

Node = dict[str, Any]


@dataclass(frozen=True)
class Mixed:
    """A comparison of two types: what is wrong, and what to write instead."""

    what: str
    fix: str


def mixed_kinds(expression: pl.Expr, frame: pl.DataFrame, names: Mapping[str, str]) -> Mixed | None:
    """The first comparison in an expression whose sides have types that can't be compared.

    `names` are those of columns that have a placeholder in the expression.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # this format is internal to Polars and may change
            tree = json.loads(expression.meta.serialize(format="json"))
    except (pl.exceptions.PolarsError, ValueError, TypeError):
        return None  # anything else is evaluated unchecked
    empty = frame.clear()
    for sides in _comparisons(tree):
        known = [(_kind(side, empty), side) for side in sides]
        (one, left), (other, right) = sorted(known, key=lambda k: (_is_literal(k[1]), k[0] != "flag"))
        kinds = one, other
        if "" not in kinds and kinds[0] != kinds[1] and set(kinds) != {"flag", "number"}:
            return _told(left, right, kinds, names)
    return None


def _comparisons(tree: Any) -> Iterator[tuple[Node, Node]]:
    """The two sides of every comparison, including IN, LIKE, COALESCE and the like, with the first input against each
    other."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += [n for n in reversed(node) if isinstance(n, (dict, list))]
            continue
        for name, inner in node.items():
            if name == "BinaryExpr" and inner["op"] in _COMPARED:
                yield inner["left"], inner["right"]
            elif name == "Function" and _compares(inner["function"]):
                first, *others = inner.get("input") or [{}]
                yield from ((first, other) for other in others)
            if isinstance(inner, (dict, list)) and name not in ("Literal", "function"):
                waiting.append(inner)


def _compares(function: Any) -> bool:
    """Whether a function compares its inputs, instead of transforming the first."""
    if not isinstance(function, dict):
        return True
    likened = ("StartsWith", "EndsWith", "Contains")
    return bool({"Sql", "Boolean"} & set(function)) or str(function.get("StringExpr")).lstrip("{'").startswith(likened)


def _kind(node: Node, empty: pl.DataFrame) -> str:
    """flag, text, number, date, or None for what compares with anything or is unknown."""
    if "Cast" in node and _kind(node["Cast"]["expr"], empty) == "flag":
        return "flag" if "String" in str(node["Cast"]["dtype"]) else _kind_of(_dtype(node, empty))
    return _kind_of(_dtype(node, empty))


def _dtype(node: Node, empty: pl.DataFrame) -> pl.DataType:
    if isinstance(node, str):  # "Len", of COUNT(*)
        return pl.UInt32()
    if isinstance(node.get("Column"), str):
        return empty.schema.get(node["Column"], pl.Null())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            part = pl.Expr.deserialize(io.StringIO(json.dumps(node)), format="json")
        dtype = empty.lazy().select(value=part).collect_schema()["value"]
    except (pl.exceptions.PolarsError, ValueError, TypeError):
        return pl.Null()
    return dtype.inner if isinstance(dtype, pl.List) else dtype  # type: ignore[return-value]


def _kind_of(dtype: pl.DataType) -> str:
    if dtype == pl.Boolean:
        return "flag"
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return "text"
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return "date"
    return "number" if dtype.is_numeric() else ""


def _is_literal(node: Node) -> bool:
    return "Literal" in node


def _text_of(node: Node) -> str | None:
    try:
        text = node["Literal"]["Scalar"]["String"]
    except (KeyError, TypeError):
        return None
    return text if isinstance(text, str) else None


def _told(left: Node, right: Node, kinds: tuple[str, str], names: Mapping[str, str]) -> Mixed | None:
    column, word = left.get("Column"), _text_of(right)
    inner = left.get("Cast", {}).get("expr", {}) if "Cast" in left else {}
    if kinds[0] == "flag" and isinstance(inner.get("Column"), str):
        if word is None or word in ("true", "false"):
            return None
        column = inner["Column"]
    name = names.get(column, column) if isinstance(column, str) else None
    what = say(
        "{part} holds {held} and is compared with {other}",
        part=quoted_name(name) if name is not None else say("a part of it"),
        held=type_word(_TOLD[kinds[0]]),
        other=quoted(word) if word else type_word(_TOLD[kinds[1]]),
    )
    if set(kinds) == {"flag", "text"}:
        return Mixed(what, _for_flag(name if kinds[0] == "flag" else None))
    return Mixed(what, _FIXES.get(kinds) or _FIXES.get(kinds[::-1], say("compare values of the same type")))


def _for_flag(name: str | None) -> str:
    if name is None:
        return say("write a column of yes and no by itself: opted_in, or NOT opted_in")
    plain = name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'
    return say("write {name} for yes, NOT {name} for no", name=plain)
