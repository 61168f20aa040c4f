"""Removes a person from every file of a finished run, and lists what is beyond the run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from segtui.delivery.export.eligibility import control_group
from segtui.delivery.export.files.names import LEFT_OUT
from segtui.delivery.export.identity.pseudonyms import id_key, keyed
from segtui.delivery.ledger.ledger import FOLDER as LEDGERS
from segtui.delivery.trigger.trigger_ledger import forget_in_ledger
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import export_log, versions
from segtui.pipeline.artifacts.kept_rows import FOLDER
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.records import KEY, Records
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import BrokenRunError, damaged, read_manifest, read_model
from segtui.pipeline.artifacts.run_lock import alone
from segtui.pipeline.artifacts.run_reader import MATCHES, SEGMENTS, RunFiles
from segtui.pipeline.forgetting.erase_kept import without_kept
from segtui.pipeline.forgetting.erase_rows import (
    erase_rows,
    has_ids,
    id_columns,
    ids_of,
    without_pairs,
    without_records,
)
from segtui.pipeline.forgetting.forget_note import Forgotten, PastExport, done_before, note_of
from segtui.pipeline.forgetting.kept_report import without_kept_values, without_told
from segtui.pipeline.forgetting.learned_spellings import MODEL, categories_of_columns, without_spellings
from segtui.pipeline.forgetting.own_values import Own, own_values
from segtui.pipeline.forgetting.person import Person, find_person, may_be, spellings
from segtui.pipeline.forgetting.person_files import (
    beyond,
    companions,
    files_of,
    left_beside,
    named_by,
    without_ids,
)
from segtui.pipeline.forgetting.pushed_lists import PlatformDeletion, keep_waiting, pushed_to
from segtui.pipeline.forgetting.small_groups import segments_of
from segtui.pipeline.forgetting.stream_state import erase_from_stream, rows_of_stream
from segtui.pipeline.forgetting.strike_values import without_values
from segtui.pipeline.forgetting.triggered_people import in_trigger_ledgers
from segtui.publishing.parquet import write_parquet
from segtui.publishing.parts import sweep
from segtui.publishing.staging import Staging

_WITH_IDS = (SEGMENTS, control_group.NAME)


def forget(run: RunFiles, id: str, *, dry_run: bool = False) -> Forgotten:
    """Remove a person from a run's files by their id as in segments.csv, or say where they are.

    Files are complete at any time: the new ones are written beside them and moved into place together, with run.json,
    the new hashes and one more in `forgotten`, last. Where a platform has the person is on the disk before anything is
    erased. A pseudonym of the id is searched for too if the environment has
    the key. Damaged files are skipped and reported. Raises UsageError for an empty id and while a run writes there,
    ResourceError for a full disk.
    """
    if not id:
        raise UsageError(say("the id is empty"), where="ID", fix=say("give the id as it appears in segments.csv"))
    if run.home != run.path:
        what, fix = (
            say("this is only one version of a run; other versions may contain the person too"),
            say("give the run's own folder: {home}", home=run.home),
        )
        raise UsageError(what, where=str(run.path), fix=fix)
    with alone(run.path, beside=False) as journal, Staging(journal=journal) as staging:
        if journal.note and (done := done_before(journal.note, id)):
            return done
        left = left_beside(run.path)
        broken = BrokenRunError(run.path)
        texts, new = texts_of(run, id, broken), partial(_new, staging)
        person = _whose(run, texts, broken)
        pushed = _pushed(run, person, broken)
        exported = _past(run.path, broken)
        rows = _rows_out(run, person, exported, new, broken)
        past = [p for p in exported if _strike(p, run.path, texts, staging, broken)]
        values: dict[Path, int] = {}
        named: list[str] = []
        own: Own = {}
        counts: list[Path] = []
        if rows or past:
            values, named, own = _values_out(run, person, new, broken, _begun(rows, staging))
            counts = _counts_out(rows, new, broken)
        triggers = in_trigger_ledgers(run.path.parent / LEDGERS, texts, broken)
        streamed = rows_of_stream(run, texts, broken)
        found = bool(rows or past or pushed or triggers or streamed)
        found = found or any(_is_in(run, f, texts, broken) for at in left for f in files_of(at))
        files = {_shown(place, run.path): count for place, count in (rows | triggers).items()} | streamed
        exports = tuple(PastExport(p.number, p.target, tuple(_there(p, run.path))) for p in past)
        notes: tuple[str, ...] = ()
        with broken.passing(run.path / SEGMENTS):
            notes = (*named_by(named), *beyond(run, person)) if found else ()
        cells = {_shown(place, run.path): count for place, count in values.items()}
        removed = tuple(str(at) for at in left if found)
        done = Forgotten(found, files, removed, exports, cells, notes, broken.files, pushed)
        if dry_run or not found:
            return done
        if streamed:
            erase_from_stream(run, texts)
        keep_waiting(run, pushed)
        for place in triggers:
            forget_in_ledger(place, texts, dry_run=False)
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        for place in [Path(path) for past_export in exports for path, _ in past_export.files]:
            sweep(place)
        for manifest in [*sorted(run.path.glob(f"versions/*/{MANIFEST}")), run.path / MANIFEST]:
            with broken.passing(manifest):
                gone = rows.get(manifest.with_name(control_group.NAME), 0)
                _renew(manifest, {*rows, *values, *counts}, gone, staging, own)
        staging.publish(note=note_of(done, id))
    return done


def _rows_out(
    run: RunFiles,
    person: Person,
    exported: Sequence[export_log.Past],
    new: Callable[[Path], Path],
    broken: BrokenRunError,
) -> dict[Path, int]:
    """Write every file that has rows of the person without them, to where `new` says; how many rows, by file."""
    rows: dict[Path, int] = {}
    for place in [*files_of(run.path), *companions(exported, LEFT_OUT)]:
        with broken.passing(place):
            columns = id_columns(run, place)
            if place.name in _WITH_IDS and columns and not has_ids(place, columns):
                raise damaged(place)("it has no column of ids")
            if place.parent == run.path / FOLDER:
                rows[place] = without_kept(place, partial(new, place), person.ids, next(iter(columns), None))
            elif place.name == MATCHES:
                rows[place] = without_pairs(place, partial(new, place), person.ids)
            else:
                rows[place] = erase_rows(place, partial(new, place), person.ids, columns)
    for place in without_ids(run, exported, broken) if person.is_reachable else ():
        with broken.passing(place):
            rows[place] = without_records(place, partial(new, place), person.among)
    return {place: count for place, count in rows.items() if count}


def _counts_out(rows: Mapping[Path, int], new: Callable[[Path], Path], broken: BrokenRunError) -> list[Path]:
    """Bring up to date how many rows a run over parts clustered, where some of segments.csv go; the files."""
    changed = []
    for segments in (place for place in rows if place.name == SEGMENTS):
        place = segments.with_name("model") / MODEL
        with broken.passing(place):
            facts = read_model(place)
            if "rows" in facts:
                facts = {**facts, "rows": int(facts["rows"]) - rows[segments]}
                new(place).write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
                changed.append(place)
    return changed


def _begun(rows: Collection[Path], staging: Staging) -> dict[Path, Path]:
    """Where the files are that are already written without the person's rows."""
    return {place: staging.part(place) for place in rows}


