"""Only the columns that are needed are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from segtui.data.databases.table_address import TableAddress
from segtui.data.raw.raw_table import InputFile


def may_narrow(asked: TableAddress, place: InputFile) -> bool:
    """Whether fewer columns may do; a query is sent as it is, as it has an order that a query around it could lose."""
    return bool(asked.table) and place.only is not None


def narrowed(asked: TableAddress, names: Iterable[str], place: InputFile) -> TableAddress:
    """A table of these columns asked for those that are needed; all, where none of those is there."""
    if not may_narrow(asked, place):
        return asked
    needed = tuple(name for name in names if name in (place.only or ()))
    return replace(asked, columns=needed or asked.columns)
