"""The log of a run's exports: what was written where, and whether a person is in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from segtui.delivery.export.write_export import Exported
from segtui.delivery.export.written_ids import WrittenIds
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign
from segtui.pipeline.artifacts.records import Records
from segtui.publishing.parquet import sink_parquet
from segtui.publishing.staging import Staging, Turn

LOG = "exports.jsonl"
IDS = ".ids.parquet"
_DIGITS = 10
_BATCH = 50_000
_BYTES = 16
_ROWS_A_GROUP = 262_144


@dataclass(frozen=True)
class Past:
    """An earlier export: its number, target, files as (path, SHA-256), segments and rows."""

    number: int
    target: str
    files: tuple[tuple[str, str], ...]
    segments: tuple[str, ...]
    rows: int
    key: str
    followed: str = ""
    """The file that a follower keeps up, relative to the run's folder; empty for an export that was written once."""

    def ids(self, folder: Path) -> Path:
        """The path of the keyed hashes of its ids."""
        return folder / "exports" / f"{self.number}{IDS}"


def past_exports(folder: Path) -> list[Past]:
    """Every export that the log of a run's folder names, oldest first.

    Raises DataError for a damaged log, and if it lacks exports that the run is known to have had.
    """
    place = folder / LOG
    found: list[Past] = []
    if not place.is_file():
        return _whole(found, folder)
    with foreign(_damaged(place, say("the log of exports can't be read"))):
        lines = place.read_text(encoding="utf-8").split("\n")  # file names may contain other line ends
    for number, line in enumerate(lines, start=1):
        if line.strip():
            with foreign(_damaged(place, say("line {number:,} of the log of exports can't be read", number=number))):
                found.append(_past(json.loads(line)))
    return _whole(found, folder)


def _whole(found: list[Past], folder: Path) -> list[Past]:
    """The exports; raises if there were more: the run's manifest has their number, and each left a list of ids."""
    known = Records.at(folder).exports
    if not found:
        names = [place.name.removesuffix(IDS) for place in (folder / "exports").glob(f"*{IDS}")]
        known = max([known, *(int(n) for n in names if n.isdecimal() and len(n) < _DIGITS)])
    if lost := set(range(1, known + 1)) - {past.number for past in found}:
        what = say("the log of exports is missing lines") if found else say("the log of exports is missing")
        raise _damaged(folder / LOG, what)(f"it lacks export {min(lost):,}")
    return found


def read_ids(past: Past, folder: Path) -> pl.DataFrame | None:
    """The keyed hashes of an export's ids as the column `id`; None if the file no longer exists."""
    place = past.ids(folder)
    if not place.is_file():
        return None
    with foreign(_damaged(place, say("can't be read"))):
        return pl.read_parquet(place, glob=False).select(pl.col("id").cast(pl.Binary))


def _damaged(place: Path, what: str) -> Callable[[str], DataError]:
    return data(what, str(place), say("restore the file from a backup: it records who was in which export"))


def number_of_next(folder: Path) -> int:
    """The number that the next export of a run gets."""
    return max((past.number for past in past_exports(folder)), default=0) + 1


def exports_with(folder: Path, id: str) -> list[Past]:
    """The past exports that hold the person with that id, as segments.csv writes it."""
    found = []
    for past in past_exports(folder):
        ids = read_ids(past, folder)
        if ids is not None and hashed(id, past.key) in set(ids["id"].to_list()):
            found.append(past)
    return found


def note(folder: Path, exports: list[tuple[Path, Exported]], staging: Staging, at: Path | None = None) -> None:
    """Add exports to the log of a run's folder, which will stand at `at`; `staging` publishes it.

    A line holds the number, the target, the files with their SHA-256 (paths inside the run's folder relative to it),
    the segments, the rows, and the key of the hashes in exports/<number>.ids.parquet: HMAC-SHA-256 of each id's text,
    first 16 bytes. The key is not a secret; it makes the hashes of two exports different. Exports that a repeated run
    writes again unchanged are already in the log.
    """
    past = past_exports(folder)
    before = {(p.target, p.files) for p in past} if at else set()
    earlier = (folder / LOG).read_text(encoding="utf-8") if past else ""
    lines, number = [], number_of_next(folder) - 1
    for place, exported in exports:
        files = _files(place, exported, folder, at or folder)
        if (exported.summary.target, tuple((f["path"], f["sha256"]) for f in files)) in before:
            continue
        number += 1
        key = hashlib.sha256(f"{number} {[f['sha256'] for f in files]}".encode()).hexdigest()[:32]
        lines.append(_line(number, exported, files, key))
        ids = staging.new(folder / "exports" / f"{number}{IDS}", replace=True, turn=Turn.RECORD)
        _write_hashes(exported.ids, key, ids)
    text = earlier + "".join(line + "\n" for line in lines)
    staging.new(folder / LOG, replace=True, turn=Turn.RECORD).write_text(text, encoding="utf-8")


