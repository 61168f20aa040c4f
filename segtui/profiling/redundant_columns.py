"""Columns that repeat what another column says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.sentences import Sentence, say
from segtui.profiling.column import Alert, AlertFacts, ColumnProfile

SAME = 0.999
"""The correlation above which one column is a near-copy of another,"""
ALIKE = 0.99
"""and from which it adds little."""
LIKELY = 0.98
"""The correlation on the sample from which a pair is checked on all rows."""
ROUNDING = 1e-6
"""How far the correlations of all pairs at once may be off where the sample is all rows."""
SAMPLE = 10_000
FEW = 20
MEASURED = ("integer", "number", "date", "datetime")
Floats = NDArray[np.float64]


def near_copies(frame: pl.DataFrame, columns: Sequence[ColumnProfile]) -> dict[str, Alert]:
    """An alert for each column that nearly copies an earlier one, or correlates with one at |r| >= 0.99.

    A near-copy is equal in all rows, or numeric with |r| > 0.999 (Pearson's, or Spearman's for a curved relation), or
    one-to-one with the other, as codes are with names. Numeric pairs are picked on a fixed sample of 10,000 rows and
    then checked on all. Constant columns are never copies; ids only if they are equal or one-to-one.
    """
    varied = [c for c in columns if c.distinct > 1 and c.rows - c.nulls >= FEW and c.kind != "other"]
    varied = [c for c in varied if "constant" not in _alerted(c)]
    found = _codes(frame, varied)
    measures = [c for c in varied if c.kind in MEASURED and "id_like" not in _alerted(c)]
    for name, alert in _numbers(frame, measures).items():
        found.setdefault(name, alert)
    return found


def _alerted(column: ColumnProfile) -> set[str]:
    return {a.code for a in column.alerts}


def _codes(frame: pl.DataFrame, columns: Sequence[ColumnProfile]) -> dict[str, Alert]:
    """Equal columns, and one-to-one columns of which at least one is text."""
    alike: dict[tuple[int, int], list[ColumnProfile]] = {}
    for column in columns:
        alike.setdefault((column.distinct, column.nulls), []).append(column)
    found: dict[str, Alert] = {}
    for group in alike.values():
        for later, earlier in ((later, earlier) for i, later in enumerate(group) for earlier in group[:i]):
            alert = None if later.name in found else _copy(frame, earlier, later)
            if alert:
                found[later.name] = alert
    return found


def _copy(frame: pl.DataFrame, earlier: ColumnProfile, later: ColumnProfile) -> Alert | None:
    a, b = frame.get_column(earlier.name), frame.get_column(later.name)
    if a.dtype == b.dtype and (earlier.min, earlier.max) == (later.min, later.max) and a.equals(b, check_names=False):
        facts: AlertFacts = {"other": earlier.name, "relation": "equal"}
        same = say("identical to {other} in every row", other=earlier.name)
        return Alert("near_copy", same, later.rows - later.nulls, facts)
    kinds = {earlier.kind, later.kind}
    if later.distinct == later.rows - later.nulls or "text" not in kinds or "number" in kinds:
        return None
    if not _one_to_one(a.head(SAMPLE), b.head(SAMPLE)) or not _one_to_one(a, b):
        return None
    message = say(
        "one-to-one with {other}: each of its {values:,} values matches exactly one value there",
        other=earlier.name,
        values=later.distinct,
    )
    facts = {"other": earlier.name, "relation": "one_to_one"}
    return Alert("near_copy", message, later.rows - later.nulls, facts)


def _one_to_one(a: pl.Series, b: pl.Series) -> bool:
    pair = pl.DataFrame({"a": a, "b": b}).unique()
    return pair.height == pair.get_column("a").n_unique() == pair.get_column("b").n_unique()


def _numbers(frame: pl.DataFrame, columns: Sequence[ColumnProfile]) -> dict[str, Alert]:
    found: dict[str, Alert] = {}
    for i, j, may_copy in _likely_pairs(frame, [c.name for c in columns]):
        earlier, later = columns[i], columns[j]
        known = found.get(later.name)
        if known and (_is_copy(known) or not may_copy):
            continue
        alert = _correlated(frame, earlier.name, later)
        if alert and (_is_copy(alert) or later.name not in found):
            found[later.name] = alert
    return found


def _is_copy(alert: Alert) -> bool:
    return alert.code == "near_copy"


def _likely_pairs(frame: pl.DataFrame, names: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Pairs of positions i < j whose values or ranks correlate on a fixed sample of rows; whether they may be copies.

    Where the sample is all rows its correlations leave out nearly all pairs, so that a thousand columns take seconds.
    """
    if len(names) < 2:
        return []
    rows, least = frame.height, (ALIKE - ROUNDING, SAME - ROUNDING)
    chosen = np.arange(rows)
    if rows > SAMPLE:
        chosen, least = np.sort(np.random.default_rng(0).choice(rows, SAMPLE, replace=False)), (LIKELY, LIKELY)
    sample = [_floats(frame.get_column(n).gather(chosen)) for n in names]
    straight = np.abs(_pairwise(np.column_stack(sample)))
    curved = np.abs(_pairwise(np.column_stack([_ranks(x) for x in sample])))
    copies = np.maximum(straight, curved) > least[1]
    pairs = np.argwhere(np.triu((straight > least[0]) | (curved > least[1]), k=1))
    found = ((int(i), int(j), bool(copies[i, j])) for i, j in pairs)
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _pairwise(x: Floats) -> Floats:
    """Pearson's r of every pair of columns over the rows that both have; 0 if there are fewer than 20."""
    known = np.isfinite(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = np.where(known, x, 0) - known * (np.where(known, x, 0).sum(axis=0) / known.sum(axis=0))
        z = np.nan_to_num(centred / np.sqrt(np.square(centred).sum(axis=0)))
        m = known.astype(np.float64)
        n, sums, squares = m.T @ m, z.T @ m, np.square(z).T @ m
        spread = np.sqrt((squares - sums**2 / n) * (squares.T - sums.T**2 / n))
        r = (z.T @ z - sums * sums.T / n) / spread
    return np.where((n >= FEW) & np.isfinite(r), r, 0.0)


def _correlated(frame: pl.DataFrame, earlier: str, column: ColumnProfile) -> Alert | None:
    """A near-copy, straight or curved, or a correlation of 0.99 or more over all rows that have both."""
    a, b = _floats(frame.get_column(earlier)), _floats(frame.get_column(column.name))
    count = column.rows - column.nulls
    both = np.isfinite(a) & np.isfinite(b)
    part = None if both.all() else (int(both.sum()), both.size)
    a, b = a[both], b[both]
    r = _pearson(a, b)
    if abs(r) > SAME:
        near = say("near-copy of {other}: correlation {r}", other=earlier, r=_cut(r, part))
        return Alert("near_copy", near, count, {"other": earlier, "relation": "straight", "r": r})
    rho = _pearson(_ranks(a), _ranks(b))
    if abs(rho) > SAME:
        shown = {"other": earlier, "r": _cut(rho, part)}
        near = (
            say("near-copy of {other}: rises with it along a curve, rank correlation {r}", **shown)
            if rho > 0
            else say("near-copy of {other}: falls with it along a curve, rank correlation {r}", **shown)
        )
        return Alert("near_copy", near, count, {"other": earlier, "relation": "curved", "r": rho})
    if abs(r) < ALIKE:
        return None
    shown = {"other": earlier, "r": _cut(r, part)}
    near = (
        say("rises with {other} almost in step: correlation {r}, so it adds little", **shown)
        if r > 0
        else say("falls with {other} almost in step: correlation {r}, so it adds little", **shown)
    )
    return Alert("correlated", near, count, {"other": earlier, "r": r})


def _pearson(x: Floats, y: Floats) -> float:
    """Pearson's r, summed by NumPy alone; 0 if there are fewer than 20 rows or one column does not vary."""
    if x.size < FEW:
        return 0.0
    x, y = x - x.mean(), y - y.mean()
    spread = float(np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y)))
    return float(np.sum(x * y)) / spread if 0 < spread < np.inf else 0.0


def _floats(series: pl.Series) -> Floats:
    values = series.to_physical().cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.where(np.isinf(values), np.nan, values)


def _ranks(values: Floats) -> Floats:
    return pl.Series(values).fill_nan(None).rank("average").fill_null(float("nan")).to_numpy()


def _cut(r: float, part: tuple[int, int] | None) -> Sentence:
    """A correlation truncated, not rounded, so that 0.99996 never reads as 1, and of what part of the rows it is."""
    cut = Sentence("{r:.4f}", {"r": float(np.trunc(r * 1e4) / 1e4)})
    shown = cut if abs(r) < 1 - 1e-12 else Sentence("{r}", {"r": round(r)})
    return say("{r} over the {part:share} of rows that have both", r=shown, part=part) if part else shown
