"""Removes people's rows from files: all other rows stay the same, byte for byte where possible."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl

from segtui.data.formula_guard import unguarded
from segtui.errors import SegtuiError
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.kept_rows import FOLDER, kept_id
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.erase_typed_rows import as_text, ids_in_rows, without_rows
from segtui.pipeline.forgetting.kept_parquet import without_theirs

_OF_ALL = {
    *(
        "leaderboard.csv",
        "stability.csv",
        "comparison.csv",
        "outcomes.csv",
        "cohorts.csv",
        "profile.csv",
        "cleaning.csv",
    ),
    *("migration.csv", "report.xlsx"),
}
_BATCH = 50_000
_TEXT: dict[str, Any] = {"encoding": "utf-8", "errors": "surrogateescape", "newline": ""}


Target = Callable[[], Path]


def erase_rows(source: Path, target: Target, ids: Collection[str], columns: Collection[str]) -> int:
    """Write `source` without the rows of `ids` (as text) to where `target` says, and say how many these were.

    Ids stand in the first of `columns` that a CSV or Parquet file has, in learned.json in lists called `ids` beside
    `rows`. `target` is not called, and 0 is returned, if the file holds none of them or is of another kind.
    """
    erased = frozenset(ids)
    if source.suffix == ".csv":
        return _without_csv(source, target, erased, columns)
    if source.suffix == ".parquet":
        return _without_parquet(source, target, erased, columns)
    if source.name.endswith("learned.json"):
        return _without_json(source, target, erased)
    if source.suffix in (".json", ".xlsx"):
        return without_rows(source, target, erased, columns)
    return 0


def without_records(source: Path, target: Target, among: Callable[[Sequence[str]], set[int]]) -> int:
    """The same for a CSV file that has no ids: without the records, as text, that `among` picks out of a batch."""
    gone: set[int] = set()
    for start, batch in _batches_of_records(source):
        gone |= {start + row for row in among(batch)}
    gone.discard(0)  # the header
    if gone:
        with target().open("w", **_TEXT) as out:
            for start, batch in _batches_of_records(source):
                out.writelines(text for row, text in enumerate(batch, start=start) if row not in gone)
    return len(gone)


def without_pairs(source: Path, target: Target, ids: Collection[str]) -> int:
    """The same for a CSV file of pairs: without the records that have one of the ids in either of the first two
    columns."""

    def among(records: Sequence[str]) -> set[int]:
        cells = (next(csv.reader([text]))[:2] for text in records)
        return {at for at, pair in enumerate(cells) if not erased.isdisjoint(map(unguarded, pair))}

    erased = frozenset(ids)
    return without_records(source, target, among)


def has_ids(source: Path, columns: Collection[str]) -> bool:
    """Whether a CSV file has a column of ids."""
    with source.open(**_TEXT) as file:
        return _place(next(_records(file), ([], ""))[0], columns) is not None


def ids_of(source: Path, columns: Collection[str]) -> set[str]:
    """Whom a file holds, as `without` sees it."""
    if source.suffix == ".csv":
        with source.open(**_TEXT) as file:
            records = _records(file)
            at = _place(next(records, ([], ""))[0], columns)
            return set() if at is None else {unguarded(row[at]) for row, _ in records if len(row) > at}
    if source.suffix == ".parquet":
        name = _column(source, columns)
        return (
            set()
            if name is None
            else set(as_text(pl.scan_parquet(source, glob=False).select(col(name)).collect().to_series()).to_list())
        )
    if source.name.endswith("learned.json"):
        known = json.loads(source.read_text(encoding="utf-8"))
        return {str(id) for part in parts_with_rows(known) for id in part["ids"]}
    return ids_in_rows(source, columns)


def id_columns(run: RunFiles, file: Path) -> tuple[str, ...]:
    """The possible names of the id column in a file of a run's folder, the most likely first."""
    if file.parent == run.path / FOLDER:
        return tuple(filter(None, [kept_id(run.plan, file)]))
    if not run.has_segments or file.name in _OF_ALL:
        return ()
    found: list[str] = []
    with suppress(SegtuiError):  # the columns of a damaged run are guessed
        found = [str(run.model["id_column"]) if file.parent.name == "model" else run.id]
    named = [run.plan.source.id] if run.plan.source and run.plan.source.id else []
    return tuple(dict.fromkeys([*found, "id", *(named if not found else [])]))


def _without_csv(source: Path, target: Target, ids: frozenset[str], columns: Collection[str]) -> int:
    # Polars would write quotes and empty text differently: the lines of other people are copied unchanged.
    with source.open(**_TEXT) as file:
        records = _records(file)
        at = _place(next(records, ([], ""))[0], columns)
        if at is None or not any(len(row) > at and unguarded(row[at]) in ids for row, _ in records):
            return 0
    gone = 0
    with (
        source.open(**_TEXT) as file,
        target().open("w", **_TEXT) as out,
    ):
        records = _records(file)
        out.write(next(records)[1])
        for row, text in records:
            if len(row) > at and unguarded(row[at]) in ids:
                gone += 1
            else:
                out.write(text)
    return gone


def _batches_of_records(source: Path) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file as text, in batches, each with the number of its first."""
    with source.open(**_TEXT) as file:
        records, start = _records(file), 0
        while batch := [text for _, text in islice(records, _BATCH)]:
            yield start, batch
            start += len(batch)


def _records(file: IO[str]) -> Iterator[tuple[list[str], str]]:
    """Each record of a CSV file, and the text that it was read from, line ends included."""
    csv.field_size_limit(sys.maxsize)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            taken.append(line)
            yield line

    for row in csv.reader(lines()):
        yield row, "".join(taken)
        taken.clear()


def _place(header: list[str], columns: Collection[str]) -> int | None:
    names = [unguarded(name.removeprefix("\ufeff")) for name in header]
    return next((names.index(c) for c in columns if c in names), None)


def _without_parquet(source: Path, target: Target, ids: frozenset[str], columns: Collection[str]) -> int:
    name = _column(source, columns)
    if name is None:
        return 0
    return without_theirs(source, target, lambda rows, _: as_text(rows[name]).is_in(list(ids)).fill_null(False))


def _column(source: Path, columns: Collection[str]) -> str | None:
    schema = pl.scan_parquet(source, glob=False).collect_schema()
    return next((c for c in columns if c in schema and schema[c] != pl.Binary), None)


def _without_json(source: Path, target: Target, ids: frozenset[str]) -> int:
    known = json.loads(source.read_text(encoding="utf-8"))
    gone = 0
    for part in parts_with_rows(known):
        gone += drop_rows(part, ids)
    if gone:
        target().write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return gone


def drop_rows(part: dict[str, Any], ids: Collection[str]) -> int:
    """Take the rows of these ids out of a part; how many there were."""
    stays = [str(id) not in ids for id in part["ids"]]
    for name in ("ids", "rows"):
        part[name] = [each for each, stay in zip(part[name], stays, strict=True) if stay]
    return stays.count(False)


def parts_with_rows(known: Any) -> Iterator[dict[str, Any]]:
    """The parts that keep rows of people: lists `ids` and `rows` of one length."""
    if isinstance(known, dict):
        ids, rows = known.get("ids"), known.get("rows")
        if isinstance(ids, list) and isinstance(rows, list) and len(ids) == len(rows):
            yield known
        for each in known.values():
            yield from parts_with_rows(each)
    elif isinstance(known, list):
        for each in known:
            yield from parts_with_rows(each)
