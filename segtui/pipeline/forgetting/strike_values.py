"""The files of a run without what belongs to one person, such as a maximum or an odd spelling."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import combinations
from pathlib import Path

from segtui.data.formula_guard import unguarded
from segtui.language.translation import Language, speaking
from segtui.pipeline.forgetting.own_values import Own
from segtui.pipeline.forgetting.small_groups import empty_small_groups
from segtui.pipeline.forgetting.told_values import (
    GONE,
    categories,
    masked,
    quotations,
    same,
    without_quotations,
)
from segtui.pipeline.report.data import of_column
from segtui.pipeline.report.markdown import bullets, escaped
from segtui.pipeline.report.page.elements import text as element_text

PROFILE, REPORT, PAGE, CLEANING = "profile.csv", "report.md", "report.html", "cleaning.csv"
COMPARISON, OUTCOMES, COHORTS = "comparison.csv", "outcomes.csv", "cohorts.csv"
_BETWEEN = "; "
"""What stands between the alerts of a column in the profile; a value in an alert may hold it as well."""
_POINTS = ("min", "q1", "median", "q3", "max")


def without_values(
    folder: Path,
    own: Own,
    new: Callable[[Path], Path],
    language: Language = "en",
    segments: Collection[int] = (),
) -> dict[Path, int]:
    """Write the profile, reports, comparison, outcomes, cohorts and notes of cleaning without these values.

    They are written to where `new` says.

    `language` is what the run is told in. Of the person's `segments` figures of fewer than five people go as well.
    The answer counts the cells of each file. A category is told as `column=value` where segments are compared.
    """
    found: dict[Path, int] = {}
    with speaking(language):
        lines_changed = _without_points(folder / PROFILE, own, new, found)
    kinds, quotes = categories(own), quotations(own)
    _without_quotes(folder / CLEANING, quotes, new, found)
    for name in (COMPARISON, OUTCOMES, COHORTS):
        _without_groups(folder / name, kinds, segments, new, found)
    _without_sentences(folder / REPORT, lines_changed, kinds, quotes, new, found)
    _without_cells(folder / PAGE, kinds, quotes, new, found)
    return found


def _without_quotes(place: Path, quotes: Collection[str], new: Callable[[Path], Path], found: dict[Path, int]) -> None:
    """Write the log of cleaning without what its notes quote of the person."""
    rows, cells = _rows(place), 0
    at = rows[0].index("notes") if rows and "notes" in rows[0] else -1
    for row in rows[1:] if at >= 0 else ():
        row[at], count = without_quotations(row[at], quotes)
        cells += count
    if cells:
        _write(rows, new(place))
        found[place] = cells


def _without_points(place: Path, own: Own, new: Callable[[Path], Path], found: dict[Path, int]) -> dict[str, str]:
    """Write the profile without the values; the report's lines of alerts that had one, and what becomes of them."""
    lines_changed: dict[str, str] = {}
    rows = _rows(place)
    if not own or not rows:
        return lines_changed
    head, cells = rows[0], 0
    at = {name: head.index(name) for name in ("column", "alerts", *_POINTS) if name in head}
    for row in rows[1:]:
        column = unguarded(row[at["column"]])
        values = own.get(column, frozenset())
        for name in (n for n in _POINTS if n in at):
            if any(same(row[at[name]], value) for value in values):
                row[at[name]], cells = "", cells + 1
        alerts = masked(row[at["alerts"]], values)
        if alerts != row[at["alerts"]]:
            lines_changed.update(_lines_changed(column, unguarded(row[at["alerts"]]), values))
            row[at["alerts"]], cells = alerts, cells + 1
    if cells:
        _write(rows, new(place))
        found[place] = cells
    return lines_changed


def _lines_changed(column: str, alerts: str, values: Iterable[str]) -> dict[str, str]:
    """The lines that the report may have of these alerts, with what becomes of those that hold one of the values.

    Where one alert ends and the next begins can't be told, for a value may hold what stands between them. So each run
    of pieces is taken for an alert: what is not one equals no line of the report.
    """
    pieces = alerts.split(_BETWEEN)
    messages = {_BETWEEN.join(pieces[start:end]) for start, end in combinations(range(len(pieces) + 1), 2)}
    after = {message: masked(message, values) for message in messages}
    return {_line(column, old): _line(column, new) for old, new in after.items() if old != new}


def _line(column: str, message: str) -> str:
    """An alert as the line of the report that tells it."""
    return bullets([of_column(column, message)])[0]


def _without_groups(
    place: Path,
    kinds: Mapping[str, str],
    segments: Collection[int],
    new: Callable[[Path], Path],
    found: dict[Path, int],
) -> None:
    """Write a table of the segments without the categories that nobody else has, and figures of a handful of people."""
    rows = _rows(place)
    cells = empty_small_groups(rows, segments)
    at = rows[0].index("feature") if rows and "feature" in rows[0] else -1
    for row in rows[1:] if at >= 0 else ():
        kind = kinds.get(unguarded(row[at]))
        row[at], cells = (kind, cells + 1) if kind else (row[at], cells)
    if cells:
        _write(rows, new(place))
        found[place] = cells


def _without_sentences(
    report: Path,
    lines_changed: Mapping[str, str],
    kinds: Mapping[str, str],
    quotes: Iterable[str],
    new: Callable[[Path], Path],
    found: dict[Path, int],
) -> None:
    """Write the report without the alerts, the categories and the quotations that tell of the person."""
    lines = report.read_text(encoding="utf-8").split("\n") if report.is_file() else []
    cells = sum(line in lines_changed for line in lines)
    text = "\n".join(lines_changed.get(line, line) for line in lines)
    for kind, rest in kinds.items():
        cell, left = re.escape(escaped(kind)), f" {escaped(rest)}".replace("\\", r"\\")
        text, count = re.subn(rf"(?<=[|`]) ?{cell}(?= ?[|`])", left, text)
        cells += count
    text, count = without_quotations(text, map(escaped, quotes))
    cells += count
    if cells:
        new(report).write_text(text, encoding="utf-8")
        found[report] = cells


def _without_cells(
    page: Path, kinds: Mapping[str, str], quotes: Iterable[str], new: Callable[[Path], Path], found: dict[Path, int]
) -> None:
    """Write the page without the categories that nobody else has, and without what it quotes of the person."""
    text, cells = page.read_text(encoding="utf-8") if page.is_file() else "", 0
    for kind, rest in kinds.items():
        cell = f">{element_text(kind)}<"
        cells += text.count(cell)
        text = text.replace(cell, f">{element_text(rest)}<")
    for said in map(element_text, quotes):
        cells += text.count(said)
        text = text.replace(said, element_text(f'"{GONE}"'))
    if cells:
        new(page).write_text(text, encoding="utf-8")
        found[page] = cells


def _rows(place: Path) -> list[list[str]]:
    if not place.is_file():
        return []
    return list(csv.reader(io.StringIO(place.read_text(encoding="utf-8"), newline="")))


def _write(rows: list[list[str]], place: Path) -> None:
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
