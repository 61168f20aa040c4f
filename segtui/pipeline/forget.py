"""Removes a person from every file of a finished run that holds them, and names what lies beyond the run."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from segtui.errors import SegtuiError, UsageError
from segtui.export.care.key import id_key, keyed
from segtui.export.files.names import LEFT_OUT, OPT_OUTS
from segtui.export.files.staging import Staging
from segtui.pipeline import export_log
from segtui.pipeline.alone import alone, verified
from segtui.pipeline.broken import Broken
from segtui.pipeline.finished import SEGMENTS, RunFiles
from segtui.pipeline.folder import MANIFEST, is_busy, work_of
from segtui.pipeline.manifest import sha256
from segtui.pipeline.persons import has_ids, id_columns, ids_of, without, without_records
from segtui.pipeline.run_json import read_manifest
from segtui.pipeline.single_values import own_values, without_values
from segtui.pipeline.whose import Whose, spellings, whose
from segtui.publishing.parquet import write_parquet
from segtui.publishing.parts import is_part, sweep


@dataclass(frozen=True)
class PastExport:
    """An export that the person was in; `files` are where it was written, with whether they are still there."""

    number: int
    target: str
    files: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Forgotten:
    """What was done, or would be.

    `found` says whether anything held the person. `files` are rows taken out by file, paths inside the run's folder
    relative to it; `removed` are folders that an interrupted or replaced run had left beside it; `exports` went out
    with the person in them; `values` are cells by file that held what nobody else has; `notes` are sentences on what
    else may have the person. `damaged` says of each file that can't be read why: the person may still be in there.
    """

    found: bool
    files: dict[str, int]
    removed: tuple[str, ...]
    exports: tuple[PastExport, ...]
    values: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    damaged: dict[str, str] = field(default_factory=dict)


def forget(run: RunFiles, id: str, *, dry_run: bool = False) -> Forgotten:
    """Take a person out of a run's files by their id as segments.csv writes it, or say where they are.

    Files are complete at any time: their new forms are written beside them and moved into place together, run.json
    with the new hashes and one more in `forgotten` last. A pseudonym of the id is looked for too where the environment
    has the key. What is damaged is passed over and named. Raises UsageError for an empty id and while a run writes
    there, ResourceError for a full disk.
    """
    if not id:
        raise UsageError("an empty id names nobody", where="ID", fix="give the id as segments.csv has it")
    if run.home != run.path:
        what, fix = "this is one version of a run, and others may have the person too", f"name the run: {run.home}"
        raise UsageError(what, where=str(run.path), fix=fix)
    with alone(run.path, beside=False) as journal, Staging(journal=journal) as staging:
        if journal.note and (done := _done_before(journal.note, id)):
            return done
        left = _left_beside(run.path)
        broken = Broken(run.path)
        texts, new = texts_of(run, id, broken), partial(_new, staging)
        person = _whose(run, texts, broken)
        exported = _past(run.path, broken)
        rows: dict[Path, int] = {}
        for place in [*_files(run.path), *_companions(exported, LEFT_OUT)]:
            with broken.passing(place):
                rows[place] = without(place, partial(new, place), texts, id_columns(run, place))
        for place in _without_ids(run, exported, broken):
            with broken.passing(place):
                rows[place] = without_records(place, partial(new, place), person.among) if person.is_reachable else 0
        rows = {place: count for place, count in rows.items() if count}
        past = [p for p in exported if _strike(p, run.path, texts, staging, broken)]
        values: dict[Path, int] = {}
        with broken.passing(run.path / SEGMENTS):
            values = without_values(run.path, own_values(run, person), new) if rows or past else {}
        found = bool(rows or past) or any(_is_in(run, f, texts, broken) for at in left for f in _files(at))
        files = {_shown(place, run.path): count for place, count in rows.items()}
        exports = tuple(PastExport(p.number, p.target, tuple(_there(p, run.path))) for p in past)
        notes: tuple[str, ...] = ()
        with broken.passing(run.path / SEGMENTS):
            notes = tuple(_beyond(run, person)) if found else ()
        cells = {_shown(place, run.path): count for place, count in values.items()}
        done = Forgotten(found, files, tuple(str(at) for at in left if found), exports, cells, notes, broken.files)
        if dry_run or not found:
            return done
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        for place in [Path(path) for past_export in exports for path, _ in past_export.files]:
            sweep(place)
        for manifest in [*sorted(run.path.glob(f"versions/*/{MANIFEST}")), run.path / MANIFEST]:
            with broken.passing(manifest):
                _renew(manifest, {*rows, *values}, staging)
        staging.publish(note=_note(done, id))
    return done


def _new(staging: Staging, place: Path) -> Path:
    return staging.new(place, replace=True)


def _note(done: Forgotten, id: str) -> dict[str, Any]:
    """What is told to whoever asks for the same again, where this process ends amid it; it does not say of whom."""
    salt = secrets.token_hex(16)
    return {"salt": salt, "who": export_log.hashed(id, salt).hex(), "done": asdict(done)}


def _done_before(note: dict[str, Any], id: str) -> Forgotten | None:
    """What a killed command had begun for the same person and this one has finished."""
    if note.get("who") != export_log.hashed(id, str(note.get("salt", ""))).hex():
        return None
    done = note["done"]
    exports = [
        PastExport(e["number"], e["target"], tuple((path, there) for path, there in e["files"]))
        for e in done["exports"]
    ]
    told = done["values"], tuple(done["notes"]), done.get("damaged", {})
    return Forgotten(True, done["files"], tuple(done["removed"]), tuple(exports), *told)


def _files(folder: Path) -> Iterator[Path]:
    """Every file of a folder that rows of people may stand in."""
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not is_part(place):
            yield place


def texts_of(run: RunFiles, id: str, broken: Broken) -> set[str]:
    """The id as files may have it, and its pseudonyms where the environment has the key."""
    known: set[str] = set()
    with broken.passing(run.path / MANIFEST):
        read_manifest(run.path / MANIFEST)
    with broken.passing(run.path / SEGMENTS):
        known = (
            set(run.segments().select(pl.col(run.id).cast(pl.String)).collect()[run.id]) if run.has_segments else set()
        )
    ids = spellings(id, known)
    key = id_key()
    return {*ids, *(keyed(one, key) for one in ids if key)}


def _whose(run: RunFiles, texts: set[str], broken: Broken) -> Whose:
    """The person; of a damaged run what their ids alone say."""
    with broken.passing(run.path / SEGMENTS):
        return whose(run, texts)
    none: frozenset[str] = frozenset()
    return Whose(frozenset(texts), (), none, none, none)


def _past(folder: Path, broken: Broken) -> list[export_log.Past]:
    """The exports that the log names; none where it is damaged."""
    with broken.passing(folder / export_log.LOG):
        return export_log.past_exports(folder)
    return []


def _is_in(run: RunFiles, place: Path, texts: set[str], broken: Broken) -> bool:
    """Whether a file that is to be removed holds the person."""
    with broken.passing(place):
        return bool(texts & ids_of(place, id_columns(run, place)))
    return True  # it goes, whatever it is


def _companions(exports: Sequence[export_log.Past], ending: str) -> Iterator[Path]:
    """The companions with that ending that stand beside exports to other folders."""
    named = {Path(path) for past in exports for path, _ in past.files}
    for parent in sorted({path.parent for path in named if path.is_absolute()}):
        for place in sorted(parent.glob(f"*{ending}")):
            if any(path.parent == parent and path.name.startswith(place.name.removesuffix(ending)) for path in named):
                yield place


def _without_ids(run: RunFiles, exports: Sequence[export_log.Past], broken: Broken) -> Iterator[Path]:
    """The CSV files of exports that have no ids: those in the run's folder, and lists of opt-outs wherever they are."""
    inside = [run.path / path for past in exports for path, _ in past.files]
    lists = [*run.path.rglob(f"*{OPT_OUTS}"), *_companions(exports, OPT_OUTS)]
    for place in dict.fromkeys([*(p for p in inside if p.is_relative_to(run.path)), *sorted(lists)]):
        lists_nobody = False
        with broken.passing(place):
            lists_nobody = place.suffix == ".csv" and place.is_file() and not has_ids(place, id_columns(run, place))
        if lists_nobody:
            yield place


