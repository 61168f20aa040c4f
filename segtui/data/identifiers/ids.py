"""Which column identifies the rows of a table, and which one identifies the customer in a log of orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from segtui.data.identifiers.id_names import (
    BARE_PERSON,
    ID,
    NO_HINT,
    PERSON,
    name_rank,
    names_a_group,
    names_a_person,
    owner_rank,
)

_MOST_REPEATED = 0.10
_MOST_EMPTY = 0.10


@dataclass(frozen=True)
class _Candidate:
    """What speaks for a column: `rank` by its name, 0 the best; its place from the left; how its values repeat."""

    name: str
    rank: int
    place: int
    cells: pl.Series

    @property
    def empty(self) -> int:
        return self.cells.null_count()

    @property
    def values(self) -> int:
        return len(self.cells) - self.empty

    @cached_property
    def distinct(self) -> int:
        return self.cells.n_unique() - (self.empty > 0)

    @property
    def repeated(self) -> int:
        return self.values - self.distinct

    @property
    def exact(self) -> bool:
        return self.repeated == 0 and self.empty == 0

    @property
    def near(self) -> bool:
        if self.empty > _MOST_EMPTY * len(self.cells):
            return False
        most = _MOST_REPEATED * self.values
        head = self.cells.head(len(self.cells) // 4)  # what repeats here repeats in all of them
        return len(head) - head.n_unique() - self.empty <= most and self.repeated <= most


def find_id(frame: pl.DataFrame) -> str | None:
    """The column of a typed `frame` that names its rows, None where no column does.

    An id is an Int64 or String column, neither measure nor prose, whose values do not repeat. One that is called like
    an id (customer_id, CUST_ID, ID, uuid …) may repeat in up to 10 % of its rows, or be empty in up to 10 %: such
    duplicates are for the `deduplicate` step. Otherwise it must be all there and unique: an e-mail address, a
    column called after a person, or in the first two columns a counter (whole numbers one step apart) or a code
    (letters and digits, no blanks). Unique ids go before nearly unique ones, ids of people before
    others, then the column further to the left.
    """
    hinted = [c for c in _candidates(frame) if c.rank != NO_HINT or _may_stand_alone(c)]
    found = [c for c in hinted if c.values and c.near and (c.exact or c.rank <= ID)]
    best = min(found, key=lambda c: (c.rank > ID, not c.exact, c.rank, c.place), default=None)
    return best.name if best else None


def find_owner(frame: pl.DataFrame) -> str | None:
    """The column of a typed log `frame` (orders, events) that names the customer of each row, None where none does.

    Its values repeat, and no other column gives each row a person's id of its own. A column called after a person
    (customer_id, client, user …) goes first, then an e-mail address, then an id that is not called after an order, a
    product or a group. Without such names, and without an `id` of each row, a table that has dates takes the first of
    its two leftmost columns that holds codes or whole numbers, is called after no group, repeats, and still has many
    values (their square is more than twice the rows).
    """
    candidates = list(_candidates(frame))
    if any(c.exact and c.rank == PERSON and names_a_person(c.name) for c in candidates):
        return None
    repeating = [c for c in candidates if c.repeated and c.distinct > 1 and not _is_status(c)]
    best = min(repeating, key=lambda c: (owner_rank(c.name), c.place), default=None)
    if best is not None and owner_rank(best.name) < 4:
        return best.name
    rows_named = any(c.exact and c.rank == PERSON for c in candidates)
    if rows_named or not any(dtype in (pl.Date, pl.Datetime) for dtype in frame.dtypes):
        return None
    many = (c for c in repeating if c.place < 2 and c.rank == NO_HINT and c.distinct**2 > 2 * c.values)
    many = (c for c in many if not names_a_group(c.name))
    return next((c.name for c in many if _is_code(frame[c.name])), None)


def _candidates(frame: pl.DataFrame) -> Iterator[_Candidate]:
    """The columns that could hold ids, in order."""
    for place, cells in enumerate(frame.get_columns()):
        if cells.dtype not in (pl.Int64, pl.String) or _is_prose(cells):
            continue
        yield _Candidate(cells.name, name_rank(cells.name), place, cells)


def _is_status(candidate: _Candidate) -> bool:
    """Whether a column such as `member` says what somebody is instead of who: a few values in many rows."""
    return candidate.rank == BARE_PERSON and 4 * candidate.distinct**2 < candidate.values


def _may_stand_alone(candidate: _Candidate) -> bool:
    """Whether a column that no name hints at may be an id: it is one of the first two, and counts up or holds codes."""
    if candidate.place > 1 or candidate.values < 2 or names_a_group(candidate.name):
        return False
    cells = candidate.cells
    return bool((cells.diff().drop_nulls() == 1).all()) if cells.dtype == pl.Int64 else _is_code(cells)


def _is_code(cells: pl.Series) -> bool:
    """Whether cells are whole numbers, or letters and digits without blanks, each with a digit."""
    if cells.dtype == pl.Int64:
        return True
    return bool(cells.str.contains(r"^[^\s]*[0-9][^\s]*$").all())


def _is_prose(cells: pl.Series) -> bool:
    """Whether cells are sentences rather than names."""
    if cells.dtype != pl.String:
        return False
    head = cells.drop_nulls().head(1_000)
    return len(head) > 0 and head.str.count_matches(r"\s+").sum() > 4 * len(head)
