"""Where SQL can't be read, in words: Polars tells it of a query, and not of an expression."""

from __future__ import annotations

import re

import polars as pl

from segtui.language.sentences import say

_PLACED = re.compile(
    r"(?:sql parser error: )?(?P<why>.*?)\.? at Line: (?P<line>\d+), Column: (?P<column>\d+)", re.DOTALL
)
_EXPECTED = re.compile(r"Expected: (?P<what>.*), found: (?P<found>.*)", re.DOTALL)
_TOKEN = re.compile(r"found unexpected token '(?P<token>.*)'", re.DOTALL)
_SHOWN = 20
_END = "]"
"""Ends the query where the expression should have ended: no expression goes on with it."""


def unreadable(sql: str, why: str) -> str:
    """What is wrong with an expression that Polars refuses for the reason `why`, with its place where that is known."""
    token = _TOKEN.search(why)
    if not (token or _PLACED.search(why) or why.startswith("unable to parse")):
        return why
    placed = _PLACED.search(_refused_as_query(sql))
    lines = sql.split("\n")
    line = int(placed["line"]) - 2 if placed else 0
    if placed is None or not (0 <= line < len(lines)):
        return say('unexpected "{token}"', token=token["token"]) if token else _too_early(placed)
    column = int(placed["column"])
    rest = lines[line][column - 1 :].strip()
    shown = rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
    at = say('at "{part}" (column {column})', part=shown, column=column)
    if len(lines) > 1:
        at = say('at "{part}" (line {line}, column {column})', part=shown, line=line + 1, column=column)
    expected = _EXPECTED.fullmatch(placed["why"])
    if expected is None:
        return say("{why} {at}", why=f"{placed['why'][:1].lower()}{placed['why'][1:]}", at=at)
    if token:
        return say("unexpected {found} {at}", found=expected["found"], at=at)
    return say("expected {what} {at}", what=expected["what"], at=at)


def _too_early(placed: re.Match[str] | None) -> str:
    expected = _EXPECTED.fullmatch(placed["why"]) if placed else None
    return say("it ends where {what} is expected", what=expected["what"]) if expected else say("it is incomplete")


def _refused_as_query(sql: str) -> str:
    """What Polars says of a query of the expression, which is never complete and never run."""
    try:
        pl.SQLContext().execute(f"SELECT\n{sql}\n{_END}")
    except pl.exceptions.PolarsError as error:
        return str(error)
    return ""
