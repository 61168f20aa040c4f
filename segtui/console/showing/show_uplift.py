"""`segtui readout --uplift`: whom a campaign moves, by decile and by segment, and the file of everyone's uplift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from segtui.console.narrator import say as tell
from segtui.console.showing.effect_figures import PIPE_WIDTH, difference, level, points_between
from segtui.console.terminal import Terminal, grid
from segtui.data.table import Table
from segtui.delivery.export.write_csv import write_csv
from segtui.errors import UsageError
from segtui.language.column_labels import headed
from segtui.language.figures import figure, localised, number
from segtui.language.sentences import say
from segtui.language.translation import _, to_translate
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.output_names import files_read, read_by, refuse_output
from segtui.pipeline.finished_runs.readout import Readout, ReadoutOptions
from segtui.pipeline.finished_runs.uplift_readout import UpliftReadout, uplift_readout
from segtui.prediction.learner import find_learner
from segtui.prediction.metrics.scores import FigureWithInterval
from segtui.prediction.money import ContactMoney
from segtui.publishing.paths import Inputs, expand_home
from segtui.publishing.staging import Staging
from widgets.plain.table import PlainTable

_METHODS = {"t_learner": to_translate("T-learner"), "transformed_outcome": to_translate("transformed outcome")}


@dataclass(frozen=True)
class UpliftRequest:
    """What `readout` is asked about uplift: the file to write, and what a contact costs and an outcome brings."""

    out: Path | None = None
    contact: float | None = None
    margin: float | None = None
    force: bool = False

    def refuse_half(self) -> None:
        """Raises UsageError for options that say nothing without another."""
        if (self.contact is None) != (self.margin is None):
            raise UsageError(
                say("--contact and --margin go together"), where=say("segtui readout"), fix=say("give both or neither")
            )
        if self.contact is not None and self.out is None:
            raise UsageError(say("--contact and --margin need --uplift FILE"), where=say("segtui readout"))
        if self.margin is not None and not 0 < self.margin < float("inf"):
            raise UsageError(say("{margin:g} is not above 0", margin=self.margin), where="--margin")

    def facts(self, run: RunFiles, readout: Readout, options: ReadoutOptions, data: Table) -> dict[str, Any]:
        """Predict, write the file, and return it in JSON types under `uplift`; nothing without a file."""
        return {"uplift": self.made(run, readout, options, data).facts()} if self.out else {}

    def made(self, run: RunFiles, readout: Readout, options: ReadoutOptions, data: Table) -> UpliftReadout:
        """Predict, and write the file."""
        out = expand_home(self.out or Path()).absolute()
        inputs = Inputs.of([*files_read(data.reading.files, Path()), *read_by(run.plan, run.path)])
        with Staging(force=self.force, refuse=partial(refuse_output, inputs)) as staging:
            place = staging.new(out)
            money = None
            if self.contact is not None and self.margin is not None:
                money = ContactMoney(self.contact, self.margin)
            found = uplift_readout(run, readout, money, drop_missing=options.drop_missing)
            write_csv(_written(found, run.id), place)
            staging.publish()
        return found


def show_uplift(request: UpliftRequest, run: RunFiles, readout: Readout, options: ReadoutOptions, data: Table) -> None:
    """Predict, write and print: deciles, segments, methods, and what it means."""
    narration = Terminal(stderr=True)
    tell(narration, say("predicting uplift"))
    found = request.made(run, readout, options, data)
    console = Terminal(pipe_width=PIPE_WIDTH)
    console.print()
    for table in (_deciles(found), _segments(found), _methods(found)):
        console.print(table)
        console.print()
    for line in _lines(found):
        tell(console, line)
    for line in _caveats(found):
        tell(narration, line)
    tell(narration, say("wrote {file}", file=str(request.out)))


def _written(found: UpliftReadout, id: str) -> pl.DataFrame:
    people = found.people.select(
        "id", "segment", "segment_name", "control", "outcome", predicted_uplift="uplift", decile="decile"
    )
    if found.money is not None:
        profit = pl.Series(found.money.profit(people["predicted_uplift"].to_numpy()))
        people = people.with_columns(expected_profit=profit)
    return people.rename({"id": id}) if id not in people.columns else people


def _deciles(found: UpliftReadout) -> PlainTable:
    made = grid(title=_("{column}: by decile of predicted uplift").format(column=headed(found.outcome)))
    for head in (_("decile"), _("people"), _("of treated"), _("of control"), *_effect_heads()):
        made.add_column(head, justify="right", overflow="fold")
    for row in found.deciles.iter_rows(named=True):
        rates = [row["treated_rate"], row["control_rate"]]
        told = ["" if rate is None else level(rate, True) for rate in rates]
        made.add_row(str(row["group"]), number(row["treated"] + row["control"]), *told, *_effect(row))
    return made


def _segments(found: UpliftReadout) -> PlainTable:
    names = dict(found.people.select("segment", "segment_name").unique().iter_rows())
    made = grid(title=_("by segment"))
    made.add_column(_("segment"), overflow="fold", min_width=8)
    for head in (_("people"), *_effect_heads()):
        made.add_column(head, justify="right", overflow="fold")
    for row in found.segments.iter_rows(named=True):
        made.add_row(names[row["group"]], number(row["treated"] + row["control"]), *_effect(row))
    return made


def _effect_heads() -> tuple[str, ...]:
    return _("predicted"), _("uplift"), _("95 % interval")


def _effect(row: dict[str, Any]) -> tuple[str, str, str]:
    """The predicted uplift of a group, the observed one with its interval; the latter empty where an arm is missing."""
    predicted = difference(row["predicted"], True)
    if row["uplift"] is None:
        return predicted, "", ""
    return predicted, difference(row["uplift"], True), points_between(row["low"], row["high"])


def _methods(found: UpliftReadout) -> PlainTable:
    """Each method with each learner, and the choice of them by fold."""
    made = grid(title=_("methods, in percentage points"))
    made.add_column(_("method"), overflow="fold")
    for head in (_("Qini"), _("95 % interval"), _("AUUC"), _("95 % interval"), _("folds")):
        made.add_column(head, justify="right", overflow="fold")
    for tried in found.fitted.tried:
        learner = find_learner(tried.learner)
        name = _("{method}, {learner}").format(
            method=_(_METHODS[tried.method]), learner=_(learner.title) if learner else tried.learner
        )
        made.add_row(name, *_scored(tried.scores.qini), *_scored(tried.scores.auuc), number(tried.chosen))
    scores = found.fitted.scores
    made.add_row(_("chosen by fold"), *_scored(scores.qini), *_scored(scores.auuc), "")
    return made


def _scored(one: FigureWithInterval) -> tuple[str, str]:
    return difference(one.value, True), points_between(one.low, one.high)


def _lines(found: UpliftReadout) -> list[str]:
    qini = found.fitted.scores.qini
    lines: list[str]
    if qini.low > 0:
        lines = [say("people with a higher predicted uplift were moved more: the Qini coefficient is above 0")]
    elif qini.high < 0:
        lines = [say("people with a higher predicted uplift were moved less: do not choose people by it")]
    else:
        lines = [say("the order by predicted uplift may be chance: the interval of the Qini coefficient holds 0")]
    if found.money is None or found.contacted is None:
        return lines
    share = localised(f"{100 * found.money.threshold:.2f}")
    paying = found.contacted.filter(group=1)
    if paying.is_empty():
        return [*lines, say("a contact pays above an uplift of {share} percentage points: for nobody", share=share)]
    row = paying.row(0, named=True)
    people = row["treated"] + row["control"]
    told = say(
        "a contact pays above an uplift of {share} percentage points: for {count} of {all} people",
        share=share,
        count=number(people),
        all=number(len(found.people)),
    )
    if row["uplift"] is None:
        return [*lines, told]
    profit = [each * found.money.margin - found.money.contact for each in (row["uplift"], row["low"], row["high"])]
    return [
        *lines,
        told,
        say(
            "contacting them brought {profit} per person more than it cost (95 % interval {low} to {high})",
            profit=figure(profit[0], digits=3),
            low=figure(profit[1], digits=3),
            high=figure(profit[2], digits=3),
        ),
    ]


def _caveats(found: UpliftReadout) -> list[str]:
    lines: list[str] = []
    if found.above_zero:
        lines.append(say("uplift is of the chance that {column} is above 0", column=found.outcome))
    if found.sampled is not None:
        lines.append(
            say("uplift is predicted for the {count} people whose features the run keeps", count=found.sampled)
        )
    return lines
