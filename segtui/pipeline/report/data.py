"""The report's section about the data: what was read, its alerts, what was changed, and what was clustered."""

from __future__ import annotations

from segtui.data.row_repairs import listed as each_row
from segtui.data.table import Table
from segtui.language.figures import figure
from segtui.language.sentences import in_language
from segtui.language.translation import _
from segtui.language.wording import joined
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import bullets, escaped, listed, table
from segtui.plan.model import Plan
from segtui.plan.telling import labels_of


def data_part(plan: Plan, prepared: PreparedRun) -> list[str]:
    """Source, alerts, cleaning, derived features and the matrix, with every note that was made on the way."""
    lines = ["### The data", ""]
    customers = [plan.source and prepared.tables[0].id, *(made.id for made in prepared.derived)]
    for read, id in zip(prepared.tables, [i for i in customers if i], strict=True):
        lines += _source(read, id)
    lines += [*_alerts(prepared), *_cleaning(prepared), *_derived(prepared)]
    told = "\n".join([*lines, *prepared.matrix.notes])
    lines += bullets(note for note in dict.fromkeys(prepared.notes) if note not in told and escaped(note) not in told)
    return [*lines, *_matrix(plan, prepared), *_labels(plan)]


def labels_table(plan: Plan) -> tuple[tuple[str, ...], list[tuple[str, str, str]]] | None:
    """What the columns are called in the reports, for a reader of the files: the head and the rows of a table."""
    rows = labels_of(plan).rows()
    return ((_("column"), _("called here"), _("unit")), rows) if rows else None


def _labels(plan: Plan) -> list[str]:
    named = labels_table(plan)
    return ["#### " + _("What columns are called"), "", *table(*named)] if named else []


def _source(read: Table, id: str) -> list[str]:
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
    line = f"{name}: {reading.rows_read:,} rows{files} × {len(reading.columns)} columns ({how}); id: {id}."
    line += f" {reading.rows_skipped:,} rows skipped, {reading.rows_repaired:,} repaired."
    notes = bullets([*reading.notes, *(read.made_id() if id == read.id else [])])
    damaged = bullets(each_row(reading.repairs, reading.skips, reading.rows_repaired + reading.rows_skipped))
    return [escaped(line), "", *notes, *(["#### Damaged rows", "", *damaged] if damaged else [])]


def _spoken(delimiter: str) -> str:
    return {"\t": "tab", " ": "blanks", ",": "comma", ";": "semicolon", "|": "bar"}.get(delimiter, delimiter)


def _alerts(prepared: PreparedRun) -> list[str]:
    id = prepared.tables[0].id
    alerts = [(c.name, a) for c in prepared.profile.columns for a in c.alerts]
    told = [(name, in_language(alert.message)) for name, alert in alerts if (name, alert.code) != (id, "id_like")]
    found = [of_column(name, message) for name, message in told]
    return ["#### Alerts", "", *bullets(found)] if found else []


def of_column(name: str, message: str) -> str:
    """The message of an alert as the list of alerts has it."""
    return f"{name}: {message}"


def _cleaning(prepared: PreparedRun) -> list[str]:
    log = prepared.cleaning
    if log.is_empty():
        return ["#### Cleaning", "", "No cleaning steps.", ""]
    rows, notes = [], []
    for number, r in enumerate(log.iter_rows(named=True), start=1):
        counts = (f"{r['rows_before']:,}", f"{r['rows_after']:,}", f"{r['cells_changed']:,}")
        rows.append((number, r["step"], _shortened(r["columns"]), *counts))
        notes += [f"{number} · {r['step']}: {note}" for note in r["notes"]]
    head = ["", "step", "columns", "rows before", "rows after", "cells changed"]
    return ["#### Cleaning", "", *table(head, rows, numbers=(3, 4, 5)), *bullets(notes)]


def _shortened(names: list[str]) -> str:
    return joined(names) if len(names) <= 6 else f"{joined(names[:5])} and {len(names) - 5} more"


def _derived(prepared: PreparedRun) -> list[str]:
    lines = []
    for made in prepared.derived:
        added = [c for c in made.frame.columns if c != made.id]
        lines += ["#### Derived features", "", f"{made.frame.height:,} customers: {escaped(', '.join(added))}.", ""]
        rows = [(name, ", ".join(figure(e, digits=5) for e in edges)) for name, edges in made.edges.items()]
        head = ["feature", "upper bounds of the score bins in ascending order; the last bin has none"]
        lines += table(head, rows) if rows else []
        lines += bullets(made.notes)
    return lines


def _matrix(plan: Plan, prepared: PreparedRun) -> list[str]:
    matrix = prepared.matrix
    names = [c.name for c in matrix.used]
    logged = [c.name for c in matrix.used if c.log]
    before = " after log1p of all of them" if len(logged) == len(names) else f" after log1p of {listed(logged)}"
    lines = [
        "#### What was clustered",
        "",
        f"{matrix.values.shape[0]:,} rows × {len(names)} features: {escaped(', '.join(names))}.",
        escaped(f"Scale: {plan.features.scale}{before if logged else ''}."),
        "",
    ]
    return [*lines, *bullets(matrix.notes if matrix.rows_left_out else [*matrix.notes, "No rows were left out."])]
