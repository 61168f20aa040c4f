"""The keys that work on every screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.command import Provider

from segtui.workbench.screens import SCREENS

APP_KEYS: list[BindingType] = [
    *(
        Binding(str(i), f"show('{p.key}')", f"show {p.key}", id=f"show.{p.key}", tooltip=f"{p.title}", show=False)
        for i, p in enumerate(SCREENS, start=1)
    ),
    Binding("slash", "find", "find", id="app.find", tooltip="Find something on this screen"),
    Binding("u", "undo", "undo", id="app.undo", tooltip="Undo the last change to the plan"),
    Binding("r", "redo", "redo", id="app.redo", tooltip="Redo the undone change"),
    Binding("o", "open", "open a file", id="app.open", show=False, tooltip="Open a data file, a plan or a run"),
    Binding("S", "save", "save", id="app.save", tooltip="Save the plan to its file"),
    Binding("W", "save_as", "save as", id="app.save_as", show=False, tooltip="Save the plan to another file"),
    Binding("E", "save_chart", "save chart", id="app.save_chart", show=False, tooltip="Save the chart as SVG or PNG"),
    Binding("X,x", "cancel", "cancel", id="app.cancel", show=False, tooltip="Stop computing; results so far are kept"),
    Binding("T", "change_theme", "theme", id="app.theme", show=False, tooltip="Choose the colors"),
    Binding("question_mark", "help", "help", id="app.help", tooltip="Help for this screen, and all its keys"),
    Binding("colon", "command_palette", "all", id="app.palette", tooltip="Find any action of any screen by name"),
    Binding("q", "quit", "quit", id="app.quit", tooltip="Quit; nothing is lost"),
]


def load_commands() -> type[Provider]:
    """What the palette lists, loaded when it is first opened."""
    from segtui.workbench.keys.palette import Commands

    return Commands
