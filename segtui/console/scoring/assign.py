"""`segtui assign`: assigns new rows to the segments of a finished run."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from segtui.console.narrator import Narrator
from segtui.console.observing.observed import observed, of_run
from segtui.console.terminal import Terminal, grid, print_json
from segtui.data.addresses import is_address
from segtui.data.databases.reading import reading
from segtui.data.raw.row_repairs import LISTED
from segtui.data.raw.row_repairs import facts as damage
from segtui.data.reading.source_paths import absolute
from segtui.data.stores.local_lakes import lake_path
from segtui.data.types.sentinels import stand_ins
from segtui.errors import UsageError
from segtui.language.figures import localised, number
from segtui.language.listings import line_numbers
from segtui.language.sentences import in_language, say, say_counted
from segtui.language.translation import _, plural
from segtui.pipeline.artifacts.append_writer import GrowingFile
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.output_names import files_read, read_by, refuse_output
from segtui.pipeline.observers.observer import CommandOutcome
from segtui.pipeline.observers.written_file import written_file
from segtui.pipeline.predicting.kept_predictions import PredictionNeeds, read_predictions
from segtui.pipeline.progress import rows_to
from segtui.pipeline.scoring.assign import AssignTally, assigned
from segtui.pipeline.scoring.fitted_model import read_learned, segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.triggers.assigned_rows import AssignedRows
from segtui.pipeline.triggers.fire_rows import RowTriggers
from segtui.pipeline.triggers.fire_run import unfired_rows
from segtui.pipeline.triggers.fired import Fired
from segtui.plan.model import Plan
from segtui.plan.telling import printed_as, told_as
from segtui.publishing.paths import Inputs, expand_home
from segtui.publishing.staging import Staging


@dataclass(frozen=True)
class AssignRequest:
    """The command line of `segtui assign`."""

    run: Path
    data: str | None
    out: Path | None
    derive: Sequence[str] = ()
    check: bool = False
    force: bool = False
    as_json: bool = False
    quiet: bool = False


def run_assign(request: AssignRequest) -> int:
    """Assign the rows and write them; 0 when done. With `check`, assign the run's own rows and write nothing."""
    with steady_run(request.run) as run, told_as(run.plan):
        _assign(request, run.latest)
    return 0


def _assign(request: AssignRequest, run: RunFiles) -> None:
    data, out = _ends(request, run)
    newer = dict(numbered(each, run.plan) for each in request.derive)
    learned, tally = read_learned(run), AssignTally()
    triggers = RowTriggers(run) if run.plan.trigger and not request.check else None
    fired: list[Fired] = []
    predictions = [one for one in read_predictions(run) if one.use_as != "none"]
    needs = PredictionNeeds.of(run.plan, predictions)
    stdin = io.BytesIO(sys.stdin.buffer.read()) if "-" in (data, *newer.values()) else None
    inputs = Inputs.of([*files_read([data, *newer.values()], Path()), *read_by(run.plan, run.path)])
    refuse = partial(refuse_output, inputs)
    with (
        observed(of_run("assign", run, [data, *newer.values()], quiet=request.quiet)) as observation,
        Narrator(quiet=request.quiet, language=run.plan.report.language) as narrator,
        Staging(force=request.force, refuse=refuse) as staging,
        ExitStack() as stack,
        ExitStack() as rows,
    ):
        file = stack.enter_context(GrowingFile(out, staging.new(out))) if out else None
        narrator.stage(say("reading the run"))
        by = segmenter(run)
        narrator.stage(say("assigning the rows of {file}", file=data))
        with reading(rows_to(narrator)):
            whole = triggers is not None
            later = rows.enter_context(LaterRows(run, learned, data, newer, stdin, needs, whole=whole))
        watched = AssignedRows(run, triggers, later) if triggers else None
        watch = watched.take if watched else lambda *_: None
        for frame in assigned(run, learned, by, later, tally, lambda _: None, predictions, watch):
            if file:
                file.add(frame)
        rows.close()
        stack.close()
        for note in [*reading_notes(later), *_unseen(tally)]:
            narrator.note(note)
        narrator.counted(tally.rows)
        staging.publish()
        if watched:
            fired = watched.fire(narrator)
        observation.finished(partial(_outcome, tally, learned.names, out))
    with (told_as if request.as_json else printed_as)(run.plan):
        _tell(request, out, tally, later, learned.names, by.how, fired)
    if wrong := next((each.failed for each in fired if each.failed), None):
        raise unfired_rows(wrong, run.home, data)


def _outcome(tally: AssignTally, names: dict[int, str], out: Path | None) -> CommandOutcome:
    """What observers are told."""
    figures = {"rows": tally.rows, "noise_rows": tally.segments.get(-1, 0), "segments": sum(n >= 0 for n in names)}
    return CommandOutcome(figures=figures, outputs=(written_file(out, tally.rows),) if out else ())


def _ends(request: AssignRequest, run: RunFiles) -> tuple[str, Path | None]:
    """The input of the rows, and the output file."""
    if request.check:
        if request.data or request.out:
            raise UsageError(say("--check takes neither DATA nor -o"), fix=say("--check assigns the run's own rows"))
        return absolute(run.plan.tables()[0].path, run.path), None
    if request.data is None or request.out is None:
        what = say("the rows to assign") if request.data is None else say("the file to write")
        missing = "DATA" if request.data is None else "-o FILE"
        raise UsageError(
            say("missing {missing} ({what})", missing=missing, what=what),
            fix=say("or pass --check to assign the run's own rows again"),
        )
    out = expand_home(request.out).absolute()
    return request.data, out


