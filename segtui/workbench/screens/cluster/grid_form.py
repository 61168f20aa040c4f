"""Editing the grids: each algorithm on or off, and the values of its axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from pydantic import ValidationError
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.libraries.boundary import missing_libraries
from segtui.plan.model import Algorithm, algorithms
from segtui.plan.validation import faults
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.screens.cluster.grids_in_words import YES_NO, Axis, axes, numbers
from widgets.inputs.choice import Choice
from widgets.inputs.range_input import RangeInput
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_KEYS = to_translate("{grid.keep} keep   {grid.leave} leave   Tab next left, right: search or skip")

ON, OFF = to_translate("search it"), to_translate("skip it")


class GridForm(Dialog[list[Algorithm] | None]):
    """Asks for the grids, starting from `grids`; the result are those to search, or None for Escape."""

    HELP_TITLE = "Search grids"
    HELP = """\
Each algorithm is searched over every combination of its values, or skipped: left and right choose. Values are a range
(2..12, 10..100 step 10), a list (5, 10, 20), or auto to derive them from the data."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="grid.keep", tooltip="Search these grids", priority=True),
        Binding("escape", "leave", "leave", id="grid.leave", tooltip="Close without changes"),
        Binding("down", "app.focus_next", "next", show=False, id="grid.next", tooltip="Next line"),
        Binding("up", "app.focus_previous", "before", show=False, id="grid.before", tooltip="Previous line"),
    ]

    def __init__(self, grids: Sequence[Algorithm]) -> None:
        super().__init__()
        self.grids = {grid.name: grid for grid in grids}

    def compose(self) -> ComposeResult:
        """A line for each algorithm, and one for each of its axes with its interpretation below."""
        with Vertical(classes="box"):
            yield Static(PlainText(_("Search grids"), "bold"), classes="title")
            with VerticalScroll(can_focus=False):
                for family in algorithms():
                    grid = self.grids.get(family.name) or family()
                    with Horizontal(classes="family"):
                        yield Static(PlainText(_(family.title), "bold"), classes="label")
                        yield Choice(
                            (ON, OFF), ON if family.name in self.grids else OFF, called=_, id=f"on-{family.name}"
                        )
                    if lacking := missing_libraries(family.libraries):
                        yield Static(PlainText("  {}: {}".format(*lacking), "bold"), classes="lacking")
                    for axis in axes(family):
                        with Horizontal(classes="words axis" if axis.words else "axis"):
                            yield Static(f"  {axis.name}", classes="label")
                            yield from _asked(family, axis, getattr(grid, axis.name))
            yield Static("", id="grid-fault")
            yield Static(PlainText(with_keys(_KEYS), "dim"), classes="keys")

    def action_keep(self) -> None:
        """Give the grids back, or say what is wrong."""
        made: list[Algorithm] = []
        for family in (f for f in algorithms() if self._is_on(f)):
            grid, wrong, axis = self._read(family)
            if grid is None:
                self.query_one("#grid-fault", Static).update(PlainText(wrong, "bold red"))
                self.query_one(f"#{family.name}-{axis}", Widget).focus()
                return
            made.append(grid)
        if made:
            self.dismiss(made)
        else:
            self.query_one("#grid-fault", Static).update(PlainText(_("Search at least one algorithm."), "bold red"))

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)

    def _is_on(self, family: type[Algorithm]) -> bool:
        return self.query_one(f"#on-{family.name}", Choice).value == ON

    def _read(self, family: type[Algorithm]) -> tuple[Algorithm | None, str, str]:
        """The grid, or the faults of its axes."""
        values: dict[str, Any] = {}
        for axis in axes(family):
            asked = self.query_one(f"#{family.name}-{axis.name}", Input)
            if isinstance(asked, RangeInput):
                if asked.error:
                    return (
                        None,
                        tell("{label}: {said}", label=f"{_(family.title)}, {axis.name}", said=asked.error),
                        axis.name,
                    )
                values[axis.name] = asked.values
            elif axis.is_setting:
                text = asked.value.strip()
                yes, no = (YES_NO[0], _("yes")), (YES_NO[1], _("no"))
                values[axis.name] = text in yes if text in (*yes, *no) else text
            else:
                values[axis.name] = [word.strip() for word in asked.value.split(",") if word.strip()]
        try:
            return family.model_validate(values), "", ""
        except ValidationError as error:
            fault = faults(error, family)[0]
            name = fault.key.split(".")[0].split("[")[0]
            axis_name = name if name in values else next(iter(values))
            return (
                None,
                tell("{label}: {said}", label=f"{_(family.title)}, {name}", said=f"{fault.what} {fault.fix}".strip()),
                axis_name,
            )


def _asked(family: type[Algorithm], axis: Axis, value: Any) -> Iterator[Widget]:
    name, text = f"{family.name}-{axis.name}", _(numbers(value)) if isinstance(value, bool) else numbers(value)
    if axis.words:
        with Vertical():
            asked = Input(text, compact=True, select_on_focus=False, id=name)
            asked.cursor_blink = False
            yield asked
            yield Static(
                PlainText(
                    tell(
                        "of {words}", words=", ".join(map(_, axis.words)) if axis.is_setting else ", ".join(axis.words)
                    ),
                    "dim",
                )
            )
    else:
        yield RangeInput(
            text,
            integer=axis.integer,
            minimum=axis.minimum if axis.integer else 0,
            above=not axis.integer,
            auto=axis.auto,
            compact=True,
            id=name,
        )
