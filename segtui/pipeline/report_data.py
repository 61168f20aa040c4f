"""The report's part on the data: what was read, what is odd, what was changed, and what was clustered."""

from __future__ import annotations

from segtui.data.table import Table
from segtui.pipeline.markdown import figure, table
from segtui.pipeline.prepare import Prepared
from segtui.plan.model import Plan

_FILES = """## The files of this run

- segments.csv: one row per row that was clustered, with its segment, name and confidence (0 to 1).
- leaderboard.csv: every candidate with its indices, and why it was rejected.
- comparison.csv: every segment's count, mean, median, spread and effect size for every feature.
- profile.csv and cleaning.csv: the source's columns before cleaning, and what each step changed.
- plan.toml: the plan as carried out; `segtui run` on it gives the same files.
- run.json: hashes of inputs and outputs, versions, seed and timings.
"""


def data_part(plan: Plan, prepared: Prepared) -> list[str]:
    """Source, alerts, cleaning, derived features and the matrix, with every note that was made on the way."""
    lines = ["## The data", ""]
    for read in prepared.tables:
        lines += _source(read)
    lines += _alerts(prepared)
    lines += _cleaning(prepared)
    lines += _derived(prepared)
    return [*lines, *_matrix(plan, prepared), _FILES]


def _source(read: Table) -> list[str]:
    reading = read.reading
    name = reading.path.rsplit("/", 1)[-1]
    how = ", ".join(
        part
        for part in (
            reading.format,
            reading.encoding,
            f"delimiter {_spoken(reading.delimiter)}" if reading.delimiter else "",
            f"decimal mark {reading.decimal!r}" if reading.decimal == "," else "",
        )
        if part
    )
    files = f" from {len(reading.files)} files" if len(reading.files) > 1 else ""
    line = f"{name}: {reading.rows_read:,} rows{files} × {len(reading.columns)} columns ({how}); id: {read.id}."
    line += f" {reading.rows_skipped:,} rows skipped, {reading.rows_repaired:,} repaired."
    return [line, "", *(f"- {note}" for note in reading.notes), *([""] if reading.notes else [])]


def _spoken(delimiter: str) -> str:
    return {"\t": "tab", " ": "blanks", ",": "comma", ";": "semicolon", "|": "bar"}.get(delimiter, delimiter)


def _alerts(prepared: Prepared) -> list[str]:
    id = prepared.tables[0].id
    alerts = [(c.name, a) for c in prepared.profile.columns for a in c.alerts]
    rows = [(name, alert.message) for name, alert in alerts if (name, alert.code) != (id, "id_like")]
    return ["### What is odd about it", "", *table(["column", "alert"], rows)] if rows else []


def _cleaning(prepared: Prepared) -> list[str]:
    log = prepared.cleaning
    if log.is_empty():
        return ["### Cleaning", "", "No step was asked for.", ""]
    rows = [
        (
            r["step"],
            _shortened(r["columns"] or ""),
            f"{r['rows_before']:,}",
            f"{r['rows_after']:,}",
            f"{r['cells_changed']:,}",
            r.get("notes") or "",
        )
        for r in log.iter_rows(named=True)
    ]
    head = ["step", "columns", "rows before", "rows after", "cells changed", ""]
    return ["### Cleaning", "", *table(head, rows, numbers=(2, 3, 4))]


def _shortened(columns: str) -> str:
    names = columns.split(", ")
    return columns if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"


def _derived(prepared: Prepared) -> list[str]:
    lines = []
    for made in prepared.derived:
        added = [c for c in made.frame.columns if c != made.id]
        lines += ["### Derived features", "", f"{made.frame.height:,} customers: {', '.join(added)}.", ""]
        rows = [(name, ", ".join(figure(e, 2) for e in edges)) for name, edges in made.edges.items()]
        lines += (
            table(["feature", "upper bounds of the score bins, lowest first; the last bin has none"], rows)
            if rows
            else []
        )
        lines += [f"- {note}" for note in made.notes] + ([""] if made.notes else [])
    return lines


def _matrix(plan: Plan, prepared: Prepared) -> list[str]:
    matrix = prepared.matrix
    names = [c.name for c in matrix.columns]
    logged = [c.name for c in matrix.columns if c.log]
    lines = [
        "### What was clustered",
        "",
        f"{matrix.values.shape[0]:,} rows × {len(names)} features: {', '.join(names)}.",
    ]
    lines.append(f"Scale: {plan.features.scale}." + (f" log1p first: {', '.join(logged)}." if logged else ""))
    lines.append(
        f"{matrix.rows_left_out:,} rows with empty cells in these columns were left out."
        if matrix.rows_left_out
        else "No row was left out."
    )
    return [*lines, "", *(f"- {note}" for note in matrix.notes), *([""] if matrix.notes else [])]
