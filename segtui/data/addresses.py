"""What the path of a source names: files, standard input, or an address such as a database's."""

from __future__ import annotations

import re
from pathlib import Path

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://")


def scheme_of(path: str) -> str:
    """What stands before `://` in an address such as a database's; empty where a path names files."""
    found = _ADDRESS.match(path)
    return found[1] if found else ""


def is_address(path: str) -> bool:
    """Whether a path is an address, which one of the readers knows, and no file's."""
    return bool(scheme_of(path))


def whole(path: str) -> str:
    """A path from the root, without links; an address is one already."""
    return path if is_address(path) else str(Path(path).resolve())


def name_of_address(address: str) -> str:
    """The last part of an address, as a file has a name: shop.db?table=customers."""
    return address.rstrip("/").rpartition("/")[2]


def names_files(path: str) -> bool:
    """Whether a path is a file's or a glob: neither standard input nor an address."""
    return path != STANDARD_INPUT and not is_address(path)
