"""From the people of a run to those that an order may reach: the one way, for exports, pushes and triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.consent_answers import ROW
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.gate import EligibilityGate, SortedRows
from segtui.delivery.export.mapping import ColumnMapping
from segtui.delivery.export.row_builder import BuiltRows, RowBuilder
from segtui.delivery.export.run_people import People, mapped, meet_all, order_contacts
from segtui.delivery.export.segment_filter import chosen
from segtui.delivery.export.target import SEGMENT_COLUMNS


@dataclass(frozen=True)
class EligibleRows:
    """A batch: its rows as they came, sorted by the gate, and what the other side takes, by part of `SortedRows`."""

    batch: pl.DataFrame
    sorted: SortedRows
    made: dict[str, BuiltRows]


class EligiblePeople:
    """The people of an order's segments, batch by batch through the gate and into the form of the other side.

    `everybody` is the result of `meet_all`, if already known. Raises PlanError with keys relative to the order for
    wrong names.
    """

    def __init__(self, order: CareOrder, people: People, everybody: Everybody | None = None) -> None:
        self.order, self.people = order, people
        self.columns: ColumnMapping = mapped(order, people)
        self.numbers: list[int] = chosen(order.segments, people.names)
        self.everybody = everybody or meet_all(people, order)
        self.builder = RowBuilder(order.target(), order, self.columns)
        contacts = order_contacts(people, self.columns)
        known = self.everybody, contacts
        self.gate = EligibilityGate(order, self.columns.holds, self.columns.leaves(), people.guards, *known)

    def batches(
        self, advance: Callable[[float], None] = lambda _: None, ids: pl.Series | None = None
    ) -> Iterator[EligibleRows]:
        """All rows of the segments in order, or those with some `ids`; `advance` hears the share that is done."""
        progress = lambda at: advance(at / max(1, self.everybody.rows))  # noqa: E731
        for of_segments in _of_segments(self.people.batches(self._wanted()), self.numbers, progress):
            batch = of_segments if ids is None else of_segments.filter(pl.col("id").is_in(ids.implode()))
            sorted = self.gate.sort(batch)
            made = {part: self.builder.make(people) for part, people in sorted.parts.items()}
            yield EligibleRows(batch, sorted, made)

    def _wanted(self) -> list[str]:
        """The columns that an order needs to read."""
        columns = self.columns
        named = [*(f.source for f in columns.filled), *(source for _, source in columns.attributes)]
        asked = self.order.columns_asked()
        return list(dict.fromkeys([*SEGMENT_COLUMNS, *named, *columns.holds.values(), *asked]))


def _of_segments(
    batches: Iterator[pl.DataFrame], numbers: Sequence[int], taken: Callable[[int], None]
) -> Iterator[pl.DataFrame]:
    """The rows of these segments, numbered among all rows, of which `taken` hears how many are done."""
    at = 0
    for batch in batches:
        yield batch.with_row_index(ROW, at).filter(pl.col("segment").is_in(numbers))
        at += batch.height
        taken(at)
