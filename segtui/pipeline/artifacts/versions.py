"""The versions that refresh makes of a run: RUN/versions/1, 2, …, each a run's folder, and which is current."""

from __future__ import annotations

from pathlib import Path

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.publishing.staging import Staging, Turn

FOLDER, CURRENT = "versions", "current"


def numbers(run: Path) -> list[int]:
    """The versions that a run has, rising."""
    here = (run / FOLDER).glob(f"*/{MANIFEST}")
    return sorted(int(place.parent.name) for place in here if place.parent.name.isdecimal())


def folder(run: Path, number: int) -> Path:
    """The folder of a version; 0 is the run itself."""
    return run / FOLDER / str(number) if number else run


def run_of(place: Path) -> Path:
    """The run's folder that a folder is a version of; the folder itself where it is none."""
    while place.parent.name == FOLDER and (place.parent.parent / MANIFEST).is_file():
        place = place.parent.parent
    return place


def current(run: Path) -> int:
    """The number of the current version; 0 for the run itself.

    Raises UsageError if that version is gone, DataError if the file has no number.
    """
    place = run / FOLDER / CURRENT
    if not place.is_file():
        return 0
    fix = say("choose an existing version with segtui refresh RUN_DIR --rollback N")
    with foreign(data(say("can't be read"), str(place), fix)):
        text = place.read_text(encoding="utf-8").strip()
        if text.isdecimal() and int(text) in (0, *numbers(run)):
            return int(text)
    raise UsageError(say('no version "{text}"', text=text), where=str(place), fix=fix)


def choose(run: Path, number: int) -> None:
    """Make a version current; raises UsageError if it does not exist."""
    known = [0, *numbers(run)]
    if number not in known:
        fix = say("existing versions: {str}; 0 is the original run", str=", ".join(map(str, known)))
        raise UsageError(say("no version {number}", number=number), where=str(run), fix=fix)
    with Staging() as staging:
        stage_choice(run, number, staging)
        staging.publish()


def stage_choice(run: Path, number: int, staging: Staging) -> None:
    """Make a version current when `staging` is published."""
    part = staging.new(run / FOLDER / CURRENT, replace=True, turn=Turn.RECORD)
    part.write_text(f"{number}\n", encoding="utf-8")
