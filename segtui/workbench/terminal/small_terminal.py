"""In a terminal of a few lines, the focused widget fills it if it could not be seen otherwise."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.errors import NoWidget
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

WIDTH, HEIGHT = 40, 12
"""Below one of these, in cells, a screen may have no room for the focused widget."""
LEAST = Size(10, 5)
"""The screens are laid out in no less, for a widget of no cells, such as a list between its borders, can't be drawn. A
smaller terminal shows the upper left part."""
_LINES = 2
"""Lines of it that have to be in sight, or all where it has fewer."""


def at_least(terminal: Size) -> Size:
    """What the screens are laid out in, in a terminal of this size."""
    return Size(max(terminal.width, LEAST.width), max(terminal.height, LEAST.height))


def fit(app: App[Any]) -> None:
    """Let the widget that has the focus fill a terminal that has no room for it; elsewhere show all again."""
    screen = app.screen
    if screen.maximized is not None and screen.maximized is not screen.focused:
        screen.maximized = None
    if screen.focused is not None and _is_small(app):
        screen.call_after_refresh(_fill, app, screen)
    elif screen.maximized is not None:
        screen.maximized = None


def _is_small(app: App[Any]) -> bool:
    return app.size.width < WIDTH or app.size.height < HEIGHT


def _fill(app: App[Any], screen: Screen[Any]) -> None:
    focused = screen.focused
    if focused is None or not screen.is_attached or screen.maximized is not None or not _is_small(app):
        return
    if not _is_seen(screen, focused):
        screen.maximize(focused, container=False)


def _is_seen(screen: Screen[Any], widget: Widget) -> bool:
    try:
        seen = screen.find_widget(widget).visible_region
    except NoWidget:  # it is not laid out
        return False
    return seen.width > _LINES and seen.height >= min(_LINES, widget.region.height) and seen.height > 0