def number_of_followed(folder: Path, place: Path) -> int:
    """The number of the export that a follower keeps up at a place; that of the next export where it is new."""
    name = _shown(place, folder, folder)
    return next((p.number for p in past_exports(folder) if p.followed == name), number_of_next(folder))


def note_followed(folder: Path, place: Path, exported: Exported, staging: Staging) -> None:
    """Log an export that a follower keeps up: its one line tells of the file as it is now, and its list of ids has
    everybody who was ever in it."""
    name, number, past = _shown(place, folder, folder), number_of_followed(folder, place), past_exports(folder)
    before = next((p for p in past if p.number == number), None)
    key = before.key if before else hashlib.sha256(f"{number} {name}".encode()).hexdigest()[:32]
    line = _line(number, exported, _files(place, exported, folder, folder), key, followed=name)
    text = (folder / LOG).read_text(encoding="utf-8") if past else ""
    lines = [each for each in text.split("\n") if each.strip()]
    kept = [line if json.loads(each)["number"] == number else each for each in lines]
    new = [*kept, *([] if before else [line])]
    known = read_ids(before, folder) if before else None
    ids = staging.new(folder / "exports" / f"{number}{IDS}", replace=True, turn=Turn.RECORD)
    _write_hashes(exported.ids, key, ids, () if known is None else known["id"].to_list())
    text = "".join(f"{each}\n" for each in new)
    staging.new(folder / LOG, replace=True, turn=Turn.RECORD).write_text(text, encoding="utf-8")


def _files(place: Path, exported: Exported, folder: Path, at: Path) -> list[dict[str, str]]:
    """The files of an export as its line names them."""
    made = exported.summary.files
    return [{"path": _shown(place.with_name(f.path), folder, at), "sha256": f.sha256} for f in made]


def _line(number: int, exported: Exported, files: list[dict[str, str]], key: str, **more: str) -> str:
    summary = exported.summary
    line = {
        "number": number,
        "target": summary.target,
        "files": files,
        "segments": sorted(summary.segments),
        "rows": summary.written,
        "key": key,
        **more,
    }
    return json.dumps(line, ensure_ascii=False)


def _write_hashes(ids: WrittenIds, key: str, place: Path, before: Sequence[bytes] = ()) -> None:
    """The keyed hashes of ids, and those from `before`, sorted: sixteen bytes each in memory, as objects of Python in
    small batches only."""
    hashes, at = np.empty(len(ids), dtype=f"S{_BYTES}"), 0
    for batch in ids.batches():
        hashes[at : at + len(batch)] = [hashed(id, key) for id in batch]
        at += len(batch)
    hashes.sort()
    if before:
        hashes = np.unique(np.concatenate([hashes, np.array(before, dtype=f"S{_BYTES}")]))
    # As raw bytes, because NumPy strips zeros from the end of a text.
    raw = hashes.view(f"V{_BYTES}")

    def frames(_: object, __: object, most: int | None, ___: object) -> Iterator[pl.DataFrame]:
        for first in range(0, min(raw.size, raw.size if most is None else most), _BATCH):
            yield pl.DataFrame({"id": pl.Series(raw[first : first + _BATCH].tolist(), dtype=pl.Binary)})

    rows = register_io_source(frames, schema={"id": pl.Binary()})
    sink_parquet(rows, place, statistics=False, row_group_size=_ROWS_A_GROUP, maintain_order=True)


def _past(line: dict[str, Any]) -> Past:
    files = tuple((str(f["path"]), str(f["sha256"])) for f in line["files"])
    segments = tuple(str(s) for s in line["segments"])
    bytes.fromhex(line["key"])
    rows, key, followed = int(line["rows"]), str(line["key"]), str(line.get("followed", ""))
    return Past(int(line["number"]), str(line["target"]), files, segments, rows, key, followed)


def _shown(place: Path, folder: Path, at: Path) -> str:
    """The path, relative to the run's folder where it is in there."""
    place = place.absolute()
    for root in (folder.absolute(), at.absolute()):
        if place.is_relative_to(root):
            return place.relative_to(root).as_posix()
    return str(place)


def hashed(id: str, key: str) -> bytes:
    """The hash of a person in an export's list of ids, by the key of that export."""
    return hmac.digest(bytes.fromhex(key), id.encode(), "sha256")[:_BYTES]
