"""The people of a run as an order looks at them, and what its data holds of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.everybody import Everybody, meet
from segtui.delivery.export.eligibility.exclusions import Exclusions, within_allowlist
from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.identity.contacts import Contacts, contacts_of
from segtui.delivery.export.mapping import ColumnMapping, columns_of
from segtui.delivery.export.people.detect import detect
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.libraries.columns import cols

ROWS_A_BATCH = 50_000
_SAMPLE = 5_000


@dataclass(frozen=True)
class People:
    """The people of a run to be reached.

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


def mapped(order: CareOrder, people: People) -> ColumnMapping:
    """Which column of the data fills which of the platform; raises PlanError with every wrong name."""
    known = people.columns()
    sample = people.rows.select(cols(known)).head(_SAMPLE).collect() if known else pl.DataFrame()
    all_known = [*SEGMENT_COLUMNS, *known]
    return within_allowlist(order, columns_of(order, order.target(), all_known, detect(sample)), all_known)


def meet_all(people: People, order: CareOrder | None = None) -> Everybody:
    """Look at all rows of a run and beside it: who is the same person, who refuses, who is on a list.

    Without an export, consent is not looked at. Raises what `mapped` raises.
    """
    columns = mapped(order, people) if order else None
    known, asked = people.rows.collect_schema().names(), order.columns_asked() if order else ()
    contacts = order_contacts(people, columns)
    wanted = list(dict.fromkeys(["id", *contacts.columns(), *(name for name in asked if name in known)]))
    own = RowGroup(lambda: people.batches(wanted), contacts, columns=tuple(wanted))
    holds = columns.holds if columns else {}
    beside = [group for one in people.beside if (group := one.group(asked, holds)) is not None]
    return meet((own, *beside), people.guards.lists, asked, order.region if order else None, people.merged)


def order_contacts(people: People, columns: ColumnMapping | None) -> Contacts:
    """The columns that identify people, and those to be written that may mention others."""
    sample = people.rows.select(cols(["id", *people.columns()])).head(_SAMPLE).collect()
    if columns is None:
        return contacts_of(sample, {str(part): found.column for part, found in detect(sample).items()})
    found = contacts_of(sample, columns.holds)
    more = tuple(name for name in columns.leaves() if name not in (*SEGMENT_COLUMNS, *found.emails))
    return replace(found, mentioning=more)
