"""The exports of a plan, run at the end of its run: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.files.names import names_of
from segtui.delivery.export.run_people import meet_all
from segtui.delivery.export.suppression.match import ListTally
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.delivery.export.write_export import Exported
from segtui.errors import Fault, PlanError, UsageError, nearest
from segtui.language.sentences import say
from segtui.pipeline.artifacts import export_log
from segtui.pipeline.artifacts.records import Records, held_of
from segtui.pipeline.artifacts.run_folder import MANIFEST, RunFolder
from segtui.pipeline.artifacts.run_json import read_manifest
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.data_rows import Data
from segtui.pipeline.exports.exclusions import hold_out_all, refuse_care, tallies_of
from segtui.pipeline.exports.export_run import ExportSession, export_one, named_columns, people_of, under_key
from segtui.pipeline.exports.other_months import of_run
from segtui.pipeline.exports.output_names import final_place, read_by, refuse_names
from segtui.pipeline.progress import Listener
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.plan.model import Plan
from segtui.publishing.paths import Inputs
from segtui.publishing.staging import Staging


def refuse_exports(
    plan: Plan, folder: Path, place: RunFolder, rows: AllRows, *, force: bool, reads: Iterable[Path] = ()
) -> tuple[ListTally, ...]:
    """Raise PlanError, before hours of search, for exports that could not be written at its end.

    The plan's paths lead from `folder`; `reads` are files that are read beside those it names. Returns how far the
    suppression lists match the data; raises DataError for one that can't be read or matches nobody.
    """
    known = {*rows.columns, *SEGMENT_COLUMNS}
    faults = refuse_care(plan.careful())
    for key, order in plan.careful():
        wrong = [n for n in named_columns(order) if n not in known]
        faults += [Fault(key, say('there is no column "{n}"', n=n), nearest(n, sorted(known))) for n in wrong]
    inputs = Inputs.of([*read_by(plan, folder), *reads])
    faults += refuse_names(plan.export, place, inputs, (plan.segments.names or {}).values(), force=force)
    if faults:
        raise PlanError(faults)
    return tallies_of([order for _, order in plan.careful()], folder, rows.tables(), rows.made.id or "")


def export_all(
    plan: Plan,
    folder: Path,
    held: ControlGroup,
    place: RunFolder,
    rows: AllRows,
    concluded: Concluded,
    staging: Staging,
    listener: Listener,
) -> list[tuple[Path, Exported]]:
    """Write every export of the plan from the files in `place.files`; nothing where no segments were chosen.

    The plan's paths lead from `folder`; `held` is the run's control group, which the exports extend.
    """
    if not plan.export or concluded.segmented is None:
        return []
    run, source = RunFiles(place.files, plan, {"chosen": True}), rows.source
    before = export_log.number_of_next(place.files) - 1
    finals = [final_place(order, i, place.path) for i, order in enumerate(plan.export, start=1)]
    sure = [names_of(order, _made(final, place)).sure for order, final in zip(plan.export, finals, strict=True)]
    done = []
    for i, (order, final) in enumerate(zip(plan.export, finals, strict=True), start=1):
        taken = tuple(name for other, names in enumerate(sure, start=1) if other != i for name in names)
        at = _made(final, place)
        try:
            session = ExportSession(run, held, before + i, folder, source, tried=True, taken=taken)
            done.append((at, export_one(order, session, at, staging, listener)))
        except PlanError as error:
            raise under_key(error, f"export[{i}]") from None
    return done


def log_all(exports: list[tuple[Path, Exported]], held: ControlGroup, place: RunFolder, staging: Staging) -> None:
    """Log the exports and the control group in the run's folder, after run.json: both grow with later exports."""
    held.stage(staging)
    if exports:
        export_log.note(place.files, exports, staging, at=place.path)
    staging.publish(place.files)
    records = Records(len(held.ids), export_log.number_of_next(place.files) - 1)
    if records != Records():
        known = place.files / MANIFEST
        known.write_text(records.in_manifest(read_manifest(known)), encoding="utf-8")


def control_group(plan: Plan, place: RunFolder, previous: RunFiles | None, source: Data | None = None) -> ControlGroup:
    """The control group of a run or version that is being made: everyone that the run before it held out.

    Those who have another id now are held out under that one too; `source` is its data, where that was read.
    """
    held = held_of(place.files, plan.seed, remembered=place.path)
    if previous:
        held.inherit(previous.home, Records.at(previous.home).held)
    if len(held.ids) and (place.files / "segments.csv").is_file():
        run, before = (
            RunFiles(place.files, plan, {"chosen": True}),
            [*_replaced(place), *([previous] if previous else [])],
        )
        people = replace(people_of(run, (), source, alone=True), beside=tuple(map(of_run, before)))
        hold_out_all(people, meet_all(people), held)
    return held


def _replaced(place: RunFolder) -> list[RunFiles]:
    """The run that stands where this one will; none where there is none, or it can't be read any more."""
    with suppress(UsageError):
        run = RunFiles.open(place.path)
        return [run] if run.has_segments else []
    return []


def _made(final: Path, place: RunFolder) -> Path:
    """Where a file is made that shall stand at `final`: with the others of the run, or beside its own place."""
    return place.files / final.relative_to(place.path) if final.is_relative_to(place.path) else final
