"""Narrows the columns of a file to those that the order allows to leave."""

from __future__ import annotations

from dataclasses import replace

from segtui.errors import Fault, PlanError, nearest
from segtui.export.config import Export
from segtui.export.mapping import ColumnMapping


def within_allowlist(order: Export, columns: ColumnMapping, known: list[str]) -> ColumnMapping:
    """The columns without those that were only detected and are not in `allow`; a note says which.

    Raises PlanError, keys relative to the export, where `allow` or a column of consent is not among the `known`
    columns, and where a column is asked for by name but not allowed.
    """
    asked = [("consent" if name != order.eea_consent else "eea_consent", name) for name in order.columns_asked()]
    asked += [("allow", name) for name in order.allow or ()]
    faults = [
        Fault(key, f'there is no column "{name}"', nearest(name, known)) for key, name in asked if name not in known
    ]
    allowed = columns
    if order.allow is not None:
        ours = {*order.allow, "id", "segment", "segment_name"}
        lost = tuple(f for f in columns.filled if f.source not in ours and f.column.header not in order.columns)
        faults += [
            Fault(f"columns.{f.column.header}", f'"{f.source}" is not in allow')
            for f in columns.filled
            if f.source not in ours and f not in lost
        ]
        faults += [
            Fault("attributes", f'"{name}" is not in allow') for _, name in columns.attributes if name not in ours
        ]
        notes = [f'{f.column.header} left out: "{f.source}" is not in allow' for f in lost]
        filled = tuple(f for f in columns.filled if f not in lost)
        allowed = replace(columns, filled=filled, notes=(*columns.notes, *notes))
    if faults:
        raise PlanError(faults)
    return allowed
