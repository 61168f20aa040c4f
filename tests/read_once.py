"""Tables that a hundred tests open are read and profiled once, by the first compute process that is asked for them."""

import hashlib
import pickle
from dataclasses import replace
from pathlib import Path

from segtui.pipeline.preparing.table_reader import TableReader

PLACE = "SEGTUI_TESTS_READ_ONCE"
"""The environment variable that names the folder of what was read; reading itself has tests of its own."""

_MOST = 1_000_000


def read_once(place: Path) -> None:
    """Have this process take a table of the same bytes, read by the same settings, from `place`, and its profile."""
    read, profiled = TableReader.table, TableReader.profile
    names: dict[int, tuple[object, str]] = {}

    def table(self, source, folder, stdin=None, only=None):
        file = Path(folder, source.path)
        if not file.is_file() or file.stat().st_size > _MOST:
            return read(self, source, folder, stdin, only)
        asked = f"{source.model_dump_json()} {only}".encode()
        name = hashlib.sha256(asked + file.read_bytes()).hexdigest()
        found = _kept(place / name)
        if found is None:
            found = read(self, source, folder, stdin, only)
            bare = replace(found, reading=replace(found.reading, files=()))
            _keep(place / name, bare, folder)
        else:
            found = replace(found, reading=replace(found.reading, files=(str(file.absolute()),)))
        names[id(found)] = found, name
        return found

    def profile(self, table):
        if id(table) not in names:
            return profiled(self, table)
        name = names[id(table)][1] + ".profile"
        found = _kept(place / name)
        if found is None:
            found = profiled(self, table)
            _keep(place / name, found, Path.cwd())
        return found

    TableReader.table, TableReader.profile = table, profile


def _kept(place: Path):
    return pickle.loads(place.read_bytes()) if place.is_file() else None


def _keep(place: Path, value, folder: Path) -> None:
    """Nothing that names the folder of one test is kept for another."""
    try:
        written = pickle.dumps(value)
    except (pickle.PicklingError, AttributeError, TypeError):  # it holds functions
        return
    if str(folder.absolute()).encode() not in written:
        part = place.with_suffix(f".{id(value)}.part")
        part.write_bytes(written)
        part.replace(place)
