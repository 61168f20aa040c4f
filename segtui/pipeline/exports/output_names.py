"""The names of everything that a run will write, checked before anything is computed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from segtui.data.reading.source_paths import local_files
from segtui.delivery.export.config import Export
from segtui.delivery.export.files.names import FileNames, folded, names_of
from segtui.errors import DataError, Fault, SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.pipeline.artifacts import export_log
from segtui.pipeline.artifacts.kept_records import EXPORTS, MODEL, RECORDS, VERSIONS, WRITTEN, outputs
from segtui.pipeline.artifacts.run_folder import MANIFEST, RunFolder
from segtui.pipeline.artifacts.stream_files import FOLDER
from segtui.pipeline.exports.export_run import place_of
from segtui.plan.model import Plan
from segtui.publishing.lock import lock_of
from segtui.publishing.parts import is_part
from segtui.publishing.paths import Inputs, expand_home, real_path, refuse_taken

_RESERVED = frozenset(map(folded, (*WRITTEN, *RECORDS)))
_LONGEST = 255
"""The most bytes of a file name."""
_OTHER_NAME = say("choose another name")


def final_place(order: Export, number: int, folder: Path) -> Path:
    """Where an export goes, with no link and no `..` on the way to it."""
    place = place_of(order, number, folder).absolute()
    return Path(os.path.realpath(place)) if place.name in ("..", "") else real_path(place)


def is_reserved(name: Path) -> bool:
    """Whether a path inside a run's folder is one that the run itself may write; upper and lower case are the same."""
    first, *rest = (folded(part) for part in name.parts) if name.parts else ("",)
    whole = "/".join((first, *rest))
    ours = first in (MODEL, VERSIONS, FOLDER) or first in _RESERVED or whole == EXPORTS
    return ours or not first or is_part(name) or (first == EXPORTS and whole.endswith(export_log.IDS))


def refuse_files_of_runs(place: Path) -> None:
    """Raise UsageError if a file belongs to any run: no other output may replace it.

    So does the lock beside a run's folder.
    """
    place = real_path(place)
    for at in (place, *place.parents):
        run = re.fullmatch(r"\.(.+)\.lock", at.name, re.DOTALL)
        if run and (at.with_name(run[1]) / MANIFEST).is_file():
            raise UsageError(
                say("is a file of the run itself"), where=str(place), fix=say("choose another name with -o")
            )
    for folder in place.parents:
        if (folder / MANIFEST).is_file():
            name = place.relative_to(folder)
            if is_reserved(name) or name.as_posix() in outputs(folder):
                raise UsageError(
                    say("is a file of the run itself"), where=str(place), fix=say("choose another name with -o")
                )


def refuse_output(inputs: Inputs, place: Path) -> None:
    """Raise UsageError where a file that is written would replace one that is read, or one of a run."""
    inputs.refuse(place)
    refuse_files_of_runs(place)


def files_read(paths: Iterable[str | Path], folder: Path) -> list[Path]:
    """The files that paths and globs mean, from `folder` on; what is not there or is standard input is left out."""
    found: list[Path] = []
    for path in map(str, paths):
        try:
            found += local_files(path, folder)
        except DataError:
            continue
    return found


def read_by(plan: Plan, folder: Path, *, previous: bool = True) -> list[Path]:
    """The files that a plan reads, and the folder of its previous run; its paths lead from `folder`."""
    paths = [table.path for table in plan.tables()]
    lists = [path for _, order in plan.careful() for path in order.suppress]
    before = plan.segments.previous if previous else None
    return [*files_read([*paths, *lists], folder), *([folder / expand_home(before)] if before else [])]


def refuse_to_replace_inputs(place: RunFolder, files: Iterable[Path]) -> None:
    """Raise UsageError for a file that is read and would go with the run that is replaced."""
    for file in files:
        at = Path(os.path.realpath(file))
        name = at.relative_to(place.path) if at.is_relative_to(place.path) else None
        if name and name.parts and (name.as_posix() in outputs(place.path) or is_reserved(name)):
            what = say("is read by this run, but belongs to the run that would be replaced")
            raise UsageError(
                what, where=str(file), fix=say("copy the file elsewhere, or choose another folder with -o")
            )


def refuse_names(
    orders: Sequence[Export], place: RunFolder, inputs: Inputs, segments: Iterable[str], *, force: bool
) -> list[Fault]:
    """A fault for each export whose file names clash: with another file, the run's own files, an input or an existing
    file."""
    drawn, faults = _drawn(orders, place, list(segments)), []
    for i, names in enumerate(drawn, start=1):
        faults += [Fault(f"export[{i}].path", *why) for why in _refused(names, place, inputs, force=force)][:1]
    for (i, one), (k, other) in combinations(enumerate(drawn, start=1), 2):
        if twice := _both(one, other):
            what = say("{name} would be written by both export[{i}] and export[{k}]", name=twice.name, i=i, k=k)
            faults.append(Fault(f"export[{k}].path", what, _OTHER_NAME))
    return faults


def standing(plan: Plan, place: RunFolder) -> list[Path]:
    """The files beside a run's folder that its exports would replace."""
    drawn = _drawn(plan.export, place, list((plan.segments.names or {}).values()))
    return [file for names in drawn for file in names.standing() if not file.is_relative_to(place.path)]


def _drawn(orders: Sequence[Export], place: RunFolder, segments: list[str]) -> list[FileNames]:
    return [names_of(order, final_place(order, i, place.path), segments) for i, order in enumerate(orders, start=1)]


def _refused(names: FileNames, place: RunFolder, inputs: Inputs, *, force: bool) -> Iterable[tuple[str, str]]:
    for file in names.sure:
        if len(os.fsencode(file.name)) > _LONGEST:
            yield (
                say(
                    "the file name {file} is too long: {size:,} bytes", file=file.name, size=len(os.fsencode(file.name))
                ),
                _OTHER_NAME,
            )
        elif file.is_relative_to(place.path):
            if is_reserved(file.relative_to(place.path)):
                yield (
                    (say("is the run's own folder") if file == place.path else say("is a file of the run itself")),
                    _OTHER_NAME,
                )
        elif file.is_relative_to(place.work) or file in (*place.path.parents, lock_of(place.path)):
            yield say("can't write {file}: the run is in this folder", file=str(file)), _OTHER_NAME
        else:
            try:
                refuse_files_of_runs(file)
                _refuse_folder(file.parent)
                refuse_taken(file, replace=True)
            except SegtuiError as error:
                yield say("{where}: {what}", where=error.where, what=error.what), _OTHER_NAME
    for file in names.standing():
        if inputs.has(file):
            yield say("can't write {file}: this plan reads it", file=str(file)), _OTHER_NAME
        elif not force and not file.is_relative_to(place.path):
            yield say("{file} already exists", file=str(file)), say("replace it with --force")


def _refuse_folder(folder: Path) -> None:
    """Raise UsageError for a folder that can't be made or written."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not there.is_dir():
        raise UsageError(say("is a file, not a folder"), where=str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(say("no permission to write"), where=str(there))


def _both(one: FileNames, other: FileNames) -> Path | None:
    """A file that two exports would write, or that another export needs as a folder."""
    mine = {folded(str(place)) for place in one.sure}
    for place in other.sure:
        if folded(str(place)) in mine or one.may_add(place):
            return place
        if any(folded(str(above)) in mine for above in place.parents):
            return place
    theirs = {folded(str(above)) for place in other.sure for above in (place, *place.parents)}
    return next((place for place in one.sure if other.may_add(place) or folded(str(place)) in theirs), None)
