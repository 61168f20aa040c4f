"""`segtui drift`: how far new data has moved from what a run saw, and whether to refit."""

from __future__ import annotations

import io
import sys
from functools import partial
from pathlib import Path

from segtui.console.narrator import say
from segtui.console.observing.observed import observed, of_run
from segtui.console.scoring.assign import numbered
from segtui.console.terminal import Terminal, grid, print_json
from segtui.data.databases.reading import reading
from segtui.delivery.export.write_csv import write_csv
from segtui.language.figures import number, percent
from segtui.language.sentences import in_language
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.output_names import files_read, read_by, refuse_output
from segtui.pipeline.observers.observer import CommandOutcome
from segtui.pipeline.observers.written_file import written_file
from segtui.pipeline.scoring.drift import Drift, drift
from segtui.plan.telling import printed_as, told_as
from segtui.publishing.paths import Inputs
from segtui.publishing.staging import Staging
from segtui.segments.monitoring.score_drift import JudgedPrediction

STABLE, MOVED = 0, 1
_SHOWN = 12
_JUDGED = ("roc_auc", "average_precision", "brier", "calibration")
_RELIABILITY = (to_translate("customers"), to_translate("mean probability"), to_translate("rate"))
_WORTH_SAYING = 0.05


def show_drift(run_dir: Path, data: str, *, out: Path | None, derive: list[str], as_json: bool, force: bool) -> int:
    """Compare, write the requested file, and print; the exit code is 1 if something is past its limit."""
    with steady_run(run_dir) as run, told_as(run.plan):
        newer = dict(numbered(each, run.plan) for each in derive)
        with observed(of_run("drift", run, [data, *newer.values()])) as observation:
            found = _found(run, data, newer, out=out, force=force)
            observation.finished(partial(_outcome, found, out), MOVED if found.refit else STABLE)
        if as_json:
            print_json(found.facts())
        else:
            with printed_as(run.plan):
                _print(found)
    return MOVED if found.refit else STABLE


def _found(run: RunFiles, data: str, newer: dict[int, str], *, out: Path | None, force: bool) -> Drift:
    stdin = io.BytesIO(sys.stdin.buffer.read()) if "-" in (data, *newer.values()) else None
    for note in run.told_newer():
        say(Terminal(stderr=True), note)
    with reading():
        found = drift(run, data, newer, stdin)
    if out:
        inputs = Inputs.of([*files_read([data, *newer.values()], Path()), *read_by(run.plan, run.path)])
        with Staging(force=force, refuse=partial(refuse_output, inputs)) as staging:
            write_csv(found.frame(), staging.new(out))
            staging.publish()
        say(Terminal(stderr=True), _("wrote {file}").format(file=out))
    return found


def _outcome(found: Drift, out: Path | None) -> CommandOutcome:
    """What observers are told."""
    drift = {each.subject: each.value for each in found.findings if each.measure == "psi" and each.value is not None}
    outputs = (written_file(out, len(found.findings)),) if out else ()
    figures = {"rows": found.placed, "rows_read": found.rows, "warnings": sum(f.past for f in found.findings)}
    return CommandOutcome(MOVED if found.refit else STABLE, figures, drift, outputs=outputs)


def _print(found: Drift) -> None:
    """The verdict, then the largest drift: all that is past its limit, and the next few."""
    console = Terminal()
    past = list(dict.fromkeys(f.told for f in found.findings if f.past))
    some = dict.fromkeys(
        f.told for f in found.findings if f.reach >= _WORTH_SAYING and f.measure not in {*_JUDGED, "reliability"}
    )
    judged = dict.fromkeys(f.told for f in found.findings if f.measure in _JUDGED and not f.past)
    others = [told for told in some if told not in past]
    compared = plural(
        "{placed} of {count} row compared with the run.", "{placed} of {count} rows compared with the run.", found.rows
    )
    rows = compared.format(placed=number(found.placed), count=number(found.rows))
    verdict = _("No need to refit: nothing is past the plan's limits.")
    if past:
        verdict = plural(
            "Refit: {count} thing is past the plan's limits.",
            "Refit: {count} things are past the plan's limits.",
            len(past),
        ).format(count=number(len(past)))
    say(console, f"{verdict} {rows}")
    for told in past:
        say(console, f"! {in_language(told)}")
    for told in others[: max(_SHOWN - len(past), 3)]:
        say(console, told, indent=2)
    for told in judged:
        say(console, told, indent=2)
    for one in found.judged:
        _print_reliability(console, one)
    if past:
        say(console, _("Run the plan on the new data; --previous keeps the segments' numbers and names."))


def _print_reliability(console: Terminal, judged: JudgedPrediction) -> None:
    """How often the outcome came where it was said to be about as likely."""
    table = grid()
    for title in (*_RELIABILITY, to_translate("from"), to_translate("to")):
        table.add_column(_(title), justify="right")
    for row in judged.reliability.iter_rows(named=True):
        shares = (percent(row[name]) for name in ("mean_probability", "rate", "low", "high"))
        table.add_row(number(row["rows"]), *shares)
    console.print(_("How true {name} is:").format(name=judged.name))
    console.print(table)
