"""How far columns have drifted before features are made: missing, of another type, emptier, with new values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from segtui.language.column_labels import sayable
from segtui.language.sentences import Sentence, listing, row_of, say
from segtui.language.translation import to_translate
from segtui.language.wording import quoted
from segtui.segments.monitoring.feature_drift import Finding
from segtui.segments.monitoring.stability_index import beyond_chance

_ALIKE = ({"integer", "number"}, {"date", "datetime"})
_SHOWN = 3
_KINDS = {
    "integer": to_translate("integer"),
    "number": to_translate("number"),
    "boolean": to_translate("boolean"),
    "text": to_translate("text"),
    "date": to_translate("date"),
    "datetime": to_translate("datetime"),
}


@dataclass(frozen=True)
class ColumnDrift:
    """A column as it was read: its kind (see ColumnReading), the share of its cells that are empty, and its rows."""

    kind: str
    empty: float
    rows: int


def columns(
    then: Mapping[str, ColumnDrift], now: Mapping[str, ColumnDrift], needed: Collection[str], limit: float
) -> list[Finding]:
    """Each column of the run's source: missing, of another kind, emptier or fuller by more than `limit`.

    A missing column, or another kind, is past its limit where the column is `needed` for the clustering.
    """
    found = []
    for name, was in then.items():
        is_now, used = now.get(name), name in needed
        if is_now is None:
            told = say("{column}: the column is missing", column=name)
            found.append(Finding(name, "missing", None, None, None, None, used, told))
            continue
        if not _same_kind(was.kind, is_now) and is_now.empty < 1:
            kinds = {"was": _kind(was.kind), "now": _kind(is_now.kind)}
            told = say("{column}: was {was} in the run, and is {now} now", column=name, **kinds)
            found.append(Finding(name, "type", None, None, None, None, used, told))
        change = abs(is_now.empty - was.empty)
        past = change > limit and beyond_chance(was.empty, is_now.empty, was.rows, is_now.rows)
        told = say(
            "{column}: {was:brief} of the cells were empty in the run, {now:brief} now",
            column=name,
            was=was.empty,
            now=is_now.empty,
        )
        found.append(Finding(name, "nulls", was.empty, is_now.empty, change, limit, past, told))
    return found


def unplaced(was: float, rows_then: int, rows: int, why: Counter[Sentence], limit: float) -> Finding:
    """The share of cleaned rows without a value in every feature, in the run and of `rows` now, and why."""
    is_now = sum(why.values()) / rows if rows else 1.0
    change = abs(is_now - was)
    past = not rows or is_now == 1 or (change > limit and beyond_chance(was, is_now, rows_then, rows))
    told = say("rows that can't be assigned to a segment: {was:brief} in the run, {now:brief} now", was=was, now=is_now)
    if why:
        reasons = [say("{reason} in {count:,}", reason=why_not, count=n) for why_not, n in why.most_common(_SHOWN)]
        told = say("{how_many} ({reasons})", how_many=told, reasons=row_of(reasons))
    return Finding("rows", "nulls", was, is_now, change, limit, past, told)


def new_values(known: Mapping[str, Collection[str]], met: Mapping[str, Counter[str]], limit: float) -> list[Finding]:
    """The share of each text column's cells with values that are not among those `known`."""
    found = []
    for name, counts in met.items():
        total = sum(counts.values())
        strange = Counter({value: n for value, n in counts.items() if value not in known[name]})
        share = sum(strange.values()) / total if total else 0.0
        if strange:
            shown = sorted(strange.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
            values = [Sentence("{value} {count:,}", {"value": quoted(value), "count": n}) for value, n in shown]
            told = say(
                "{column}: {share:brief} of the cells have values that were not in the run: {values}",
                column=sayable(name),
                share=share,
                values=listing(values, _SHOWN, len(strange)) if len(strange) > _SHOWN else row_of(values),
            )
            found.append(Finding(name, "categories", 0.0, share, share, limit, share > limit, told))
    return found


def _same_kind(was: str, now: ColumnDrift) -> bool:
    return was == now.kind or any({was, now.kind} <= alike for alike in _ALIKE)


def _kind(name: str) -> str:
    return say(_KINDS[name]) if name in _KINDS else name
