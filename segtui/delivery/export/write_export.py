"""Writes one export: batch by batch through the gate, into the platform's format, and into its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.consent_answers import ROW
from segtui.delivery.export.eligibility.everybody import Everybody, meet
from segtui.delivery.export.eligibility.exclusions import Exclusions, within_allowlist
from segtui.delivery.export.eligibility.gate import OUT, EligibilityGate
from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.files.formats import formats
from segtui.delivery.export.files.names import LEFT_OUT, OPT_OUTS, beside
from segtui.delivery.export.files.opt_outs import OptOuts
from segtui.delivery.export.files.output_files import Outlets
from segtui.delivery.export.files.typed_files import kinds
from segtui.delivery.export.identity.contacts import Contacts, contacts_of
from segtui.delivery.export.mapping import ColumnMapping, columns_of
from segtui.delivery.export.people.detect import detect
from segtui.delivery.export.row_builder import MARK, RowBuilder
from segtui.delivery.export.segment_filter import chosen
from segtui.delivery.export.summary import ASKED, Summary
from segtui.delivery.export.target import SEGMENT_COLUMNS, Target, find_target, usable_target
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
class People:
    """The people of a run to export.

    `rows` has id (text), segment (Int32), segment_name (text) and the data's columns, all text, one row each;
    `names` are the segments by number, noise under -1; `guards` say who is excluded. `beside` are further rows of the
    same people, which are never exported: a no there is a no here. `merged` are ids whose rows cleaning made one.
    """

    rows: pl.LazyFrame
    names: dict[int, str]
    guards: Exclusions = Exclusions()  # noqa: RUF009 - frozen
    beside: tuple[Beside, ...] = ()
    merged: MergedIds | None = None
    blocks: Callable[[], Iterator[pl.LazyFrame]] | None = None
    """The rows block by block if possible, because Polars reads all of its own batches far ahead."""

    def batches(self, columns: list[str]) -> Iterator[pl.DataFrame]:
        """All rows in order, with these columns."""
        if self.blocks is None:
            yield from self.rows.select(cols(columns)).collect_batches(chunk_size=ROWS_A_BATCH, maintain_order=True)
            return
        for block in self.blocks():
            yield from block.select(cols(columns)).collect().iter_slices(ROWS_A_BATCH)

    def columns(self) -> list[str]:
        """The data's columns."""
        return [n for n in self.rows.collect_schema().names() if n not in SEGMENT_COLUMNS]


@dataclass(frozen=True)
class Exported:
    """What an export did, and the ids of the people it wrote, in the order of the file."""

    summary: Summary
    ids: WrittenIds


def mapped(order: Export, people: People) -> ColumnMapping:
    """Which column of the data fills which of the platform; raises PlanError with every wrong name."""
    known = people.columns()
    sample = people.rows.select(cols(known)).head(_SAMPLE).collect() if known else pl.DataFrame()
    all_known = [*SEGMENT_COLUMNS, *known]
    return within_allowlist(order, columns_of(order, find_target(order.to), all_known, detect(sample)), all_known)


def meet_all(people: People, order: Export | None = None) -> Everybody:
    """Look at all rows of a run and beside it: who is the same person, who refuses, who is on a list.

    Without an export, consent is not looked at. Raises what `mapped` raises.
    """
    columns = mapped(order, people) if order else None
    known, asked = people.rows.collect_schema().names(), order.columns_asked() if order else ()
    contacts = _contacts(people, columns)
    wanted = list(dict.fromkeys(["id", *contacts.columns(), *(name for name in asked if name in known)]))
    own = RowGroup(lambda: people.batches(wanted), contacts, columns=tuple(wanted))
    holds = columns.holds if columns else {}
    beside = [group for one in people.beside if (group := one.group(asked, holds)) is not None]
    return meet((own, *beside), people.guards.lists, asked, order.region if order else None, people.merged)


def _contacts(people: People, columns: ColumnMapping | None) -> Contacts:
    """The columns that identify people, and those to be written that may mention others."""
    sample = people.rows.select(cols(["id", *people.columns()])).head(_SAMPLE).collect()
    if columns is None:
        return contacts_of(sample, {str(part): found.column for part, found in detect(sample).items()})
    found = contacts_of(sample, columns.holds)
    more = tuple(name for name in columns.leaves() if name not in (*SEGMENT_COLUMNS, *found.emails))
    return replace(found, mentioning=more)


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
    target, columns = usable_target(order.to), mapped(order, people)
    numbers = chosen(order.segments, people.names)
    everybody = everybody or meet_all(people, order)
    rows = people.rows.filter(pl.col("segment").is_in(numbers)) if numbers else people.rows.clear()
    summary = Summary(order.to, notes=list(columns.notes), columns=_told(columns), suppression=everybody.tallies)
    contacts = _contacts(people, columns)
    maker = RowBuilder(target, order, columns)
    gate = EligibilityGate(order, columns.holds, columns.leaves(), people.guards, everybody, contacts)
    hidden = {"id", people.guards.id_column} if order.pseudonym else set()
    outlets = Outlets(target, order, maker, place, staging, _types(target, columns, rows, hidden), taken)
    opt_outs = OptOuts(target, order, columns, beside(place, OPT_OUTS), staging)
    left_out = CsvFile(staging.new(beside(place, LEFT_OUT), turn=Turn.COMPANION), list(OUT))
    written = WrittenIds()
    progress = lambda at: advance(at / max(1, everybody.rows))  # noqa: E731
    with outlets:
        for batch in _of_segments(people.batches(_wanted(order, columns)), numbers, progress):
            passed = gate.sort(batch)
            left_out.take(passed.out.select(list(OUT)))
            opt_outs.put(passed.removed)
            summary.people += batch.height
            summary.kept_back.update(passed.out["reason"].to_list())
            for part, people_of_part in passed.parts.items():
                made = maker.make(people_of_part)
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


def _of_segments(
    batches: Iterator[pl.DataFrame], numbers: list[int], taken: Callable[[int], None]
) -> Iterator[pl.DataFrame]:
    """The rows of these segments, numbered among all rows, of which `taken` hears how many are done."""
    at = 0
    for batch in batches:
        yield batch.with_row_index(ROW, at).filter(pl.col("segment").is_in(numbers))
        at += batch.height
        taken(at)


def _wanted(order: Export, columns: ColumnMapping) -> list[str]:
    """The columns that an export needs to read."""
    named = [*(f.source for f in columns.filled), *(source for _, source in columns.attributes)]
    return list(dict.fromkeys([*SEGMENT_COLUMNS, *named, *columns.holds.values(), *order.columns_asked()]))


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
