"""The keys of a plan beside a path that ask a store: storage, version, as_of, columns and where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from segtui.data.addresses import is_address
from segtui.data.stores.store_address import DELTA, SETTINGS, StoreAddress, parse
from segtui.errors import SegtuiError

STORE_HELP = {
    "storage": "The connection of connections.toml whose keys open the store of path; default: the environment's.",
    "version": "The version of a Delta table, or the snapshot of an Iceberg table; default: the latest.",
    "as_of": "The state of a Delta or Iceberg table at this day or time (UTC); instead of version.",
}
"""What is read of a store by these keys, beside columns and where."""


def with_settings(given: dict[str, Any], own: Collection[str] = ()) -> dict[str, Any]:
    """The keys of a table with a path, with those that ask a store as the settings of that path that they mean.

    A version of a local folder is one of the Delta table in it. Raises ValueError where they can't be asked.
    """
    asked = {key: _text(key, given[key]) for key in SETTINGS if key in given and key not in own}
    path = given.get("path")
    if not asked or not isinstance(path, str):
        return given
    if not is_address(path):
        if not (asked.keys() & {"version", "as_of"}) or "storage" in asked:
            first = next(iter(asked))
            raise ValueError(f"{first} is for stores and their tables, and path is a file; remove {first}")
        path = f"{DELTA}:///{path}"
    try:
        known = parse(path)
        if both := [key for key in asked if getattr(known, key)]:
            raise ValueError(f"{both[0]} stands in path and beside it; remove one of them")
        columns = tuple(filter(None, asked.pop("columns", "").split(",")))
        whole = StoreAddress(**{**vars(known), **asked, **({"columns": columns} if columns else {})})
        parse(str(whole))
    except SegtuiError as error:
        raise ValueError(error.what) from None
    return {**{key: value for key, value in given.items() if key not in SETTINGS or key in own}, "path": str(whole)}


def _text(key: str, value: Any) -> str:
    if key == "columns":
        if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) for name in value):
            if any("," in name for name in value):
                raise ValueError("columns: a name has a comma in it; leave columns out")
            return ",".join(value)
        raise ValueError("columns is not a list of names")
    if key == "version" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if key == "as_of" and isinstance(value, date):
        return value.isoformat() if isinstance(value, datetime) else str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is not a text, or empty")
    return value
