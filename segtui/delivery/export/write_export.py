"""Writes one export: batch by batch through the gate, into the platform's format, and into its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.gate import OUT, EligibilityGate
from segtui.delivery.export.eligible_people import EligiblePeople
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.files.formats import formats
from segtui.delivery.export.files.names import LEFT_OUT, OPT_OUTS, beside
from segtui.delivery.export.files.opt_outs import OptOuts
from segtui.delivery.export.files.output_files import Outlets
from segtui.delivery.export.files.typed_files import kinds
from segtui.delivery.export.mapping import ColumnMapping
from segtui.delivery.export.row_builder import MARK
from segtui.delivery.export.run_people import People
from segtui.delivery.export.summary import ASKED, Summary
from segtui.delivery.export.target import Target, usable_target
from segtui.delivery.export.write_summary import write_summary
from segtui.delivery.export.written_ids import WrittenIds
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import cols
from segtui.publishing.staging import Staging, Turn

ROWS_A_BATCH = 50_000
_SAMPLE = 5_000
_MANY = 20
"""From this many rows of one person on, a summary says so: the address may be a placeholder."""


@dataclass(frozen=True)
class Exported:
    """What an export did, and the ids of the people it wrote, in the order of the file."""

    summary: Summary
    ids: WrittenIds


def write_export(
    order: Export,
    people: People,
    place: Path,
    staging: Staging,
    advance: Callable[[float], None] = lambda _: None,
    everybody: Everybody | None = None,
    taken: Collection[Path] = (),
) -> Exported:
    """Write one export at `place`, its companions beside it, for `staging` to publish; `taken` are others' names.

    `everybody` is the result of `meet_all`, if already known. Beside `x.csv` are x.left-out.csv (id, reason, detail),
    x.summary.json and, if people must be taken off the platform's list, x.opt-outs.csv. Raises PlanError with keys
    relative to the export for wrong names, UsageError and ResourceError for what can't be written.
    """
    target, eligible = usable_target(order.to), EligiblePeople(order, people, everybody)
    columns, everybody, gate, maker = eligible.columns, eligible.everybody, eligible.gate, eligible.builder
    rows = people.rows.filter(pl.col("segment").is_in(eligible.numbers)) if eligible.numbers else people.rows.clear()
    summary = Summary(order.to, notes=list(columns.notes), columns=_told(columns), suppression=everybody.tallies)
    hidden = {"id", people.guards.id_column} if order.pseudonym else set()
    outlets = Outlets(target, order, maker, place, staging, _types(target, columns, rows, hidden), taken)
    opt_outs = OptOuts(target, order, columns, beside(place, OPT_OUTS), staging)
    left_out = CsvFile(staging.new(beside(place, LEFT_OUT), turn=Turn.COMPANION), list(OUT))
    written = WrittenIds()
    with outlets:
        for rows_of_batch in eligible.batches(advance):
            passed = rows_of_batch.sorted
            left_out.take(passed.out.select(list(OUT)))
            opt_outs.put(passed.removed)
            summary.people += rows_of_batch.batch.height
            summary.kept_back.update(passed.out["reason"].to_list())
            for part, made in rows_of_batch.made.items():
                outlets.put(made.rows, part)
                left_out.take(made.out.select(list(OUT)))
                summary.add(made)
                written.take(passed.ids_of(made.rows["id"]))
    left_out.close()
    opt_outs.close()
    summary.words = {str(reason): reason for reason in maker.reasons()}
    summary.notes += _notes(place, opt_outs.rows, gate, everybody)
    missed = [say("{list}: no entry matches anyone", list=one.list) for one in everybody.tallies if one.missed]
    summary.warnings += [*gate.warnings(), *missed]
    write_summary(summary, target, place, staging, outlets, len(gate.parts))
    return Exported(summary, written)


def _notes(place: Path, removed: int, gate: EligibilityGate, everybody: Everybody) -> Iterator[str]:
    """What the summary says of those who must be removed from the platform's list, and of those who were kept back."""
    if removed:
        yield say_counted(
            "{count:,} person to remove from the list: {file}",
            "{count:,} people to remove from the list: {file}",
            removed,
            file=beside(place, OPT_OUTS).name,
        )
    yield from gate.notes()
    if (most := everybody.persons.largest()) >= _MANY:
        yield say(
            "{rows:,} rows share addresses, phone numbers or ids: treated as one person whose opt-out applies to all",
            rows=most,
        )


def _types(
    target: Target, columns: ColumnMapping, rows: pl.LazyFrame, hidden: set[str | None]
) -> dict[str, pl.DataType]:
    """The types of the columns by header, for typed formats; the `hidden`, which become pseudonyms, are text."""
    if not formats()[target.format].is_typed:
        return {}
    sources = list(dict.fromkeys(["id", *(source for _, source in columns.attributes)]))
    found = kinds(rows.select(cols(sources)), sources) | {name: pl.String() for name in hidden if name in sources}
    return {"id": found["id"]} | {MARK + header: found[source] for header, source in columns.attributes}


def _told(columns: ColumnMapping) -> dict[str, dict[str, str]]:
    """Which column of the data fills each of the platform, by header, and how that is known."""
    told = {f.column.header: {"from": f.source, "told": f.told_by} for f in columns.filled}
    return told | {header: {"from": source, "told": ASKED} for header, source in columns.attributes}
