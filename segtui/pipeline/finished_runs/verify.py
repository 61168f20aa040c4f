"""Runs a finished run's plan again, and says for each file whether it is the same, and if not, why."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any, BinaryIO, Literal

from segtui.errors import DataError, InterruptionError, PlanError, SegtuiError, UsageError
from segtui.language.sentences import say, say_counted
from segtui.language.translation import Language, speaking
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.manifest import changes_since, sha256, sha256_of
from segtui.pipeline.artifacts.run_folder import work_of
from segtui.pipeline.artifacts.run_lock import clear_verified, home_of
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.export_run import place_of
from segtui.pipeline.finished_runs.asked_again import AskedAgain, ask_again
from segtui.pipeline.finished_runs.changed_inputs import changed_inputs
from segtui.pipeline.finished_runs.kept_tables import KeptTables, lacks_people
from segtui.pipeline.forgetting.erase_rows import erase_rows, has_ids, id_columns, ids_of
from segtui.pipeline.forgetting.kept_report import is_kept_struck
from segtui.pipeline.forgetting.learned_spellings import NAME as LEARNED
from segtui.pipeline.forgetting.learned_spellings import is_respelled
from segtui.pipeline.forgetting.strike_values import CLEANING, COHORTS, COMPARISON, OUTCOMES, PAGE, PROFILE, REPORT
from segtui.pipeline.forgetting.told_values import is_masked
from segtui.pipeline.progress import Listener
from segtui.pipeline.report.kept.report_facts import NAME as KEPT
from segtui.pipeline.run import RunOptions, run_plan
from segtui.pipeline.workflow import Workflow
from segtui.plan.dump import dump
from segtui.plan.load import load
from segtui.plan.model import Plan
from segtui.publishing.lock import holding

_PLAN, _MODEL = "plan.toml", "model/model.json"
_TRIES = 5
_ACTS_ELSEWHERE: Mapping[str, Any] = {"write": (), "push": (), "trigger": (), "follow": None, "observe": None}
"""What a plan says of other places than its run, as it is without."""
_WITH_VALUES = (PROFILE, CLEANING, REPORT, COMPARISON, OUTCOMES, COHORTS, PAGE, KEPT, LEARNED)


@dataclass(frozen=True)
class Checked:
    """A file of a run: whether running the plan again reproduces it, and if not, why, if known."""

    path: str
    status: Literal["same", "differs", "missing"]
    why: str = ""


@dataclass(frozen=True)
class Verified:
    """Every file that run.json names; `changes` are sentences on what is not as it was when the run was made.

    `databases` are the tables whose rows the run keeps, as they are now: the run was made again from the kept rows.
    `failed` is the error that ended the run because what it reads has changed; no file is the same then.
    """

    files: tuple[Checked, ...]
    changes: tuple[str, ...]
    forgotten: int
    databases: tuple[AskedAgain, ...] = ()
    failed: str = ""

    @property
    def same(self) -> bool:
        """Whether every file is there and the same."""
        return all(file.status == "same" for file in self.files)


def verify(run: RunFiles, listener: Listener, stdin: BinaryIO | None = None) -> Verified:
    """Run the plan of a run again, in a temporary folder beside it, and compare everything listed in run.json.

    run.json itself has timings and is not compared. Where people were forgotten, the rows of others are compared.
    Exports that the plan writes outside of the run's folder are not written again. Rows of databases that the run
    keeps are taken in place of those that are there now, which are compared with them. Raises what `run_plan` raises,
    but where an input has changed and the plan can't run with it.
    """
    if "refreshed" in run.manifest:
        fix = say("verify the original run; refreshing it with the same rows reproduces the version")
        raise UsageError(
            say("a version can't be reproduced from its plan: it is the result of refreshes"),
            where=str(run.path),
            fix=fix,
        )
    given = stdin.read() if stdin else None
    asked = ask_again(run, listener)
    if not asked and lacks_people(run):
        listener.note(say("people were forgotten in the rows that the run keeps: asking its databases instead"))
    for _ in range(_TRIES):
        found = _verified(run, listener, given)
        if isinstance(found, Verified):
            return replace(found, databases=asked)
        listener.note(say("the run changed during verification: verifying its current state"))
        run = found
    fix = say("verify it when no other command is writing to it")
    raise UsageError(say("the run kept changing during verification"), where=str(run.path), fix=fix)


def _verified(run: RunFiles, listener: Listener, given: bytes | None) -> Verified | RunFiles:
    """The result of running the plan again; with the run as it is now, if it changed since it was read."""
    # Beside the run, so that paths relative to its folder lead to the same files.
    clear_verified(home_of(run.path))
    again, tables = run.path.with_name(f".{run.path.name}.verify-{os.getpid()}"), KeptTables(run)
    with holding(again):
        try:
            _carry_out(run, again, listener, None if given is None else io.BytesIO(given), tables)
            listener.stage(say("comparing"))
            with steady_run(run.path) as now:
                same = now.manifest["outputs"] == run.manifest["outputs"] and now.plan == run.plan
                return _compared(run, again) if same else now
        except (PlanError, DataError) as error:
            changes = [] if _is_edited(run) else changed_inputs(run, tables.read)
            if not changes:
                raise
            return _failed(run, changes, error)
        finally:
            for left in (again, work_of(again)):
                shutil.rmtree(left, ignore_errors=True)


def _carry_out(run: RunFiles, again: Path, listener: Listener, stdin: BinaryIO | None, tables: KeptTables) -> None:
    try:
        first = run.manifest.get("first_export")
        before = (run.path, int(first)) if first is not None else None
        run_plan(_inside(run), RunOptions(run.path, again, again=before), listener, stdin, Workflow(tables))
    except InterruptionError:  # what it kept is removed with the folder
        raise KeyboardInterrupt from None


def _inside(run: RunFiles) -> Plan:
    """The plan with exports to other folders kept from them, and nothing that acts elsewhere."""
    orders = []
    for number, order in enumerate(run.plan.export, start=1):
        place = Path(os.path.normpath(place_of(order, number, run.path)))
        away = f"elsewhere/{number}{place.suffix}"
        orders.append(order if place.is_relative_to(run.path) else order.model_copy(update={"path": away}))
    return run.plan.model_copy(update={"export": tuple(orders), **_ACTS_ELSEWHERE})


def _compared(run: RunFiles, again: Path) -> Verified:
    manifest = json.loads((again / "run.json").read_text(encoding="utf-8"))
    made = {**manifest["outputs"], _PLAN: _plan(run, again)}
    written: Mapping[str, str] = run.manifest["outputs"]
    changes = changes_since(run.manifest, manifest)
    if _is_edited(run):
        changes.insert(0, say("{file} was edited; the edited plan was run", file=_PLAN))
    forgotten = int(run.manifest.get("forgotten", 0))
    files = [_checked(run, again, name, made, changes, forgotten) for name in written]
    return Verified(tuple(files), tuple(changes), forgotten)


def _failed(run: RunFiles, changes: Sequence[str], error: SegtuiError) -> Verified:
    """No file can be made again with what there is now."""
    error = PlanError(error.faults, plan=str(run.path / _PLAN)) if isinstance(error, PlanError) else error
    why, names = _because([], changes, ""), run.manifest["outputs"]
    files = [Checked(name, "differs" if (run.path / name).is_file() else "missing", why) for name in names]
    return Verified(tuple(files), tuple(changes), int(run.manifest.get("forgotten", 0)), failed=error.describe())


def _is_edited(run: RunFiles) -> bool:
    return bool(run.manifest["outputs"].get(_PLAN) != sha256(run.path / _PLAN))


def _plan(run: RunFiles, again: Path) -> str:
    """The hash of plan.toml with the exports as they were."""
    carried = load(again / _PLAN)
    as_they_were = {name: getattr(run.plan, name) for name in ("export", *_ACTS_ELSEWHERE)}
    return sha256_of(dump(carried.model_copy(update=as_they_were)).encode())


def _checked(
    run: RunFiles, again: Path, name: str, made: Mapping[str, str], changes: Sequence[str], forgotten: int
) -> Checked:
    place, written = run.path / name, str(run.manifest["outputs"][name])
    if not place.is_file():
        return Checked(name, "missing", say("it was deleted after the run"))
    edited = [say("it was edited after the run")] if sha256(place) != written else []
    if name not in made:
        return Checked(name, "differs", _because(edited, changes, say("the plan no longer writes it")))
    if made[name] == written:
        return Checked(name, "differs", edited[0]) if edited else Checked(name, "same")
    if forgotten and not edited and (gone := _but_for(run, again / name, place, forgotten)):
        told = say_counted(
            "its rows differ only by {count:,} person who was forgotten",
            "its rows differ only by {count:,} people who were forgotten",
            gone,
        )
        return Checked(name, "same", told)
    fewer = _counts_fewer_rows if name == _MODEL else _has_fewer_rows
    if forgotten and not edited and fewer(run, again / name, place):
        return Checked(name, "same", say("it differs only by rows of people who were forgotten"))
    if forgotten and not edited and name in _WITH_VALUES and _is_masked(again / name, place, run.plan.report.language):
        return Checked(name, "same", say("it differs only by single values of people who were forgotten"))
    return Checked(name, "differs", _because(edited, changes, say("no known reason")))


def _has_fewer_rows(run: RunFiles, made: Path, place: Path) -> bool:
    """Whether a CSV file without ids is the one that was made again, but for rows that went with people."""
    if place.suffix != ".csv" or place.name in (PROFILE, COMPARISON) or has_ids(place, id_columns(run, place)):
        return False
    with place.open("rb") as now, made.open("rb") as before:
        rest = iter(before)
        return next(rest, b"") == next(now, b"") and all(line in rest for line in now)


def _counts_fewer_rows(_: RunFiles, made: Path, place: Path) -> bool:
    """Whether model.json is the one that was made again, but for the number of rows of a run over parts."""
    now, before = (json.loads(file.read_text(encoding="utf-8")) for file in (place, made))
    return now.pop("rows", 0) < before.pop("rows", 0) and bool(now == before)


def _is_masked(made: Path, place: Path, language: Language) -> bool:
    """Whether a file is the one that was made again, but for values that went with people."""
    if place.suffix == ".json":
        written, again = (json.loads(file.read_text(encoding="utf-8")) for file in (place, made))
        with speaking(language):
            return is_respelled(written, again) if place.name == Path(LEARNED).name else is_kept_struck(written, again)
    now, before = (
        [cell for row in csv.reader(lines) for cell in row] if place.suffix == ".csv" else lines
        for lines in (file.read_text(encoding="utf-8").splitlines() for file in (place, made))
    )
    return len(now) == len(before) and all(map(is_masked, now, before))


def _because(edited: Sequence[str], changes: Sequence[str], otherwise: str) -> str:
    reasons = [*edited, *changes]
    return reduce(lambda one, other: say("{one}; {other}", one=one, other=other), reasons) if reasons else otherwise


def _but_for(run: RunFiles, made: Path, place: Path, most: int) -> int:
    """How many people the file as made again has more, where it is the same without them; else 0."""
    columns = id_columns(run, place)
    gone = ids_of(made, columns) - ids_of(place, columns)
    if not 0 < len(gone) <= most:
        return 0
    rest = made.with_name(f"rest.{made.name}")
    return len(gone) if erase_rows(made, lambda: rest, gone, columns) and sha256(rest) == sha256(place) else 0