def numbered(text: str, plan: Plan) -> tuple[int, str]:
    """`2=orders.csv`, or just `orders.csv` if only one derive of the plan reads a table."""
    makers = [number for number, _ in plan.table_makers()]
    number, sign, path = text.partition("=")
    if not sign or is_address(text):  # an address may have the sign in it
        number, path = str(makers[0]) if len(makers) == 1 else "", text
    if not number.isdecimal() or int(number) not in makers:
        have = say("the plan has no [[derive]]")
        if plan.derive:
            have = say_counted("the plan has {count:,} derive", "the plan has {count:,} derives", len(plan.derive))
        if len(makers) < len(plan.derive):
            have = say("{have}, {tables} of them with a table", have=have, tables=len(makers))
        raise UsageError(
            say('"{text}": {have}', text=text, have=have),
            where="--derive",
            fix=say("N=FILE for the Nth [[derive]], counted from 1"),
        )
    return int(number), lake_path(path, Path())


def reading_notes(later: LaterRows) -> list[str]:
    """What a reader should know about the data."""
    notes = [*later.told]
    if later.skipped:
        notes.append(
            say_counted(
                "{count:,} record of the file did not become a row",
                "{count:,} records of the file did not become a row",
                later.skipped,
            )
        )
    if later.repairs:
        where = line_numbers([one.line for one in later.repairs])
        notes.append(
            say_counted(
                "{count:,} damaged row read in the most likely way ({where})",
                "{count:,} damaged rows read in the most likely way ({where})",
                len(later.repairs),
                where=where,
            )
        )
    for column, count in sorted(later.unread.items()):
        notes.append(
            say_counted(
                "{count:,} cell in {column} could not be read as in the run and became empty",
                "{count:,} cells in {column} could not be read as in the run and became empty",
                count,
                column=column,
            )
        )
    for column, count in sorted(later.sentinels.items()):
        notes.append(
            say("{column} has {values}, treated as empty as in the run", column=column, values=stand_ins(count))
        )
    return notes


def _unseen(tally: AssignTally) -> list[str]:
    """Cells of values that the run did not meet."""
    notes: list[str] = []
    for column, count in sorted(tally.unseen.items()):
        notes.append(
            say_counted(
                "{count:,} cell in {column} with values that are new since the run: treated as none of the known "
                "values",
                "{count:,} cells in {column} with values that are new since the run: treated as none of the known "
                "values",
                count,
                column=column,
            )
        )
    return notes


def in_no_segment(rows: int, reason: str) -> str:
    """How many rows are in no segment, and why."""
    told = plural("{count} row in no segment: {reason}", "{count} rows in no segment: {reason}", rows)
    return told.format(count=number(rows), reason=in_language(reason))


def _facts(tally: AssignTally, later: LaterRows, names: dict[int, str], manner: str) -> dict[str, Any]:
    nowhere = tally.segments.get(-1, 0)
    return {
        "rows": tally.rows,
        "assigned": tally.rows - nowhere,
        "unassigned": nowhere,
        "how": manner,
        "segments": [{"segment": s, "name": n, "rows": tally.segments.get(s, 0)} for s, n in sorted(names.items())],
        "reasons": dict(sorted(tally.reasons.items())),
        "in_the_run": {"rows": tally.known, "same_segment": tally.back},
        "unread": dict(sorted(later.unread.items())),
        "sentinels": dict(sorted(later.sentinels.items())),
        "unseen": dict(sorted(tally.unseen.items())),
        "skipped": later.skipped,
        "repaired": len(later.repairs),
        **damage(later.repairs[:LISTED], later.skips[:LISTED]),
    }


def _tell(
    request: AssignRequest,
    out: Path | None,
    tally: AssignTally,
    later: LaterRows,
    names: dict[int, str],
    manner: str,
    fired: Sequence[Fired] = (),
) -> None:
    if request.as_json:
        facts = {"file": str(request.out) if out else None, **_facts(tally, later, names, manner)}
        print_json(facts | ({"triggers": [each.facts() for each in fired]} if fired else {}))
        return
    if request.quiet:
        return
    console = Terminal(soft_wrap=True)
    table = grid()
    for title in ("segment", "name", "rows", "share"):
        table.add_column(_(title), justify="left" if title == "name" else "right")
    for segment, name in sorted(names.items(), key=lambda pair: (pair[0] == -1, pair[0])):
        rows = tally.segments.get(segment, 0)
        table.add_row(str(segment), name, number(rows), localised(f"{rows / max(1, tally.rows):.1%}"))
    console.print(table)
    for reason, rows in sorted(tally.reasons.items()):
        console.print(in_no_segment(rows, reason))
    if tally.known:
        again = _("{back} of {known} rows of the run were assigned to the same segment again ({share})")
        share = localised(f"{tally.back / tally.known:.2%}")
        console.print(again.format(back=number(tally.back), known=number(tally.known), share=share))
    console.print(_("Rows are assigned {how}.").format(how=in_language(manner)))
    for line in (line for each in fired for line in each.sentences(dry_run=False)):
        console.print(in_language(line))
    if out:
        console.print(str(request.out))