def _values_out(
    run: RunFiles,
    person: Person,
    new: Callable[[Path], Path],
    broken: BrokenRunError,
    begun: Mapping[Path, Path],
) -> tuple[dict[Path, int], list[str], Own]:
    """Write every file that tells values of the person alone without them, to where `new` says.

    The answer is how many, by file, the columns of the model that such a value names, and the values.
    """
    values: dict[Path, int] = {}
    named: list[str] = []
    own: Own = {}
    with broken.passing(run.path / SEGMENTS):
        own, language = own_values(run, person), run.plan.report.language
        segments = segments_of(run, person)
        values = without_values(run.path, own, new, language, segments)
        values |= without_kept_values(run.path, own, new, language, segments)
        values |= without_spellings(run.path, own, new, begun)
        named = sorted(f"{c}={v}" for c, v in categories_of_columns(run.path / "model") if v.strip() in own.get(c, ()))
    return values, named, own


def _new(staging: Staging, place: Path) -> Path:
    return staging.new(place, replace=True)


def texts_of(run: RunFiles, id: str, broken: BrokenRunError) -> set[str]:
    """The id as files may have it, and its pseudonyms where the environment has the key."""
    known: set[str] = set()
    with broken.passing(run.path / MANIFEST):
        read_manifest(run.path / MANIFEST)
    with broken.passing(run.path / SEGMENTS):
        for block in run.segment_blocks() if run.has_segments else ():
            there = block.select(col(run.id).cast(pl.String)).collect().to_series()
            known |= set(there.filter(may_be(there, id)))
    ids = spellings(id, known)
    pairs: list[pl.DataFrame | None] = []
    for folder in [run.path, *(versions.folder(run.path, number) for number in versions.numbers(run.path))]:
        with broken.passing(folder / MATCHES):
            pairs.append((run if folder == run.path else RunFiles.open(folder)).merged())
    merged = [each for each in pairs if each is not None]
    ids |= _merged_with(ids, pl.concat(merged) if merged else None)
    key = id_key()
    return {*ids, *(keyed(one, key) for one in ids if key)}


