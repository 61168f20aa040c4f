"""`segtui readout`: what a campaign changed, as a table or as JSON."""

from __future__ import annotations

from pathlib import Path

from segtui.console.inputs import read_data
from segtui.console.narrator import say
from segtui.console.terminal import Terminal, grid, print_json
from segtui.language.figures import figure
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.readout import Readout, ReadoutOptions, reading_out
from segtui.segments.campaigns.readout import Blank, Effect
from widgets.plain.table import PlainTable

_PIPE_WIDTH = 200
_BLANK: dict[Blank | None, str] = {
    "too_few": "too few",
    "no_variance": "no variance",
    "no_difference": "no difference",
}


def show_readout(run: Path, outcomes: str, options: ReadoutOptions, *, as_json: bool) -> None:
    """Compare and print on standard output, with caveats on standard error."""
    data = read_data(outcomes)
    with steady_run(run) as files:
        readout = reading_out(files, data, options)
    if as_json:
        print_json(readout.facts())
        return
    console = Terminal(pipe_width=_PIPE_WIDTH)
    for outcome in dict.fromkeys(effect.outcome for effect in readout.effects):
        console.print(_grid(readout, outcome))
    narration = Terminal(stderr=True)
    for note in readout.notes:
        say(narration, note)


def _grid(readout: Readout, outcome: str) -> PlainTable:
    """A row for each segment, the total last."""
    effects = [effect for effect in readout.effects if effect.outcome == outcome]
    kind = "share of people" if effects[0].kind == "rate" else "mean per person"
    table = grid(title=f"{outcome}: {kind}")
    table.add_column("segment", overflow="fold", min_width=8)
    for head in ("treated", "control", "of treated", "of control", "uplift", "95 % interval", "p", "power", "needed"):
        table.add_column(head, justify="right", overflow="fold")
    for effect in effects:
        table.add_row(effect.name, f"{effect.treated:,}", f"{effect.control:,}", *_figures(effect))
    return table


def _figures(effect: Effect) -> list[str]:
    uplift = effect.uplift
    if uplift is None:
        return ["", "", _BLANK["too_few"], "", "", "", ""]
    rate = effect.kind == "rate"
    why = _BLANK.get(effect.blank, "")
    low, high = uplift.low, uplift.high
    interval = why if low is None or high is None else f"{_far(low, rate)} to {_far(high, rate)}"
    return [
        _level(uplift.treated_mean, rate),
        _level(uplift.control_mean, rate),
        _far(uplift.uplift, rate),
        interval,
        "" if uplift.p_value is None else "<.001" if uplift.p_value < 0.001 else f"{uplift.p_value:.3f}",
        "" if uplift.power is None else f"{uplift.power:.0%}",
        (why if uplift.low is not None else "") if uplift.needed is None else f"{uplift.needed:,}",
    ]


def _level(value: float, rate: bool) -> str:
    return f"{100 * value:z.2f} %" if rate else figure(value)


def _far(value: float, rate: bool) -> str:
    """A difference with its sign, in percentage points for shares."""
    if value == 0:
        return "0"
    return f"{100 * value:+z.2f}" if rate else ("+" if value > 0 else "") + figure(value)
