"""What the path of a source names: files, standard input, or an address such as a database's."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from urllib.parse import unquote

from segtui.data.connections.connections_file import is_connection

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://")
METADATA = "*.metadata.json"
_CATALOG = "iceberg"
_NAMED = re.compile(rf"(?!{_CATALOG}:)([A-Za-z][\w-]*):(?![/\\])")


def scheme_of(path: str) -> str:
    """What stands before `://` in an address such as a database's; empty where a path names files.

    A table of a catalog has no strokes: iceberg:shop.customers.
    """
    found = _ADDRESS.match(path)
    return found[1] if found else _CATALOG if path.startswith(f"{_CATALOG}:") else ""


def name_of_connection(path: str) -> str:
    """The connection in a path such as shop:crm.customers; empty for other addresses, and for a file called so."""
    found = _NAMED.match(path)
    if not found or (os.path.lexists(path) and not is_connection(found[1])):
        return ""
    return found[1]


def is_address(path: str) -> bool:
    """Whether a path is an address, which one of the readers knows, and no file's."""
    return bool(scheme_of(path) or name_of_connection(path))


def whole(path: str) -> str:
    """A path from the root, without links; an address is one already."""
    return path if is_address(path) else str(Path(path).resolve())


def name_of_address(address: str) -> str:
    """The last part of an address, as a file has a name: shop.db?table=customers; of a query: shop, a query."""
    base, _, settings = address.partition("?")
    asked = dict(setting.partition("=")[::2] for setting in settings.split("&"))
    name = base.rstrip("/").rpartition("/")[2]
    if "query" in asked:
        return f"{name.rstrip(':')}, a query"
    return name + next((f"?{key}={asked[key]}" for key in ("table", "query_file") if key in asked), "")


def table_in(address: str) -> str:
    """The table that an address names, without its schema; else the connection or the name of the database.

    Of a pattern on a store it is what stands before the first star, else the folder.
    """
    if scheme_of(address) == _CATALOG and not address.startswith(f"{_CATALOG}:///"):
        return address.partition("?")[0].rpartition(".")[2].replace('"', "") or "data"
    if "*" in address:
        before = address.partition("*")[0].rstrip("-_. ")
        return table_in(before.rstrip("/") if before.rstrip("/").rpartition("://")[2] else "")
    base, _, settings = address.partition("?")
    named = next((part[6:] for part in settings.split("&") if part.startswith("table=")), "")
    if name := name_of_connection(base):
        named = base.removeprefix(f"{name}:") or named or name
    return (named.rpartition(".")[2] or name_of_address(base).partition(".")[0]).replace('"', "") or "data"


def shown_table(address: str) -> str:
    """What a person calls the table of an address: shop:crm.customers, the table of a URL, or what else it ends in."""
    base, _, settings = address.partition("?")
    asked = dict(setting.partition("=")[::2] for setting in settings.split("&"))
    file = PurePath(unquote(asked.get("query_file", ""))).name
    if name := name_of_connection(base):
        return f"{name}:{file}" if file else base.removesuffix(":")
    return table_in(address) if "table" in asked else file or name_of_address(base)


def shown_name(path: str) -> str:
    """What a report calls the table of a path, from wherever: the last part of a file's path, or `shown_table`."""
    return shown_table(path) if is_address(path) else path.rstrip("/").rpartition("/")[2]


def names_files(path: str) -> bool:
    """Whether a path is a file's or a glob: neither standard input nor an address."""
    return path != STANDARD_INPUT and not is_address(path)


def kind_of_lake(place: Path) -> str:
    """Whether a folder is a table of Delta or of Iceberg, as the scheme of its address; empty for what else there is.

    Raises OSError.
    """
    if (place / "_delta_log").is_dir():
        return "delta"
    return _CATALOG if next((place / "metadata").glob(METADATA), None) else ""
