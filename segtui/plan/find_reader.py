"""What the reader of a file follows, for the workbench, which does not read files itself."""

from __future__ import annotations

from segtui.data.addresses import is_address
from segtui.data.reader_registry import extension, reader_by_name, reader_of, readers
from segtui.declare import Declared
from segtui.errors import SegtuiError
from segtui.libraries.boundary import Library

_TEXT = "csv"


def keys_of(format: str) -> tuple[str, ...]:
    """The keys of [source] that count for a format as a reading says it; none where files of several are one table."""
    reader = readers().get(format)
    return reader.keys if reader else ()


def own_settings(format: str) -> type[Declared]:
    """The settings that the reader of a format declares for itself, if it has any."""
    return readers()[format].settings or Declared


def asks_database(path: str) -> bool:
    """Whether a path is the address of a database's table."""
    try:
        reader = reader_by_name(path)
    except SegtuiError:
        return False
    return (
        reader is not None and reader.addresses is not None and reader.addresses.server is not None and is_address(path)
    )


def promised_format(path: str) -> str:
    """The format that a path promises; delimited text for an ending that nobody knows, nothing without one."""
    try:
        reader = reader_by_name(path)
    except SegtuiError:
        return ""
    return reader.format if reader else _TEXT if extension(path) else ""


def libraries_of(path: str) -> tuple[Library, ...]:
    """The libraries that the reader of an address needs; none where nobody knows it, which its reading tells."""
    try:
        return reader_of(path).libraries
    except SegtuiError:
        return ()
