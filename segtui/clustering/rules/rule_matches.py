"""Which rows match which rule of a table of conditions."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import Field

from segtui.cleaning import sql
from segtui.cleaning.sql import SqlError, read_sql
from segtui.declare import Declared
from segtui.errors import Fault
from segtui.features.rule_lint import RuleMatches
from segtui.language.sentences import say

KEY = "search.rules.rules"
_SEVERAL_ROWS = {"Agg", "Window", "Over"}


class NamedCondition(Declared):
    """One segment by a rule: its name, and the condition of its rows."""

    name: Annotated[str, Field(min_length=1, pattern=r"\S")]
    """The name of the segment."""
    when: Annotated[str, Field(min_length=1)]
    """A condition in SQL on any columns, such as income > 0 AND country IN ('FR', 'DE')."""


def matches(rules: Sequence[NamedCondition], frame: pl.DataFrame) -> RuleMatches:
    """The rows of a frame that match each rule; raises PlanError for conditions that do not fit its columns."""
    found = [sql.true_rows(frame, rule.when, f"{KEY}[{number}].when") for number, rule in enumerate(rules, 1)]
    met = np.array([each.fill_null(False).to_numpy() for each in found], dtype=np.bool_)
    return RuleMatches(met.reshape(len(rules), frame.height), tuple(each.null_count() for each in found))


def faults(rules: Sequence[NamedCondition], columns: Sequence[str]) -> list[Fault]:
    """What is wrong with the conditions before they see any data, each under its plan key."""
    found: list[Fault] = []
    for number, rule in enumerate(rules, 1):
        key = f"{KEY}[{number}].when"
        wrong = sql.faults(rule.when, columns, key)
        if not wrong and _compares_rows(rule.when):
            what = say("decides by several rows at once, so a new row alone would get another segment")
            fix = say("write a number for what it computes, such as income > 30000 instead of income > AVG(income)")
            wrong = [Fault(key, what, fix)]
        found += wrong
    return found


def columns_of(rules: Sequence[NamedCondition]) -> list[str]:
    """The columns that the conditions name, each once."""
    return list(dict.fromkeys(name for rule in rules for name in sql.names_in(rule.when)))


def _compares_rows(condition: str) -> bool:
    """Whether a condition has an aggregate or a window."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # this format is internal to Polars and may change
            tree = json.loads(read_sql(condition, say("a condition")).expression.meta.serialize(format="json"))
    except (SqlError, pl.exceptions.PolarsError, ValueError, TypeError):
        return False
    return bool(_SEVERAL_ROWS & _kinds(tree))


def _kinds(tree: Any) -> set[str]:
    """The kinds of node in an expression's tree."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found |= node.keys() - {"Literal"}
            waiting += [inner for name, inner in node.items() if name != "Literal"]
        elif isinstance(node, list):
            waiting += node
    return found
