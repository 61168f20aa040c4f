"""`segtui refresh`: updates the centroids of a K-means run with new rows, as a version that can be rolled back."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from segtui.console.narrator import Narrator
from segtui.console.narrator import say as tell
from segtui.console.observing.observed import observed, of_run
from segtui.console.scoring.assign import in_no_segment, numbered
from segtui.console.terminal import Terminal, grid, print_json
from segtui.errors import UsageError
from segtui.language.figures import figure, localised, number
from segtui.language.sentences import say
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.artifacts.held_run import held_run, steady_run
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.observers.observer import CommandOutcome
from segtui.pipeline.observers.written_file import written_file
from segtui.pipeline.scoring.refresh import Refreshed, history, refresh, roll_back
from segtui.pipeline.scoring.version_files import RefreshOptions
from segtui.plan.telling import printed_as, told_as
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
        with steady_run(request.run) as run, told_as(run.plan):
            _list(run, request) if request.listing else _refresh(run, request)
        return 0
    waiting = partial(tell, Terminal(stderr=True, quiet=request.quiet), WAITING)
    with held_run(request.run, waiting) as (run, _journal), told_as(run.plan):
        _roll_back(run, request) if request.rollback else _refresh(run, request)
    return 0


def _refresh(run: RunFiles, request: RefreshRequest) -> None:
    if request.data is None:
        raise UsageError(say("missing argument NEW_DATA (the new rows)"), fix=say("or pass --list or --rollback"))
    if not 0 < request.keep <= 1:
        raise UsageError(
            say("must be > 0 and <= 1"),
            where=f"--keep {request.keep:g}",
            fix=say("1 keeps all earlier rows at full weight"),
        )
    newer = dict(numbered(each, run.plan) for each in request.derive)
    given = sys.stdin.buffer.read() if "-" in (request.data, *newer.values()) else b""
    out = expand_home(request.out).absolute() if request.out else None
    if out and Path(os.path.realpath(out)).is_relative_to(os.path.realpath(run.path)):
        raise UsageError(
            say("is inside the run's own folder"), where=str(out), fix=say("omit -o to add a version there")
        )
    options = RefreshOptions(request.data, newer, request.keep, out, request.force, request.at)
    with (
        observed(of_run("refresh", run, [request.data, *newer.values()], quiet=request.quiet)) as observation,
        Narrator(quiet=request.quiet, language=run.plan.report.language) as narrator,
    ):
        done = refresh(run, options, narrator, given)
        observation.finished(partial(_outcome, done))
        for warning in done.facts["warnings"]:
            narrator.note(warning)
    if request.as_json:
        print_json({"folder": str(done.out), **done.facts})
    elif not request.quiet:
        with printed_as(run.plan):
            _print(done)


def _outcome(done: Refreshed) -> CommandOutcome:
    """What observers are told."""
    segments = done.facts["segments"]
    figures = {"rows": done.facts["rows"], "segments": len(segments), "warnings": len(done.facts["warnings"])}
    return CommandOutcome(figures=figures, outputs=(written_file(done.out / SEGMENTS, None),))


def _print(done: Refreshed) -> None:
    console = Terminal(soft_wrap=True)
    table = grid()
    for title in ("segment", "name", "rows", "share", to_translate("before"), to_translate("moved")):
        table.add_column(_(title), justify="left" if title == "name" else "right")
    for each in done.facts["segments"]:
        shares = (localised(f"{each[key]:.1%}") for key in ("share", "share_before", "shift_share"))
        table.add_row(str(each["segment"]), each["name"], number(each["rows"]), *shares)
    console.print(table)
    console.print(_("moved: share of the distance to the nearest other centroid"))
    for reason, rows in done.facts["left_out"].items():
        console.print(in_no_segment(rows, reason))
    for each in done.facts.get("predictions", ()):
        console.print(_predicted(each))
    distance = done.facts["distance"]
    told = _("Mean distance to the previous centroids: {now} against {before} before")
    console.print(told.format(now=figure(distance["now"]), before=figure(distance["before"])))
    console.print(str(done.out))


def _predicted(told: dict[str, Any]) -> str:
    """Whether a prediction was learned again, and how well it ranks."""
    if not told["learned"]:
        return _("{name}: the earlier model stays").format(name=told["name"])
    auc, text = told["test"]["roc_auc"], _("{name}: learned again, {model}, ROC-AUC {auc} ({low} to {high})")
    figures = {key: localised(f"{auc[of]:.3f}") for key, of in (("auc", "value"), ("low", "low"), ("high", "high"))}
    return text.format(name=told["name"], model=told["model"], **figures)


def _list(run: RunFiles, request: RefreshRequest) -> None:
    versions = history(run)
    if request.as_json:
        print_json({"folder": str(run.path), "versions": versions})
        return
    console = Terminal(soft_wrap=True)
    with printed_as(run.plan):
        for each in versions:
            console.print(f"{'*' if each['current'] else ' '} {each['version']}  {_version_line(each)}".rstrip())


def _version_line(version: dict[str, Any]) -> str:
    if version["version"] == 0:
        return _("the original run")
    told = plural(
        "from {version} by {count} row of {data}", "from {version} by {count} rows of {data}", version["rows"]
    )
    line = told.format(version=version["from"], count=number(version["rows"]), data=version["data"])
    return f"{line}, {version['at']}" if version.get("at") else line


def _roll_back(run: RunFiles, request: RefreshRequest) -> None:
    if request.data is not None and not request.data.isdecimal():
        raise UsageError(
            say('"{data}" is not a version number', data=request.data),
            where="--rollback",
            fix=say("list the versions with --list"),
        )
    back_to = roll_back(run, int(request.data) if request.data else None)
    if request.as_json:
        print_json({"folder": str(run.path), "version": back_to})
    elif not request.quiet:
        told = (
            _("Version {number} is now the current version.")
            if back_to
            else _("The original run is now the current version.")
        )
        Terminal(soft_wrap=True).print(told.format(number=back_to))
