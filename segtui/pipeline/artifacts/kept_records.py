"""What was added to a run's folder after the run: it stays when the run is replaced."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from segtui.delivery.export.eligibility import control_group
from segtui.delivery.export.write_csv import write_csv
from segtui.pipeline.artifacts import export_log, versions
from segtui.pipeline.artifacts.records import refuse_lost_control
from segtui.pipeline.artifacts.run_folder import MANIFEST, RunFolder
from segtui.publishing.private import private_folder

WRITTEN = (
    *(MANIFEST, "plan.toml", "report.md", "report.html", "profile.csv", "cleaning.csv", "leaderboard.csv"),
    *(
        "segments.csv",
        "comparison.csv",
        "outcomes.csv",
        "cohorts.csv",
        "stability.csv",
        "migration.csv",
        "matches.csv",
        "refresh.json",
        "report.xlsx",
    ),
)
"""The files of a run's folder, beside those of its model, that a run or a refresh writes."""
RECORDS = (control_group.NAME, export_log.LOG)
MODEL, EXPORTS, VERSIONS = "model", "exports", versions.FOLDER


def keep_records(place: RunFolder) -> tuple[str, ...]:
    """Take over the control group and the log of exports of the run that is replaced; the paths, inside the folder.

    The exports of the new run use and extend them.
    """
    ids = [path for path in _files(place.path / EXPORTS) if path.name.endswith(export_log.IDS)]
    found = [path for path in (*(place.path / name for name in RECORDS), *ids) if path.is_file()]
    for path in found:
        _take(path, place.files / path.relative_to(place.path))
    return tuple(path.relative_to(place.path).as_posix() for path in found)


def refuse_lost(folder: Path) -> None:
    """Raise DataError, before hours of search, if records added after the run in a folder are incomplete."""
    refuse_lost_control(folder)
    export_log.past_exports(folder)


def keep_control(place: RunFolder, folder: Path, first: int) -> tuple[str, ...]:
    """Take over whom a run held out before the export numbered `first`, to repeat the run as it was."""
    control = control_group.recorded(folder).filter(pl.col("since") < first)
    if control.is_empty():
        return ()
    write_csv(control, place.files / control_group.NAME)
    return (control_group.NAME,)


def keep_others(place: RunFolder) -> bool:
    """Take over everything else that the replaced run did not write itself; returns whether that included versions.

    No version is current from then on, because each was made from the replaced run.
    """
    written, kept = outputs(place.path), False
    for path in _files(place.path):
        name = path.relative_to(place.path).as_posix()
        ours = name in written or name.startswith(f"{MODEL}/") or name == f"{VERSIONS}/{versions.CURRENT}"
        if not ours and not os.path.lexists(place.files / name):
            _take(path, place.files / name)
            kept = kept or name.startswith(f"{VERSIONS}/")
    return kept


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder, links and hidden ones left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in sorted(names) if not (path := Path(place, name)).is_symlink() and name[0] != ".")


def outputs(folder: Path) -> set[str]:
    """What the run in a folder wrote itself."""
    try:
        outputs = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["outputs"]
        return {*WRITTEN, *map(str, outputs)}
    except (OSError, ValueError, KeyError, TypeError):
        return set(WRITTEN)


def _take(path: Path, place: Path) -> None:
    """The same file under another name; it is never changed, only replaced."""
    private_folder(place.parent)
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:  # a file system without such links
        shutil.copyfile(path, place)
