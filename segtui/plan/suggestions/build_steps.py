"""The ways to fix each kind of alert, with their parameters from what the profile says of the column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segtui.language.sentences import Sentence, say, say_counted
from segtui.plan.model import Plan, steps
from segtui.plan.needed_libraries import is_here
from segtui.plan.suggestions.value_rules import one_spelling, possible
from segtui.profiling.name_words import name_words

Plain = dict[str, Any]
"""A cleaning step as it would be in TOML."""
_NUMBERS = ("integer", "number")
_MOSTLY_EMPTY = 0.5
_CONSENT = {"consent", "consents", "consented", "optin", "opt", "accepts", "agreed", "subscribed", "gdpr"}
_CONSENT |= {"consentement", "accepte", "rgpd", "einwilligung", "zustimmung", "consenso", "consentimiento"}
"""Words of names of columns that say who may be contacted."""
Known = Mapping[str, Any]
"""A column of the profile, or an alert, as plain data."""


@dataclass(frozen=True)
class Remedy:
    """Steps to add, or the column to log, leave out, or use as the id, or the `decimal` mark of the source.

    `asks` and `to` are units without rates yet.
    """

    label: str
    steps: tuple[Plain, ...] = ()
    log: bool = False
    unused: bool = False
    id: bool = False
    decimal: str = ""
    asks: tuple[str, ...] = ()
    to: str = ""


def remedies(alert: Known, column: Known, name: str, plan: Plan) -> list[Remedy]:
    """The ways to resolve an alert of a column named `name` after cleaning, the best first; may be empty."""
    return [*_known_remedies(alert, column, name, plan), *_of_steps(alert, column, name)]


def _of_steps(alert: Known, column: Known, name: str) -> list[Remedy]:
    """What the steps that deal with the alert suggest themselves."""
    dealing = [step for step in steps() if alert["code"] in step.deals_with and is_here(step)]
    found = [(step, step.remedy(alert, column, name)) for step in dealing]
    return [Remedy(said[0], ({"step": step.called(), **said[1]},)) for step, said in found if said]


def _known_remedies(alert: Known, column: Known, name: str, plan: Plan) -> list[Remedy]:
    code, count = alert["code"], alert["count"]
    if code in ("constant", "near_copy", "correlated", "empty", "sum_of_columns"):
        # An e-mail address belongs to the id and is needed.
        names = any(a["code"] == "id_like" for a in column["alerts"])
        return [] if names or _is_id(column, name, plan) else [_drop(name)]
    if code in ("nulls", "unread"):
        return _gaps(column, name, count)
    if code == "aberrant":
        return [_clip(column, name), _emptied_far(column, name)]
    if code in ("skewed", "heavy_tail"):
        return _skewed(code, column, name, plan)
    if code in ("stand_in", "zeros", "null_word"):
        return _stand_in(alert, column, name)
    if code == "negative":
        said = say_counted("empty {count:,} value below 0", "empty {count:,} values below 0", count)
        return [_empty(said, f"{quoted(name)} >= 0", column, name)]
    if code == "impossible_date":
        said = say_counted("empty {count:,} impossible date", "empty {count:,} impossible dates", count)
        return [_empty(said, possible(alert, column, name), column, name)]
    if code == "numbers_and_words":
        return _as_numbers(alert, column, name)
    if code == "spellings":
        return [Remedy(label, (step,)) for label, step in one_spelling(alert["facts"]["pair"], column, name)]
    if code == "decimal_marks":
        return _decimal(alert, plan)
    if code == "mixed_units":
        return _units(alert, name)
    if code == "infinite":
        step = {"step": "replace", "columns": [name], "values": {"inf": "", "-inf": ""}}
        return [Remedy(say("empty the infinite values"), (step, *_filled(column, name)))]
    return _ids(alert, column, name, plan) if code == "id_like" else []


def _stand_in(alert: Known, column: Known, name: str) -> list[Remedy]:
    """Empty the placeholder cells; if most cells are, suggest dropping the column first."""
    value = alert["facts"]["value"]
    count = alert["count"]
    if column["kind"] in _NUMBERS:
        shown = f"{value:g}" if value == int(value) and abs(value) < 1e6 else repr(value)
        said = say_counted(
            "empty {count:,} cell that holds {value}", "empty {count:,} cells that hold {value}", count, value=shown
        )
        made = _empty(said, f"{quoted(name)} <> {shown}", column, name)
    else:
        said = say_counted(
            'empty {count:,} cell that holds "{value}"', 'empty {count:,} cells that hold "{value}"', count, value=value
        )
        made = Remedy(said, ({"step": "replace", "columns": [name], "values": {value: ""}},))
    return [_drop(name), made] if alert["count"] > _MOSTLY_EMPTY * column["rows"] else [made]


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _drop(name: str) -> Remedy:
    return Remedy(say("drop the column"), ({"step": "drop", "columns": [name]},))


def _gaps(column: Known, name: str, count: int) -> list[Remedy]:
    """Ways to fill; none for a column of consents, where nobody else may answer."""
    if set(name_words(name)) & _CONSENT:
        return []
    number = column["kind"] in _NUMBERS
    method, said = ("median", _by_median(count)) if number else ("mode", _by_mode(count))
    step = {"step": "impute", "columns": [name], "method": method}
    rows = {"step": "impute", "columns": [name], "method": "drop"}
    found = [Remedy(said, (step,)) if column["distinct"] else None]
    found.append(
        Remedy(say_counted("drop the {count:,} row", "drop the {count:,} rows", count), (rows,))
        if column["distinct"]
        else None
    )
    at = 0 if count > _MOSTLY_EMPTY * column["rows"] else 1
    found.insert(at, _drop(name))
    return [m for m in found if m]


def _by_median(count: int) -> Sentence:
    return say_counted("fill {count:,} empty cell with the median", "fill {count:,} empty cells with the median", count)


def _by_mode(count: int) -> Sentence:
    return say_counted(
        "fill {count:,} empty cell with the most frequent value",
        "fill {count:,} empty cells with the most frequent value",
        count,
    )


def _filled(column: Known, name: str) -> tuple[Plain, ...]:
    """The step that fills what another one empties, for a column that is clustered."""
    return ({"step": "impute", "columns": [name], "method": "median"},) if column["kind"] in _NUMBERS else ()


def _empty(label: str, check: str, column: Known, name: str) -> Remedy:
    rules = {"step": "rules", "rules": [{"check": check, "action": "null", "columns": [name]}]}
    filled = _filled(column, name)
    return Remedy(say("{label}, fill with the median", label=label) if filled else label, (rules, *filled))


def _far(column: Known, name: str, action: str) -> Plain:
    """By quartiles, unless they are equal and say nothing about the spread."""
    by = {"method": "iqr", "threshold": 3.0} if column["q1"] != column["q3"] else {"method": "zscore", "threshold": 3.0}
    return {"step": "outliers", "columns": [name], **by, "action": action}


def _clip(column: Known, name: str) -> Remedy:
    step = _far(column, name, "clip")
    if step["method"] == "iqr":
        return Remedy(say("clip outliers to 3 interquartile ranges"), (step,))
    return Remedy(say("clip outliers to 3 standard deviations"), (step,))


def _emptied_far(column: Known, name: str) -> Remedy:
    return Remedy(say("empty outliers, fill with the median"), (_far(column, name, "null"), *_filled(column, name)))


def _skewed(code: str, column: Known, name: str, plan: Plan) -> list[Remedy]:
    """The log if it helps and is allowed: a right tail, nothing below 0, a column that is clustered."""
    if (column["skewness"] or 0) > 0 and column["min"] >= 0 and _used(name, plan):
        return [Remedy(say("take its log1p in the features"), log=True)]
    return [_clip(column, name)] if code == "heavy_tail" else []


def _used(name: str, plan: Plan) -> bool:
    from segtui.features.column_roles import matches

    return any(matches(p, name) for p in plan.features.use or ("*",))


def _as_numbers(alert: Known, column: Known, name: str) -> list[Remedy]:
    if alert["facts"]["mostly"] != "numbers" or any(a["code"] == "id_like" for a in column["alerts"]):
        return []
    step = {"step": "cast", "columns": [name], "to": "number"}
    said = say_counted(
        "convert to numbers, {count:,} cell empty", "convert to numbers, {count:,} cells empty", alert["count"]
    )
    return [Remedy(said, (step,))]


def _decimal(alert: Known, plan: Plan) -> list[Remedy]:
    """Either mark for the numbers that could have both; the others are read as they are written."""
    count = alert["facts"]["ambiguous"]
    if not count or plan.source is None or getattr(plan.source, "decimal", "") is not None:
        return []
    comma = say_counted(
        "read {count:,} ambiguous number with a decimal comma",
        "read {count:,} ambiguous numbers with a decimal comma",
        count,
    )
    point = say_counted(
        "read {count:,} ambiguous number with a decimal point",
        "read {count:,} ambiguous numbers with a decimal point",
        count,
    )
    return [Remedy(comma, decimal=","), Remedy(point, decimal=".")]


def _units(alert: Known, name: str) -> list[Remedy]:
    to, *others = alert["facts"]["units"]
    step = {"step": "convert", "columns": [name], "to": to, "rates": {}}
    return [Remedy(say("convert all amounts to {unit}", unit=to), (step,), asks=tuple(others), to=to)]


def _is_id(column: Known, name: str, plan: Plan) -> bool:
    said = any(a["code"] == "id_like" and a["facts"]["is_id"] for a in column["alerts"])
    return said or (plan.source is not None and plan.source.id in (name, column["name"]))


def _ids(alert: Known, column: Known, name: str, plan: Plan) -> list[Remedy]:
    """One row per id; a column that only looks like an id becomes the id if there is none, or is not clustered."""
    filled = column["rows"] - column["nulls"]
    if _is_id(column, name, plan):
        step = {"step": "deduplicate", "by": [name], "keep": "most_complete"}
        repeated = filled - column["distinct"]
        said = say_counted(
            "keep one row of each id, {count:,} row fewer", "keep one row of each id, {count:,} rows fewer", repeated
        )
        return [Remedy(said, (step,))] if repeated else []
    if name in (plan.features.use or ()):
        return [Remedy(say("leave it out of the features"), unused=True)]
    unique = column["distinct"] == column["rows"] and not alert["facts"].get("free_text")
    if plan.source and plan.source.id is None and unique and name == column["name"]:
        return [Remedy(say("use it as the id"), id=True)]
    return []
