"""`segtui refresh`: updates the centroids of a K-means run with new rows, as a version that can be rolled back."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from segtui.console.assign import numbered
from segtui.console.narrator import Narrator, say
from segtui.console.terminal import Terminal, grid, print_json
from segtui.errors import UsageError
from segtui.language.figures import figure
from segtui.language.wording import counted
from segtui.pipeline.artifacts.held_run import held_run, steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.scoring.refresh import Refreshed, history, refresh, roll_back
from segtui.pipeline.scoring.version_files import RefreshOptions
from segtui.publishing.paths import expand_home


@dataclass(frozen=True)
class RefreshRequest:
    """The command line of `segtui refresh`; with `rollback`, the data is a version number or None."""

    run: Path
    data: str | None
    out: Path | None = None
    derive: Sequence[str] = ()
    keep: float = 0.5
    at: str | None = None
    rollback: bool = False
    listing: bool = False
    force: bool = False
    as_json: bool = False
    quiet: bool = False


def run_refresh(request: RefreshRequest) -> int:
    """Make a version, list the versions or go back to one; 0 when done."""
    if request.listing or (
        request.out and not request.rollback
    ):  # a refresh to another folder does not write to the run
        with steady_run(request.run) as run:
            _list(run, request) if request.listing else _refresh(run, request)
        return 0
    waiting = partial(say, Terminal(stderr=True, quiet=request.quiet), "waiting for another command that uses this run")
    with held_run(request.run, waiting) as (run, _):
        _roll_back(run, request) if request.rollback else _refresh(run, request)
    return 0


def _refresh(run: RunFiles, request: RefreshRequest) -> None:
    if request.data is None:
        raise UsageError("missing argument NEW_DATA (the new rows)", fix="or pass --list or --rollback")
    if not 0 < request.keep <= 1:
        raise UsageError(
            "must be > 0 and <= 1", where=f"--keep {request.keep:g}", fix="1 keeps all earlier rows at full weight"
        )
    newer = dict(numbered(each, len(run.plan.derive)) for each in request.derive)
    given = sys.stdin.buffer.read() if "-" in (request.data, *newer.values()) else b""
    out = expand_home(request.out).absolute() if request.out else None
    if out and Path(os.path.realpath(out)).is_relative_to(os.path.realpath(run.path)):
        raise UsageError("is inside the run's own folder", where=str(out), fix="omit -o to add a version there")
    options = RefreshOptions(request.data, newer, request.keep, out, request.force, request.at)
    with Narrator(quiet=request.quiet) as narrator:
        done = refresh(run, options, narrator, given)
        for warning in done.facts["warnings"]:
            narrator.note(warning)
    if request.as_json:
        print_json({"folder": str(done.out), **done.facts})
    elif not request.quiet:
        _print(done)


def _print(done: Refreshed) -> None:
    console = Terminal(soft_wrap=True)
    table = grid()
    for title in ("segment", "name", "rows", "share", "before", "moved"):
        table.add_column(title, justify="left" if title == "name" else "right")
    for each in done.facts["segments"]:
        shares = (f"{each['share']:.1%}", f"{each['share_before']:.1%}", f"{each['shift_share']:.1%}")
        table.add_row(str(each["segment"]), each["name"], f"{each['rows']:,}", *shares)
    console.print(table)
    console.print("moved: share of the distance to the nearest other centroid")
    for reason, rows in done.facts["left_out"].items():
        console.print(f"{counted(rows, 'row')} in no segment: {reason}")
    distance = done.facts["distance"]
    distances = f"{figure(distance['now'])} against {figure(distance['before'])} before"
    console.print(f"Mean distance to the previous centroids: {distances}")
    console.print(str(done.out))


def _list(run: RunFiles, request: RefreshRequest) -> None:
    versions = history(run)
    if request.as_json:
        print_json({"folder": str(run.path), "versions": versions})
        return
    console = Terminal(soft_wrap=True)
    for each in versions:
        console.print(f"{'*' if each['current'] else ' '} {each['version']}  {_version_line(each)}".rstrip())


def _version_line(version: dict[str, Any]) -> str:
    if version["version"] == 0:
        return "the original run"
    at = f", {version['at']}" if version.get("at") else ""
    return f"from {version['from']} by {counted(version['rows'], 'row')} of {version['data']}{at}"


def _roll_back(run: RunFiles, request: RefreshRequest) -> None:
    if request.data is not None and not request.data.isdecimal():
        raise UsageError(
            f'"{request.data}" is not a version number', where="--rollback", fix="list the versions with --list"
        )
    number = roll_back(run, int(request.data) if request.data else None)
    if request.as_json:
        print_json({"folder": str(run.path), "version": number})
    elif not request.quiet:
        what = f"Version {number}" if number else "The original run"
        Terminal(soft_wrap=True).print(f"{what} is now the current version.")
