"""`segtui trigger`: who meets the conditions of a run's triggers triggers, or is listed."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.console.narrator import Narrator
from segtui.console.scoring.assign import numbered
from segtui.console.terminal import print_json, print_lines
from segtui.data.databases.reading import reading
from segtui.errors import PlanError
from segtui.language.interface import shown_language
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.predicting.kept_predictions import PredictionNeeds, read_predictions
from segtui.pipeline.progress import rows_to
from segtui.pipeline.scoring.assign import AssignTally, assigned
from segtui.pipeline.scoring.fitted_model import read_learned, segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.triggers.assigned_rows import AssignedRows
from segtui.pipeline.triggers.fire_rows import RowTriggers
from segtui.pipeline.triggers.fire_run import fire_run
from segtui.pipeline.triggers.fired import LISTED, Fired


@dataclass(frozen=True)
class TriggerRequest:
    """The command line of `segtui trigger`."""

    run: Path
    data: str | None = None
    derive: Sequence[str] = ()
    only: str | None = None
    dry_run: bool = False
    as_json: bool = False
    quiet: bool = False


def run_trigger(request: TriggerRequest) -> None:
    """Fire, or list who would be triggered, and print it; raises the error of the first trigger that failed."""
    with steady_run(request.run) as run:
        language = run.plan.report.language
    with Narrator(quiet=True if request.as_json else request.quiet, language=language) as narrator:
        try:
            if request.data is None:
                done = fire_run(request.run, narrator, only=request.only, dry_run=request.dry_run)
            else:
                done = _fire_rows(request, narrator)
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or str(request.run / "plan.toml")) from None
    if request.as_json:
        facts: dict[str, Any] = {"folder": str(request.run), "dry_run": request.dry_run}
        print_json(facts | {"triggers": [each.facts() for each in done]})
    elif not request.quiet:
        with speaking(shown_language(language)):
            print_lines(*(in_language(line) for each in done for line in _told(each, dry_run=request.dry_run)))
            if request.dry_run:
                print_lines(_("Nothing was sent: this is a dry run."))
    if wrong := next((each.failed for each in done if each.failed), None):
        raise wrong


def _fire_rows(request: TriggerRequest, narrator: Narrator) -> list[Fired]:
    """Assign the rows of the data, and fire for them."""
    assert request.data is not None
    with steady_run(request.run) as original:
        run = original.latest
        triggers, newer = RowTriggers(run, request.only), dict(numbered(each, run.plan) for each in request.derive)
        learned, predictions = read_learned(run), [one for one in read_predictions(run) if one.use_as != "none"]
        stdin = io.BytesIO(sys.stdin.buffer.read()) if "-" in (request.data, *newer.values()) else None
        narrator.stage(say("assigning the rows of {file}", file=request.data))
        needs, by = PredictionNeeds.of(run.plan, predictions), segmenter(run)
        with (
            reading(rows_to(narrator)),
            LaterRows(run, learned, request.data, newer, stdin, needs, whole=True) as later,
        ):
            rows = AssignedRows(run, triggers, later)
            for _frame in assigned(run, learned, by, later, AssignTally(), lambda _: None, predictions, rows.take):
                pass
        return rows.fire(narrator, dry_run=request.dry_run)


def _told(fired: Fired, *, dry_run: bool) -> Iterator[str]:
    """What happened, or would; in a dry run also the first of the people."""
    yield from fired.sentences(dry_run=dry_run)
    if not dry_run:
        return
    for id in fired.first:
        yield f"    {id}"
    if fired.due > LISTED:
        yield say("    and {count:,} more", count=fired.due - LISTED)
    for id, reason, detail in fired.first_back:
        why = say("{reason}, {detail}", reason=say(reason), detail=detail) if detail else say(reason)
        yield say("    not {id}: {why}", id=id, why=why)
