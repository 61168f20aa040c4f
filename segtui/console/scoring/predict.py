"""`segtui predict`: what new rows will do next, by the predictions of a finished run."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segtui.console.narrator import Narrator
from segtui.console.observing.observed import observed, of_run
from segtui.console.scoring.assign import numbered, reading_notes
from segtui.console.terminal import Terminal, print_json
from segtui.data.databases.reading import reading
from segtui.errors import UsageError
from segtui.language.figures import localised, number
from segtui.language.sentences import say
from segtui.language.translation import _
from segtui.pipeline.artifacts.append_writer import GrowingFile
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.output_names import files_read, read_by, refuse_output
from segtui.pipeline.observers.observer import CommandOutcome
from segtui.pipeline.observers.written_file import written_file
from segtui.pipeline.predicting.kept_predictions import KeptPrediction, PredictionNeeds, read_predictions
from segtui.pipeline.progress import rows_to
from segtui.pipeline.scoring.fitted_model import read_learned
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.predicted_rows import predicted_rows
from segtui.plan.telling import printed_as, told_as
from segtui.publishing.paths import Inputs, expand_home
from segtui.publishing.staging import Staging


@dataclass(frozen=True)
class PredictRequest:
    """The command line of `segtui predict`."""

    run: Path
    data: str
    out: Path
    derive: Sequence[str] = ()
    force: bool = False
    as_json: bool = False
    quiet: bool = False


@dataclass
class _Scored:
    """The rows of a prediction that have a probability, and the sum of these."""

    rows: int = 0
    total: float = 0.0

    @property
    def mean(self) -> float | None:
        return self.total / self.rows if self.rows else None


def run_predict(request: PredictRequest) -> None:
    """Write the probabilities; raises UsageError for a run that predicts nothing."""
    with steady_run(request.run) as run, told_as(run.plan):
        _predict(request, run.latest)


def _predict(request: PredictRequest, run: RunFiles) -> None:
    predictions = read_predictions(run)
    if not predictions:
        fix = say("add a [[predict]] to its plan and run it again; see `segtui guide predict`")
        raise UsageError(say("this run predicts nothing"), where=str(run.path), fix=fix)
    out = expand_home(request.out).absolute()
    newer = dict(numbered(each, run.plan) for each in request.derive)
    stdin = io.BytesIO(sys.stdin.buffer.read()) if "-" in (request.data, *newer.values()) else None
    inputs = Inputs.of([*files_read([request.data, *newer.values()], Path()), *read_by(run.plan, run.path)])
    learned, rows, counted = read_learned(run), 0, {one.name: _Scored() for one in predictions}
    needs = PredictionNeeds.of(run.plan, predictions)
    with (
        observed(of_run("predict", run, [request.data, *newer.values()], quiet=request.quiet)) as observation,
        Narrator(quiet=request.quiet, language=run.plan.report.language) as narrator,
        Staging(force=request.force, refuse=partial(refuse_output, inputs)) as staging,
        ExitStack() as stack,
    ):
        file = stack.enter_context(GrowingFile(out, staging.new(out)))
        narrator.stage(say("predicting {name}", name=request.data))
        with reading(rows_to(narrator)):
            later = stack.enter_context(LaterRows(run, learned, request.data, newer, stdin, needs))
        for frame in predicted_rows(run, learned, later, predictions):
            file.add(frame)
            rows += frame.height
            for name, found in counted.items():
                known = frame.get_column(name).drop_nulls()
                found.rows, found.total = found.rows + len(known), found.total + float(known.sum())
        stack.close()
        for note in reading_notes(later):
            narrator.note(note)
        narrator.counted(rows)
        staging.publish()
        observation.finished(lambda: CommandOutcome(figures={"rows": rows}, outputs=(written_file(out, rows),)))
    with (told_as if request.as_json else printed_as)(run.plan):
        _tell(request, rows, counted, predictions)


def _tell(
    request: PredictRequest, rows: int, counted: dict[str, _Scored], predictions: Sequence[KeptPrediction]
) -> None:
    if request.as_json:
        found = [
            {
                "name": one.name,
                "model": one.model.learner,
                "rows": counted[one.name].rows,
                "mean": counted[one.name].mean,
            }
            for one in predictions
        ]
        print_json({"file": str(request.out), "rows": rows, "predictions": found})
        return
    if request.quiet:
        return
    console = Terminal(soft_wrap=True)
    for name, scored in counted.items():
        mean = "–" if scored.mean is None else localised(f"{scored.mean:.1%}")
        text = _("{name}: {scored} of {rows} rows have a probability, {mean} on average")
        console.print(text.format(name=name, scored=number(scored.rows), rows=number(rows), mean=mean))
    console.print(str(request.out))
