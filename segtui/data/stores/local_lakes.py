"""Folders of this machine that are tables of a lake, by what lies in them."""

from __future__ import annotations

import re
from pathlib import Path

from segtui.data.addresses import METADATA, STANDARD_INPUT, is_address, kind_of_lake
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_NUMBER = re.compile(r"v?(\d+)")


def lake_path(path: str, folder: Path) -> str:
    """The address of the table that a plain path leads to from `folder`, where it is one; any other path as it is."""
    if path == STANDARD_INPUT or is_address(path):
        return path
    place = folder / expand_home(path)
    try:
        kind = kind_of_lake(place)
    except OSError:
        return path
    return f"{kind}:///{path}" if kind else path


def metadata_of(place: Path) -> Path:
    """The file with the latest state of an Iceberg table in a folder; DataError where there is none."""
    files = list((place / "metadata").glob(METADATA))
    if not files:
        raise DataError(say("there is no Iceberg table: the folder has no metadata"), where=str(place))
    return max(files, key=lambda file: (_number(file.name), file.name))


def _number(name: str) -> int:
    """Of v3.metadata.json and of 00003-4f0c….metadata.json: 3."""
    found = _NUMBER.match(name)
    return int(found[1]) if found else -1
