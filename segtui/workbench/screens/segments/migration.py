"""Who moved since an earlier run: the migration matrix of two runs as a heatmap."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from segtui.engine.transport.messages import Compare
from segtui.language.figures import in_signs, number
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _, in_heading
from segtui.publishing.paths import expand_home
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.figures import whole_percent
from widgets.heatmap.heatmap import Heatmap
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Compared
    from segtui.engine.transport.messages.payloads import SideFacts
    from segtui.workbench.bench import Bench

Cell = tuple[int | None, int | None]
_MOST_LINES = 14
"""The segments beside each other scroll from there on."""


async def migrate(bench: Bench) -> None:
    """Ask the engine to compare the open run with the previous one, which the plan or the user names."""
    store = bench.store
    new = Path(store.wrote.out) if store.wrote else store.run
    if new is None:
        bench.status.say(with_keys("No run to compare yet: write one on Export ({show.export})."))
        return
    named = store.plan.segments.previous if store.plan else None
    old = (
        str(store.folder / named)
        if named
        else await bench.prompts.answer(_("folder of the earlier run"), purpose="run")
    )
    if old and old.strip():
        bench.engine.ask(Compare, old=str(expand_home(old.strip())), new=str(new))


class Migration(Dialog[None]):
    """Segments of the earlier run down, those of the later one across: people, and their share of the earlier
    segment. Another view has the segments of both beside each other."""

    HELP_TITLE = "Who moved"
    HELP = """\
A row for each segment of the earlier run and a column for each of the later one: how many people went from one to the
other, and their share of the earlier segment, which is the shade. "new" are people only in the later run, "gone"
those only in the earlier one. {migration.turn} shows the segments of both runs beside each other instead: people, and
the outcomes that both runs know. segtui compare writes the same as files, with everybody who moved."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "turn", "view", id="migration.turn", tooltip="Who moved, or the segments beside each other"),
        Binding("escape,p,enter", "leave", "back", id="migration.leave", tooltip="Back to the segments"),
    ]

    def __init__(self, compared: Compared, *, ascii: bool) -> None:
        super().__init__()
        self.compared, self._ascii = compared, ascii

    def compose(self) -> ComposeResult:
        """The folders, the matrix, who moved, and what became of the segments."""
        found = self.compared
        cells: dict[Cell, tuple[int, float]] = {
            (m["old_segment"], m["new_segment"]): (m["people"], m["share"] or 0.0) for m in found.migration
        }
        down, across = (sorted({cell[i] for cell in cells}, key=_rank) for i in (0, 1))
        old = {m["old_segment"]: m["old_name"] or "" for m in found.migration}
        new = {m["new_segment"]: m["new_name"] or "" for m in found.migration}
        table = [[cells.get((a, b), (0, 0.0)) for b in across] for a in down]
        with Vertical(classes="box wide"):
            title = tell("From {old}, down, to {new}, across", old=Path(found.old).name, new=Path(found.new).name)
            yield Static(PlainText(title, "bold"), classes="title")
            with VerticalScroll(classes="beside"):
                yield Static(_beside(found, ascii=self._ascii))
            heat = Heatmap(
                np.array([[share for _people, share in row] for row in table]),
                [_called(a, old, _("new")) for a in down],
                [_called(b, new, _("gone")) for b in across],
                texts=[[f"{number(n)} {whole_percent(share)}" if n else "0     " for n, share in row] for row in table],
                scale="sequential",
                limits=(0, 1),
                ascii=self._ascii,
            )
            heat.heading = title
            yield heat
            yield Static(PlainText(self._people()))
            yield Static(PlainText("\n".join(map(visible, found.told))), classes="told")
            keys = with_keys("{migration.turn} segments beside each other   {migration.leave} back")
            yield Static(PlainText(keys, "dim"))

    def on_mount(self) -> None:
        """Who moved is shown first."""
        beside = self.query_one(".beside")
        beside.display, beside.styles.height, beside.styles.max_height = False, "auto", _MOST_LINES

    def action_turn(self) -> None:
        """The other view."""
        beside, moved = self.query_one(".beside"), self.query_one(Heatmap)
        beside.display, moved.display = not beside.display, beside.display
        self.query_one(".told").display = moved.display
        if beside.display:
            beside.focus()

    def _people(self) -> str:
        n, index = self.compared.people, self.compared.adjusted_rand
        said = tell(
            "{both:,} people in both runs, {moved:,} moved; {new:,} new, {gone:,} gone",
            both=n["both"],
            moved=n["moved"],
            new=n["new"],
            gone=n["gone"],
        )
        return (
            f"{said}." if index is None else in_sequence([said, tell("adjusted Rand index {index:.3f}.", index=index)])
        )

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)


def _beside(found: Compared, *, ascii: bool) -> PlainTable:
    """A row for each pair of segments: people in both runs, and the outcomes."""
    arrow = " -> " if ascii else " → "
    table = PlainTable(box=None, pad_edge=False, header_style="bold")
    titles = [
        (in_heading("earlier"), "left"),
        (_("people"), "right"),
        (in_heading("later"), "left"),
        (_("people"), "right"),
    ]
    for title, side in [*titles, *((outcome, "right") for outcome in found.outcomes)]:
        table.add_column(title, justify="left" if side == "left" else "right", overflow="fold")
    for pair in found.segments:
        old, new = pair["old"], pair["new"]
        values = [
            arrow.join(_figure(side["outcomes"].get(column) if side else None, kind) for side in (old, new))
            for column, kind in found.outcomes.items()
        ]
        table.add_row(*_side(old, _("new")), *_side(new, _("gone")), *values)
    return table


def _side(side: SideFacts | None, nowhere: str) -> tuple[str, str]:
    if side is None:
        return nowhere, ""
    name = side["name"] if side["segment"] < 0 else f"{side['segment']} {side['name']}"
    return name, f"{number(side['people'])} {whole_percent(side['share'])}"


def _figure(value: float | None, kind: str) -> str:
    return "-" if value is None else in_signs(f"{value:.1%}" if kind == "rate" else f"{value:,.4g}")


def _rank(segment: int | None) -> tuple[int, int]:
    """By number, then noise, then those in no segment."""
    return (2, 0) if segment is None else (1, 0) if segment == -1 else (0, segment)


def _called(segment: int | None, names: dict[int | None, str], nowhere: str) -> str:
    if segment is None:
        return nowhere
    return names[segment] if segment == -1 else f"{segment} {names[segment]}"