def _merged_with(ids: set[str], pairs: pl.DataFrame | None) -> set[str]:
    """The ids, and those that are the same person because cleaning merged their rows."""
    found = set(ids)
    while pairs is not None:
        met = pairs.filter(pl.any_horizontal(pl.col("id", "other").is_in(list(found))))
        more = found.union(met["id"], met["other"])
        if more == found:
            break
        found = more
    return found


def _whose(run: RunFiles, texts: set[str], broken: BrokenRunError) -> Person:
    """The person; of a damaged run what their ids alone say."""
    with broken.passing(run.path / SEGMENTS):
        return find_person(run, texts)
    none: frozenset[str] = frozenset()
    return Person(frozenset(texts), (), none, none, none)


def _pushed(run: RunFiles, person: Person, broken: BrokenRunError) -> tuple[PlatformDeletion, ...]:
    """The lists of platforms that have the person; none where a ledger is damaged."""
    with broken.passing(run.home.parent / LEDGERS):
        return pushed_to(run, person)
    return ()


def _past(folder: Path, broken: BrokenRunError) -> list[export_log.Past]:
    """The exports that the log names; none where it is damaged."""
    with broken.passing(folder / export_log.LOG):
        return export_log.past_exports(folder)
    return []


def _is_in(run: RunFiles, place: Path, texts: set[str], broken: BrokenRunError) -> bool:
    """Whether a file that is to be removed holds the person."""
    with broken.passing(place):
        return bool(texts & ids_of(place, id_columns(run, place)))
    return True  # it is removed, whatever it is


def _strike(past: export_log.Past, folder: Path, texts: set[str], staging: Staging, broken: BrokenRunError) -> bool:
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


def _renew(manifest: Path, changed: set[Path], gone: int, staging: Staging, own: Own) -> None:
    """Bring the hashes of the files that change up to date, and count one person more; `gone` ids were held out."""
    known = read_manifest(manifest)
    outputs = known["outputs"]
    ours = {name: manifest.parent / name for name in outputs if manifest.parent / name in changed}
    if not ours and not gone:
        return
    known["outputs"] = outputs | {name: sha256(staging.part(place)) for name, place in ours.items()}
    known["forgotten"] = int(known.get("forgotten", 0)) + 1
    if Records.of(known).held:
        known[KEY]["held"] -= gone
    text = json.dumps(without_told(known, own), indent=2, ensure_ascii=False, allow_nan=False)
    staging.new(manifest, replace=True).write_text(text + "\n", encoding="utf-8")


def _shown(place: Path, folder: Path) -> str:
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)
