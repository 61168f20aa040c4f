"""Figures and examples that are one person's own: a maximum, an odd spelling. They go when the person is forgotten."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from segtui.errors import SegtuiError
from segtui.pipeline.finished import RunFiles
from segtui.pipeline.markdown import escaped
from segtui.pipeline.whose import Whose, frames_of_data

PROFILE, REPORT = "profile.csv", "report.md"
GONE = "…"
_POINTS = ("min", "q1", "median", "q3", "max")

Own = Mapping[str, frozenset[str]]


def own_values(run: RunFiles, person: Whose) -> Own:
    """The values, by column, that the person has and nobody else in the run's data."""
    theirs: dict[str, set[str]] = {}
    for frame in person.rows:
        for name in frame.columns:
            theirs.setdefault(name, set()).update(v.strip() for v in frame[name].drop_nulls().to_list() if v.strip())
    with suppress(SegtuiError):  # then the segments are all that can be looked at
        _take_away(theirs, frames_of_data(run), run.plan.source.id if run.plan.source else None, person)
    if run.has_segments:
        rows = run.segments().collect_batches(chunk_size=50_000, maintain_order=True)
        _take_away(theirs, rows, run.id, person)
    return {name: frozenset(values) for name, values in theirs.items() if values}


def without_values(folder: Path, own: Own, new: Callable[[Path], Path]) -> dict[Path, int]:
    """Write profile.csv and report.md of a run without these values, to where `new` says; how many cells that were."""
    place = folder / PROFILE
    if not own or not place.is_file():
        return {}
    rows = list(csv.reader(io.StringIO(place.read_text(encoding="utf-8"), newline="")))
    head, cells = rows[0], 0
    told: dict[str, str] = {}
    at = {name: head.index(name) for name in ("column", "alerts", *_POINTS) if name in head}
    for row in rows[1:]:
        values = own.get(row[at["column"]], frozenset())
        for name in (n for n in _POINTS if n in at):
            if any(same(row[at[name]], value) for value in values):
                row[at[name]], cells = "", cells + 1
        alerts = _masked(row[at["alerts"]], values)
        if alerts != row[at["alerts"]]:
            told.update(zip(row[at["alerts"]].split("; "), alerts.split("; "), strict=False))
            row[at["alerts"]], cells = alerts, cells + 1
    if not cells:
        return {}
    with new(place).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return {place: cells} | _without_told(folder / REPORT, told, new)


def is_masked(written: str, made: str) -> bool:
    """Whether a text is another one, but for values that were taken out of it."""
    if not written or written == made:
        return True
    return bool(re.fullmatch(re.escape(written).replace(re.escape(GONE), ".+?"), made))


def same(cell: str, value: str) -> bool:
    """Whether a cell has the value, as text or as a number."""
    if not cell or cell == value:
        return bool(cell)
    try:
        return float(cell) == float(value)
    except ValueError:
        return False


def _take_away(theirs: dict[str, set[str]], frames: Iterable[pl.DataFrame], id: str | None, person: Whose) -> None:
    """Leave out the values that somebody else has as well."""
    for frame in frames:
        if id is None or id not in frame.columns:
            return
        others = frame.filter(~pl.col(id).cast(pl.String).is_in(list(person.ids)).fill_null(False))
        for name in (n for n in theirs if theirs[n] and n in frame.columns):
            cells = others[name].cast(pl.String).str.strip_chars()
            numbers = cells.cast(pl.Float64, strict=False)
            theirs[name] = {v for v in theirs[name] if not ((cells == v).any() or _has(numbers, v))}


def _has(numbers: pl.Series, value: str) -> bool:
    try:
        return bool((numbers == float(value)).any())
    except ValueError:
        return False


def _masked(text: str, values: Iterable[str]) -> str:
    """The text with each of the values, however it is shown, left out."""
    for form in sorted({form for value in values for form in _shown(value)}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.,]){re.escape(form)}(?![\w]|[.,]\d)", GONE, text)
    return text


def _shown(value: str) -> set[str]:
    """A value as sentences may have it."""
    try:
        number = float(value)
    except ValueError:
        return {value}
    return {value, f"{number:g}", f"{number:,}", f"{number:,.15g}", *([f"{number:,.0f}"] if number % 1 == 0 else [])}


def _without_told(report: Path, told: Mapping[str, str], new: Callable[[Path], Path]) -> dict[Path, int]:
    changed = {escaped(old): escaped(text) for old, text in told.items() if old != text}
    text = report.read_text(encoding="utf-8") if report.is_file() else ""
    cells = sum(text.count(old) for old in changed)
    if not cells:
        return {}
    for old, masked in changed.items():
        text = text.replace(old, masked)
    new(report).write_text(text, encoding="utf-8")
    return {report: cells}
