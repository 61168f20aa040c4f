"""Reads the tables of a run from the rows that it keeps of databases, and the others as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from segtui.data.raw.asked_table import AskedTable, Server
from segtui.data.raw.raw_table import InputFile
from segtui.data.reading.read import table_of
from segtui.data.reading.read_in_parts import Parting
from segtui.data.source import Source
from segtui.data.table import ReadReport, Table
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.kept_rows import read_kept
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.asked_tables import tables_by_key
from segtui.pipeline.preparing.table_reader import Columns, TableReader


class KeptTables(TableReader):
    """A reader for a run's own plan in the run's folder, which asks no database whose rows the run keeps."""

    def __init__(self, run: RunFiles) -> None:
        facts = {entry["key"]: entry for entry in kept_entries(run)}
        self._folder = run.path
        self._kept = {source: facts[key] for key, source in tables_by_key(run.plan) if key in facts}
        self.read: list[ReadReport] = []
        """How each table was read, also where the run failed later."""

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The table of a source, its rows as they were where the run keeps them; raises what reading raises."""
        facts = self._of(source)
        if facts is None:
            table = super().table(source, folder, stdin, only)
            self.read.append(table.reading)
            return table
        asked = _asked(self._folder, facts)
        raw = read_kept(self._folder, facts["kept"], asked.sha256)
        place = InputFile(folder, source.path, folder, asked.address)
        return replace(table_of(raw, source, folder, [place]), asked=asked, kept=raw)

    def in_parts(self, source: Source, folder: Path, by: Parting, only: Columns) -> Table | None:
        """None where the run keeps the rows."""
        return None if self._of(source) else super().in_parts(source, folder, by, only)

    def _of(self, source: Source) -> Mapping[str, Any] | None:
        return self._kept.get(source) or next((f for s, f in self._kept.items() if s.path == source.path), None)


def kept_entries(run: RunFiles) -> list[dict[str, Any]]:
    """What run.json says of the tables whose rows the run keeps, all of them and as they came."""
    if lacks_people(run):
        return []  # these rows make another run
    kept = [entry for entry in run.manifest.get("databases", ()) if "kept" in entry]
    return [entry for entry in kept if _is_whole(run, str(entry["kept"].get("file")))]


def lacks_people(run: RunFiles) -> bool:
    """Whether people are gone from the rows that the run keeps."""
    keeps = any("kept" in entry for entry in run.manifest.get("databases", ()))
    return keeps and bool(run.manifest.get("forgotten"))


def _is_whole(run: RunFiles, name: str) -> bool:
    place = run.path / name
    return place.is_file() and sha256(place) == run.manifest["outputs"].get(name)


def _asked(folder: Path, facts: Mapping[str, Any]) -> AskedTable:
    """What the database was asked then; DataError where run.json is damaged."""
    with foreign(damaged(folder / MANIFEST)):
        told = {name: str(facts[name]) for name in ("address", "statement", "sha256")}
        return AskedTable(server=Server(**facts["server"]), rows=int(facts["rows"]), keep=True, **told)
