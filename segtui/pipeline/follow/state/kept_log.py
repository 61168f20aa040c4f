"""The rows of a log by customer, packed, so that features can be made again of all that a customer did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.log.log import Log
from segtui.features.log.log_rows import LogRows
from segtui.pipeline.follow.state.state_file import StateFile

_RETURNED = r"^\s*[Cc]\d+"
_OTHER = "\0"
Packed = NDArray[np.void]


@dataclass(frozen=True)
class KeptLog:
    """The rows of the log of one [[derive]], by its `number`: in the table kept_N, a blob of records a customer.

    A record has the moment, the place of the type in `names` (−1 for others), the worth, and the order's hash and
    whether it begins with C, as far as the log has these.
    """

    number: int
    names: tuple[str, ...]
    has_event: bool
    has_worth: bool
    has_order: bool

    @property
    def table(self) -> str:
        """The table."""
        return f"kept_{self.number}"

    @property
    def record(self) -> np.dtype[np.void]:
        """The layout of a record."""
        parts: list[tuple[str, str]] = [("at", "<i8")]
        parts += [("event", "<i2")] if self.has_event else []
        parts += [("worth", "<f8")] if self.has_worth else []
        parts += [("order", "<u8"), ("c", "u1")] if self.has_order else []
        return np.dtype(parts)

    def pack(self, rows: pl.DataFrame) -> Packed:
        """Rows (at, and event, worth, order where the log has them) as records, in their order."""
        packed = np.zeros(rows.height, dtype=self.record)
        packed["at"] = rows["at"].to_numpy()
        if self.has_event:
            codes = pl.Series(range(len(self.names)), dtype=pl.Int16)
            names = pl.Series(self.names, dtype=pl.String)
            packed["event"] = rows["event"].replace_strict(names, codes, default=-1, return_dtype=pl.Int16).to_numpy()
        if self.has_worth:
            packed["worth"] = rows["worth"].to_numpy()
        if self.has_order:
            orders = rows["order"].cast(pl.String)
            distinct = orders.unique()
            hashes = [int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") for text in distinct]
            by_text = pl.Series(hashes, dtype=pl.UInt64)
            packed["order"] = orders.replace_strict(distinct, by_text, return_dtype=pl.UInt64).to_numpy()
            packed["c"] = orders.str.contains(_RETURNED).to_numpy()
        return packed

    def log(self, ids: pl.Series, packed: Packed, zone: str | None, marks: bool) -> Log:
        """Records as a log that makers read; `ids` are whose they are, `marks` whether a C means a return."""
        made: dict[str, pl.Series] = {"id": ids, "at": pl.Series(np.ascontiguousarray(packed["at"]))}
        if self.has_event:
            names = pl.Series([*self.names, _OTHER], dtype=pl.String)
            codes = packed["event"].astype(np.int64)
            made["event"] = names.gather(np.where(codes < 0, len(self.names), codes))
        if self.has_worth:
            made["worth"] = pl.Series(np.ascontiguousarray(packed["worth"]))
        if self.has_order:
            orders = pl.Series(np.ascontiguousarray(packed["order"])).cast(pl.String)
            is_c = pl.Series(packed["c"].astype(bool))
            made["order"] = pl.select(pl.when(is_c).then("C" + orders).otherwise(orders)).to_series()
        frame = pl.DataFrame([values.alias(name) for name, values in made.items()])
        return Log(LogRows.of(frame), zone, "event", "the stream", (), marks)

    def create(self, state: StateFile) -> None:
        """The table, if it is not there."""
        state.create(self.table, ["rows blob not null"])

    def add(self, state: StateFile, ids: pl.Series, rows: pl.DataFrame) -> None:
        """Add rows to those of their customers, who are `touched`."""
        before: dict[int | str, bytes] = dict(state.rows(self._of_touched))
        pieces = ((who, before.get(who, b"") + new) for who, new in self._by_customer(ids, rows))
        state.many(f"insert or replace into {self.table} values (?, ?)", pieces)

    def fetch(self, state: StateFile, id_type: pl.DataType) -> tuple[pl.Series, Packed]:
        """The rows of the touched customers: whose they are, and the records."""
        found = state.rows(self._of_touched)
        size = self.record.itemsize
        packed = np.frombuffer(b"".join(blob for _, blob in found), dtype=self.record)
        counts = np.array([len(blob) // size for _, blob in found], dtype=np.int64)
        people = pl.Series("id", [who for who, _ in found], dtype=id_type)
        return people.gather(np.repeat(np.arange(len(found)), counts)), packed

    @property
    def _of_touched(self) -> str:
        return f"select customer, rows from {self.table} join touched using (customer)"

    def _by_customer(self, ids: pl.Series, rows: pl.DataFrame) -> Iterator[tuple[int | str, bytes]]:
        order = pl.DataFrame({"id": ids}).with_row_index("place").sort("id", maintain_order=True)
        packed = self.pack(rows)[order["place"].to_numpy()]
        at = 0
        for length, who in order["id"].rle().struct.unnest().iter_rows():
            yield who, packed[at : at + length].tobytes()
            at += length


def returns_in(rows: pl.DataFrame) -> tuple[int, int]:
    """How many rows there are, and of how many the order's id begins with C."""
    if "order" not in rows.columns or rows["order"].dtype != pl.String:
        return rows.height, 0
    return rows.height, int(rows["order"].str.contains(_RETURNED).sum())


def marks_returns(counts: Sequence[int]) -> bool:
    """Whether a C says that an order was returned, by the counts of `returns_in`: not where most begin with it."""
    rows, marked = counts
    return 0 < 2 * marked <= rows
