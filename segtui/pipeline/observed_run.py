"""What observers are told of a run: its figures, the tables that it read, and what it wrote, made of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from segtui.data.table import Table
from segtui.delivery.export.write_export import Exported
from segtui.delivery.writing.config import WriteBack
from segtui.features.row_maker import RowMaker
from segtui.pipeline.artifacts.run_reader import SEGMENTS
from segtui.pipeline.observers.observer import CommandOutcome, Dataset, Origin
from segtui.pipeline.observers.open_lineage.dataset_names import dataset_of, file_dataset, table_dataset
from segtui.pipeline.observers.written_file import size_of_file
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.run import Finished
from segtui.pipeline.summary import facts, rows
from segtui.pipeline.write_back.write_back import Written
from segtui.plan.model import Plan

_OWN = ("segment", "segment_name", "confidence")
_MEMBERSHIP = "membership_"


def planned_inputs(plan: Plan, folder: Path) -> tuple[Dataset, ...]:
    """The tables that a plan will read, each once."""
    found = [dataset_of(path, folder) for path in dict.fromkeys(table.path for table in plan.tables())]
    return tuple(found)


def run_outcome(plan: Plan, folder: Path, finished: Finished, exit_code: int) -> CommandOutcome:
    """How a run ended; paths of the plan lead from `folder`."""
    prepared, segmented = finished.prepared, finished.concluded.segmented
    known = facts(prepared, finished.searched, finished.concluded)
    figures = {"rows": known["rows"]["clustered"], "rows_read": known["rows"]["read"]}
    figures |= {"segments": 0, "noise_rows": 0, "warnings": len(known["warnings"])}
    if segmented:
        figures["segments"] = sum(card.segment >= 0 for card in segmented.cards)
        figures["noise_rows"] = sum(card.rows for card in segmented.cards if card.segment < 0)
    named = [dataset_of(source.path, folder) for source in plan.customer_tables()]
    outputs = _segments(plan, finished, named) if segmented else []
    outputs += [each for path, done in finished.exports for each in _exported(path, done)]
    outputs += [_written(order, done, folder) for order, done in zip(plan.write, finished.written, strict=False)]
    return CommandOutcome(exit_code, figures, inputs=tuple(_inputs(plan, prepared, named)), outputs=tuple(outputs))


def column_types(schema: Mapping[str, pl.DataType]) -> dict[str, str]:
    """The types of columns as lineage has them."""
    return {name: str(kind) for name, kind in schema.items()}


def _inputs(plan: Plan, prepared: PreparedRun, named: Sequence[Dataset]) -> Iterator[Dataset]:
    """What was read, with the empty cells and distinct values of the customer table: counts, never values."""
    for number, (place, table) in enumerate(zip(named, prepared.tables, strict=True)):
        profiled = prepared.profile.columns if number == 0 and not table.parts else ()
        counts = {column.name: (column.nulls, column.distinct) for column in profiled}
        kinds = column_types(table.frame.schema)
        yield Dataset(place.namespace, place.name, kinds, table.reading.rows_read, _bytes_of(table), counts)


def _segments(plan: Plan, finished: Finished, named: Sequence[Dataset]) -> list[Dataset]:
    """segments.csv, with what each of its columns is made of."""
    place = finished.out / SEGMENTS
    assert finished.concluded.segmented is not None
    kinds = column_types(finished.concluded.segmented.table.schema)
    header = pl.scan_csv(place, infer_schema=False, glob=False).collect_schema().names()
    file = file_dataset(place)
    made = _origins(plan, finished.prepared, named)
    used = [column.source for column in finished.prepared.matrix.used]
    chosen = tuple(dict.fromkeys(origin for name in used for origin in made.get(name, ())))
    origins = {
        name: tuple(Origin(o.namespace, o.name, o.column) for o in chosen)
        if name in _OWN or name.startswith(_MEMBERSHIP)
        else made.get(name, ())
        for name in header
    }
    known = rows(finished.prepared, finished.searched)
    columns = {name: kinds.get(name, "String") for name in header}
    origins = {name: found for name, found in origins.items() if found}
    return [Dataset(file.namespace, file.name, columns, known["clustered"], size_of_file(place), origins=origins)]


def _origins(plan: Plan, prepared: PreparedRun, named: Sequence[Dataset]) -> dict[str, tuple[Origin, ...]]:
    """What each column of a prepared plan is made of, as columns of the tables that were read."""
    found: dict[str, tuple[Origin, ...]] = {}
    if plan.source:
        place, changed = named[0], bool(plan.clean)
        for name in prepared.tables[0].frame.columns:
            is_same = not changed or name == prepared.id
            found[name] = (Origin(place.namespace, place.name, name, is_same),)
    behind = iter(zip(named[1 if plan.source else 0 :], prepared.tables[1 if plan.source else 0 :], strict=True))
    for maker, made in zip(plan.makers(), prepared.derived, strict=True):
        if isinstance(maker, RowMaker):
            origins = [o for name in maker.inputs() for o in found.get(name, ())]
        else:
            place, table = next(behind)
            columns = maker.columns_needed() or table.frame.columns  # type: ignore[attr-defined]
            origins = [Origin(place.namespace, place.name, name) for name in columns if name in table.frame.columns]
        loose = tuple(dict.fromkeys(Origin(o.namespace, o.name, o.column) for o in origins))
        found |= {name: loose for name in made.frame.columns if name not in found}
    return found


def _exported(path: Path, done: Exported) -> Iterator[Dataset]:
    """The files of an export."""
    for each in done.summary.files:
        place = file_dataset(path.with_name(each.path))
        yield Dataset(place.namespace, place.name, rows=each.rows, size=each.bytes)


def _written(order: WriteBack, done: Written, folder: Path) -> Dataset:
    """A table that the segments went back to."""
    to = table_dataset(order.connection, order.table or "", folder) if order.connection else None
    place = to or dataset_of(order.path or "", folder)
    return Dataset(place.namespace, place.name, rows=done.counts.rows)


def _bytes_of(table: Table) -> int | None:
    sizes = [size_of_file(Path(file)) for file in table.reading.files]
    return sum(size for size in sizes if size is not None) if sizes else None