def _beyond(run: RunFiles, person: Whose) -> Iterator[str]:
    """What can't be reached from here."""
    if person.note:
        why = f"The run's data can't be read ({person.note})"
        yield f"{why}: lists without ids were looked through by segments.csv alone."
    others: set[str] = set()
    for frame in run.segments().collect_batches(chunk_size=50_000) if run.has_segments and person.mails else ():
        text = frame.select(pl.all().cast(pl.String))
        lines = text.select(pl.concat_str(pl.all(), separator=",", ignore_nulls=True)).to_series().to_list()
        others |= {str(text[run.id][row]) for row in person.among(lines)} - person.ids
    if others:
        named = ", ".join(sorted(others)[:5]) + (", …" if len(others) > 5 else "")
        yield f"The same address or number stands in rows of other ids, and stays there: {named}."
    for place in sorted(run.path.parent.iterdir()):
        if place != run.path and (place / MANIFEST).is_file() and not place.name.startswith("."):
            with suppress(SegtuiError):
                other = RunFiles.open(place)
                if other.has_segments and _holds(other, person.ids):
                    yield f"Another run has the person too: segtui forget {place.name} there."


def _holds(run: RunFiles, ids: frozenset[str]) -> bool:
    found = run.segments().filter(pl.col(run.id).cast(pl.String).is_in(list(ids))).head(1).collect()
    return bool(found.height)


