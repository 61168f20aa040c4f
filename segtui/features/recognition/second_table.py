"""What features can be made for customers: of a second table, whose ids meet theirs, and of their own columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from segtui.data.identifiers.id_names import owner_rank
from segtui.data.identifiers.ids import find_owner
from segtui.data.table import Table
from segtui.errors import DataError
from segtui.features.join_features import comparable
from segtui.features.maker import makers
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.listings import in_turn
from segtui.language.sentences import say

_NEARLY = 0.5
"""A column that finds half as many customers as the best one may be the id for what it is called."""
_SHOWN = 3
_NO_NAME = 4
"""The rank of a name that says nothing of a person."""


@dataclass(frozen=True)
class IdMatch:
    """How the ids of a column meet those of the customers: `found` of the `customers` have a row, and `unknown` of the
    `ids` different ones belong to no customer."""

    column: str
    found: int
    customers: int
    unknown: int
    ids: int


def match_ids(customers: pl.Series, column: pl.Series) -> IdMatch:
    """Compare ids as a join does: numbers and text are the same id where they read the same."""
    left, right = comparable(customers.drop_nulls().unique(), column.drop_nulls().unique())
    known = right.is_in(left.implode()).sum()
    return IdMatch(column.name, int(left.is_in(right.implode()).sum()), len(left), len(right) - int(known), len(right))


def find_match(customers: pl.Series, table: Table) -> IdMatch:
    """The column of the table that holds the customers' ids.

    Of the columns that find many customers, the one called like theirs goes first, then the one whose name fits a
    customer best. Raises DataError where no column holds any of them, or the table has no rows.
    """
    frame, where = table.frame, table.reading.path
    if not frame.height:
        raise DataError(say("the table has no rows"), where=where, fix=say("choose another table"))
    ids = [c for c in frame.get_columns() if (c.dtype.is_integer() or c.dtype == pl.String) and c.name in _own(table)]
    met = [found for column in ids if (found := match_ids(customers, column)).found]
    met = [found for found in met if _may_be_ids(found, customers, frame[found.column])]
    if not met:
        raise DataError(
            _nobody(customers, table), where=where, fix=say("choose the table with the same ids, or clean them")
        )
    most = max(found.found for found in met)
    near = [found for found in met if found.found >= _NEARLY * most]
    return min(near, key=lambda found: (found.column != customers.name, owner_rank(found.column), -found.found))


def propose(table: Table, owner: str, taken: list[str], name: str) -> list[ProposedMaker]:
    """The makers that fit a table whose customers' ids are in `owner`, the most telling ones first.

    Where their columns are among `taken` already, they are called apart by `name`, if the maker can. Raises DataError
    where no maker fits.
    """
    found = []
    for kind in sorted((m for m in makers() if issubclass(m, TableMaker)), key=_place):
        proposal = kind.proposed(table, owner)
        if proposal is not None and isinstance(proposal.maker, TableMaker):
            maker = proposal.maker
            clash = set(maker.output_columns()) & set(taken)
            found.append(replace(proposal, maker=maker.apart(name) if clash else maker))
    if not found:
        what = say('no column beside the id "{owner}" can be made into a feature', owner=owner)
        raise DataError(
            what, where=table.reading.path, fix=say("choose a table with amounts, dates or a few categories")
        )
    return found


def propose_own(frame: pl.DataFrame, id: str) -> list[ProposedMaker]:
    """The makers that fit the customers' own columns, and whose features are not among them yet."""
    found = [kind.proposed(frame, id) for kind in makers() if issubclass(kind, RowMaker)]
    taken = set(frame.columns)
    return [one for one in found if one is not None and not taken & set(one.maker.output_columns())]


def _may_be_ids(found: IdMatch, customers: pl.Series, column: pl.Series) -> bool:
    """Whether numbers that happen to be ids of customers are called like ids, or find half of the customers."""
    named = found.column == customers.name or owner_rank(found.column) < _NO_NAME
    return named or column.dtype == pl.String or 2 * found.found >= found.customers


def _place(kind: type[TableMaker]) -> tuple[int, bool, bool, str]:
    place = kind.starter_place
    return 9 if place is None else place, not kind.starter_beside, kind.fits_any_table, kind.called()


def _own(table: Table) -> set[str]:
    """The columns that the file has, without a row number that was made while reading."""
    return {column.name for column in table.reading.columns} or set(table.frame.columns)


def _nobody(customers: pl.Series, table: Table) -> str:
    """That nobody was found, with some ids of both sides."""
    own = f"{customers.name}: {_some(customers)}"
    owner = find_owner(table.frame) or table.id
    nobody = say("no column has the customers' ids ({own})", own=own)
    if owner not in _own(table):
        return nobody
    return in_turn(nobody, say('"{owner}" has {ids}', owner=owner, ids=_some(table.frame[owner])))


def _some(ids: pl.Series) -> str:
    return ", ".join(str(id) for id in ids.drop_nulls().unique(maintain_order=True).head(_SHOWN)) + ", …"
