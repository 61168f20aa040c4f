"""The report's section about the data: what was read, its alerts, what was changed, and what was clustered."""

from __future__ import annotations

from segtui.data.addresses import shown_name
from segtui.data.raw.row_repairs import listed as each_row
from segtui.data.table import Table
from segtui.language.column_labels import called, called_feature
from segtui.language.figures import figure, number
from segtui.language.sentences import in_language
from segtui.language.translation import _, to_translate
from segtui.language.wording import joined
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.exhibits import exhibit_tables
from segtui.pipeline.report.markdown import bullets, escaped, listed, table
from segtui.plan.model import Plan
from segtui.plan.telling import labels_of


def data_part(plan: Plan, prepared: PreparedRun) -> list[str]:
    """Source, alerts, cleaning, derived features and the matrix, with every note that was made on the way."""
    lines = ["### " + _("The data"), ""]
    customers = [plan.source and prepared.tables[0].id, *(made.id for made in prepared.derived)]
    sources = [_source(read, id) for read, id in zip(prepared.tables, [i for i in customers if i], strict=True)]
    lines += [line for i, told in enumerate(sources) if told not in sources[:i] for line in told]
    lines += [*_alerts(prepared), *_cleaning(prepared), *_derived(plan, prepared)]
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
    name = shown_name(reading.path)
    how = ", ".join(
        part
        for part in (
            reading.format,
            reading.encoding,
            _("delimiter {delimiter}").format(delimiter=_spoken(reading.delimiter)) if reading.delimiter else "",
            _("decimal mark {mark}").format(mark=repr(reading.decimal)) if reading.decimal == "," else "",
        )
        if part
    )
    text = _("{file}: {rows} rows × {columns} columns ({how}); id: {id}. {skipped} rows skipped, {repaired} repaired.")
    if len(reading.files) > 1:
        text = _(
            "{file}: {rows} rows from {files} files × {columns} columns ({how}); id: {id}. {skipped} rows skipped, "
            "{repaired} repaired."
        )
    counts = {"rows": reading.rows_read, "skipped": reading.rows_skipped, "repaired": reading.rows_repaired}
    told = {name: number(count) for name, count in counts.items()}
    line = text.format(file=name, files=len(reading.files), columns=len(reading.columns), how=how, id=id, **told)
    notes = bullets([*reading.notes, *(read.made_id() if id == read.id else [])])
    damaged = bullets(each_row(reading.repairs, reading.skips, reading.rows_repaired + reading.rows_skipped))
    return [escaped(line), "", *notes, *(["#### " + _("Damaged rows"), "", *damaged] if damaged else [])]


def _spoken(delimiter: str) -> str:
    return _(_DELIMITERS[delimiter]) if delimiter in _DELIMITERS else delimiter


_DELIMITERS = {
    "\t": to_translate("tab"),
    " ": to_translate("blanks"),
    ",": to_translate("comma"),
    ";": to_translate("semicolon"),
    "|": to_translate("bar"),
}


def _alerts(prepared: PreparedRun) -> list[str]:
    id = prepared.tables[0].id
    alerts = [(c.name, a) for c in prepared.profile.columns for a in c.alerts]
    told = [(name, in_language(alert.message)) for name, alert in alerts if (name, alert.code) != (id, "id_like")]
    found = [of_column(name, message) for name, message in told]
    return ["#### " + _("Alerts"), "", *bullets(found)] if found else []


def of_column(name: str, message: str) -> str:
    """The message of an alert as the list of alerts has it."""
    return _("{column}: {message}").format(column=name, message=message)


def _cleaning(prepared: PreparedRun) -> list[str]:
    log = prepared.cleaning
    if log.is_empty():
        return ["#### " + _("Cleaning"), "", _("No cleaning steps."), ""]
    rows, notes = [], []
    for at, r in enumerate(log.iter_rows(named=True)):
        counts = (number(r[name]) for name in ("rows_before", "rows_after", "cells_changed"))
        rows.append((at + 1, r["step"], _shortened(r["columns"]), *counts))
        said = prepared.step_notes[at] if prepared.step_notes else r["notes"]
        place = f"{at + 1} · {r['step']}"
        notes += [_("{step}: {note}").format(step=place, note=in_language(note)) for note in said]
    head = ["", _("step"), _("columns"), _("rows before"), _("rows after"), _("cells changed")]
    return ["#### " + _("Cleaning"), "", *table(head, rows, numbers=(3, 4, 5)), *bullets(notes)]


def _shortened(names: list[str]) -> str:
    if len(names) <= 6:
        return joined(names)
    return _("{names} and {count} more").format(names=joined(names[:5]), count=len(names) - 5)


def _derived(plan: Plan, prepared: PreparedRun) -> list[str]:
    lines = []
    for maker, made in zip(plan.derive, prepared.derived, strict=True):
        added = [c for c in made.frame.columns if c != made.id]
        lines += ["#### " + _("Derived features: {maker}").format(maker=maker.called()), ""]
        told = _("{count} customers: {features}.")
        lines += [told.format(count=number(made.frame.height), features=escaped(", ".join(map(called, added)))), ""]
        rows = [(called(name), ", ".join(figure(e, digits=5) for e in edges)) for name, edges in made.edges.items()]
        head = [_("feature"), _("upper bounds of the score bins in ascending order; the last bin has none")]
        lines += table(head, rows) if rows else []
        lines += [*bullets(made.notes), *exhibit_tables(made)]
    return lines


def _matrix(plan: Plan, prepared: PreparedRun) -> list[str]:
    matrix = prepared.matrix
    names = [called_feature(c.name) for c in matrix.used]
    logged = [called_feature(c.name) for c in matrix.used if c.log]
    scale = _("Scale: {scale} after log1p of {columns}.") if logged else _("Scale: {scale}.")
    if logged and len(logged) == len(names):
        scale = _("Scale: {scale} after log1p of all of them.")
    told = _("{rows} rows × {count} features: {names}.")
    lines = [
        "#### " + _("What was clustered"),
        "",
        told.format(rows=number(matrix.values.shape[0]), count=len(names), names=escaped(", ".join(names))),
        escaped(scale.format(scale=plan.features.scale, columns=listed(logged))),
        "",
    ]
    return [*lines, *bullets(matrix.notes if matrix.rows_left_out else [*matrix.notes, _("No rows were left out.")])]
