"""How far columns have drifted before features are made: missing, of another type, emptier, with new values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from segtui.language.figures import brief_percent
from segtui.language.wording import quoted
from segtui.segments.monitoring.feature_drift import Finding
from segtui.segments.monitoring.stability_index import beyond_chance

_ALIKE = ({"integer", "number"}, {"date", "datetime"})
_SHOWN = 3


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
            found.append(Finding(name, "missing", None, None, None, None, used, f"{name}: the column is missing"))
            continue
        if not _same_kind(was.kind, is_now) and is_now.empty < 1:
            told = f"{name}: was {was.kind} in the run, and is {is_now.kind} now"
            found.append(Finding(name, "type", None, None, None, None, used, told))
        change = abs(is_now.empty - was.empty)
        past = change > limit and beyond_chance(was.empty, is_now.empty, was.rows, is_now.rows)
        told = (
            f"{name}: {brief_percent(was.empty)} of the cells were empty in the run, {brief_percent(is_now.empty)} now"
        )
        found.append(Finding(name, "nulls", was.empty, is_now.empty, change, limit, past, told))
    return found


def unplaced(was: float, rows_then: int, rows: int, why: Counter[str], limit: float) -> Finding:
    """The share of cleaned rows without a value in every feature, in the run and of `rows` now, and why."""
    is_now = sum(why.values()) / rows if rows else 1.0
    change = abs(is_now - was)
    past = not rows or is_now == 1 or (change > limit and beyond_chance(was, is_now, rows_then, rows))
    reasons = ", ".join(f"{reason} in {count:,}" for reason, count in why.most_common(_SHOWN))
    told = f"rows that can't be assigned to a segment: {brief_percent(was)} in the run, {brief_percent(is_now)} now"
    return Finding("rows", "nulls", was, is_now, change, limit, past, f"{told} ({reasons})" if reasons else told)


def new_values(known: Mapping[str, Collection[str]], met: Mapping[str, Counter[str]], limit: float) -> list[Finding]:
    """The share of each text column's cells with values that are not among those `known`."""
    found = []
    for name, counts in met.items():
        total = sum(counts.values())
        strange = Counter({value: n for value, n in counts.items() if value not in known[name]})
        share = sum(strange.values()) / total if total else 0.0
        if strange:
            shown = sorted(strange.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
            values = ", ".join(f"{quoted(value)} {count:,}" for value, count in shown)
            more = f" and {len(strange) - _SHOWN:,} more" if len(strange) > _SHOWN else ""
            told = f"{name}: {brief_percent(share)} of the cells have values that were not in the run: {values}{more}"
            found.append(Finding(name, "categories", 0.0, share, share, limit, share > limit, told))
    return found


def _same_kind(was: str, now: ColumnDrift) -> bool:
    return was == now.kind or any({was, now.kind} <= alike for alike in _ALIKE)