def _left_beside(folder: Path) -> list[Path]:
    """What an interrupted or replaced run, or an interrupted verify, has left beside the run's folder."""
    work = work_of(folder)
    if is_busy(work):
        raise UsageError("another run is writing here", where=str(folder), fix="wait for it to end")
    again = [place for each in verified(folder) for place in (each, work_of(each))]
    return [left for left in (work, folder.with_name(f".{folder.name}.old"), *again) if left.is_dir()]


def _strike(past: export_log.Past, folder: Path, texts: set[str], staging: Staging, broken: Broken) -> bool:
    """Take the person out of the list of ids of an export, if they are in it."""
    place, ids = past.ids(folder), None
    with broken.passing(place):
        ids = export_log.read_ids(past, folder)
    if ids is None:
        return False
    rest = ids.filter(~pl.col("id").is_in([export_log.hashed(text, past.key) for text in texts]))
    if rest.height < ids.height:
        write_parquet(rest.rechunk(), staging.new(place, replace=True), statistics=False)
    return rest.height < ids.height


def _there(past: export_log.Past, folder: Path) -> Iterator[tuple[str, bool]]:
    for path, _ in past.files:
        yield str(folder / path), (folder / path).is_file()


def _renew(manifest: Path, changed: set[Path], staging: Staging) -> None:
    """Bring the hashes of the files that change up to date, and count one person more."""
    known = read_manifest(manifest)
    outputs = known["outputs"]
    ours = {name: manifest.parent / name for name in outputs if manifest.parent / name in changed}
    if not ours:
        return
    known["outputs"] = outputs | {name: sha256(staging.part(place)) for name, place in ours.items()}
    known["forgotten"] = int(known.get("forgotten", 0)) + 1
    text = json.dumps(known, indent=2, ensure_ascii=False, allow_nan=False)
    staging.new(manifest, replace=True).write_text(text + "\n", encoding="utf-8")


def _shown(place: Path, folder: Path) -> str:
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)
