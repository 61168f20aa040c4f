"""`segtui readout`: what a campaign changed, as a table or as JSON."""

from __future__ import annotations

from pathlib import Path

from segtui.console.inputs import read_data
from segtui.console.narrator import say
from segtui.console.showing.effect_figures import PIPE_WIDTH, difference, level
from segtui.console.showing.show_uplift import UpliftRequest, show_uplift
from segtui.console.terminal import Terminal, grid, print_json
from segtui.language.column_labels import headed
from segtui.language.figures import localised, number
from segtui.language.translation import _, to_translate
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.finished_runs.readout import Readout, ReadoutOptions, reading_out
from segtui.pipeline.finished_runs.uplift_readout import only_outcome
from segtui.plan.telling import printed_as, told_as
from segtui.segments.campaigns.readout import Blank, Effect
from widgets.plain.table import PlainTable

_HEADS = (
    to_translate("treated"),
    to_translate("control"),
    to_translate("of treated"),
    to_translate("of control"),
    to_translate("uplift"),
    to_translate("95 % interval"),
    to_translate("p"),
    to_translate("power"),
    to_translate("needed"),
)
_BLANK: dict[Blank | None, str] = {
    "too_few": to_translate("too few"),
    "no_variance": to_translate("no variance"),
    "no_difference": to_translate("no difference"),
}


def show_readout(run: Path, outcomes: str, options: ReadoutOptions, uplift: UpliftRequest, *, as_json: bool) -> None:
    """Compare and print on standard output, with caveats on standard error; predict uplift if asked."""
    uplift.refuse_half()
    data = read_data(outcomes)
    with steady_run(run) as files, told_as(files.plan):
        readout = reading_out(files, data, options)
        if uplift.out:
            only_outcome(readout)  # before anything is printed
        if as_json:
            print_json(readout.facts() | uplift.facts(files, readout, options, data))
            return
        with printed_as(files.plan):
            _tell(readout)
        if uplift.out:
            show_uplift(uplift, files, readout, options, data)


def _tell(readout: Readout) -> None:
    console = Terminal(pipe_width=PIPE_WIDTH)
    for outcome in dict.fromkeys(effect.outcome for effect in readout.effects):
        console.print(_grid(readout, outcome))
    narration = Terminal(stderr=True)
    for note in readout.notes:
        say(narration, note)


def _grid(readout: Readout, outcome: str) -> PlainTable:
    """A row for each segment, the total last."""
    effects = [effect for effect in readout.effects if effect.outcome == outcome]
    kind = _("{column}: share of people") if effects[0].kind == "rate" else _("{column}: mean per person")
    table = grid(title=kind.format(column=headed(outcome)))
    table.add_column(_("segment"), overflow="fold", min_width=8)
    for head in _HEADS:
        table.add_column(_(head), justify="right", overflow="fold")
    for effect in effects:
        name = _("all") if effect.segment is None else effect.name
        table.add_row(name, number(effect.treated), number(effect.control), *_figures(effect))
    return table


def _figures(effect: Effect) -> list[str]:
    uplift = effect.uplift
    if uplift is None:
        return ["", "", _(_BLANK["too_few"]), "", "", "", ""]
    rate = effect.kind == "rate"
    why = _(_BLANK[effect.blank]) if effect.blank else ""
    low, high = uplift.low, uplift.high
    interval = (
        why
        if low is None or high is None
        else _("{low} to {high}").format(low=difference(low, rate), high=difference(high, rate))
    )
    return [
        level(uplift.treated_mean, rate),
        level(uplift.control_mean, rate),
        difference(uplift.uplift, rate),
        interval,
        "" if uplift.p_value is None else localised("<.001" if uplift.p_value < 0.001 else f"{uplift.p_value:.3f}"),
        "" if uplift.power is None else localised(f"{uplift.power:.0%}"),
        (why if uplift.low is not None else "") if uplift.needed is None else number(uplift.needed),
    ]
