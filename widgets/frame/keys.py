"""The keys of a FrameTable, and where each move takes the cursor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from textual.binding import Binding, BindingType


def _key(keys: str, action: str, name: str, description: str, tooltip: str, show: bool = False) -> Binding:
    return Binding(keys, action, description, show=show, tooltip=tooltip, id=f"frame_table.{name}")


def _move(keys: str, name: str, tooltip: str) -> Binding:
    return _key(keys, f"move('{name}')", name, name.replace("_", " ").capitalize(), tooltip)


MOVE_KEYS: list[BindingType] = [
    _move("down,j", "down", "One row down"),
    _move("up,k", "up", "One row up"),
    _move("left,h", "left", "One column to the left"),
    _move("right,l", "right", "One column to the right"),
    _move("pagedown,ctrl+f", "page_down", "A page down"),
    _move("pageup,ctrl+b", "page_up", "A page up"),
    _move("ctrl+d,D", "half_page_down", "Half a page down"),
    _move("ctrl+u,U", "half_page_up", "Half a page up"),
    _move("home,g,ctrl+home", "first_row", "Go to the first row"),
    _move("end,G,ctrl+end", "last_row", "Go to the last row"),
    _move("0,circumflex_accent", "first_column", "Go to the first column"),
    _move("dollar_sign", "last_column", "Go to the last column"),
    _key("enter", "select", "select", "Select", "Choose the row and the cell at the cursor"),
]
FRAME_KEYS: list[BindingType] = [
    *MOVE_KEYS,
    _key("s", "sort", "sort", "Sort", "Sort by this column: ascending, descending, then the original order", True),
    _key("slash", "ask('find')", "find", "Find", "Find a text in the cells, in either case", True),
    _key("n", "find_again(False)", "find_next", "Next", "The next cell with the text"),
    _key("N", "find_again(True)", "find_previous", "Previous", "The previous cell with the text"),
    _key("c", "ask('column')", "column", "Column", "Go to a column by name", True),
    _key("w", "ask('where')", "where", "Where", "Show the rows where a condition holds, such as age > 40", True),
    _key("v", "filter_value", "filter_value", "This value", "Show only the rows with this cell's value in its column"),
    _key("V", "show_all", "show_all", "All rows", "Show all rows again"),
    _key("f", "freeze", "freeze", "Freeze", "Freeze the columns up to this one; again to unfreeze", True),
    _key("plus", "widen(2)", "wider", "Wider", "Make the column wider"),
    _key("minus", "widen(-2)", "narrower", "Narrower", "Make the column narrower"),
    _key("equals_sign", "fit", "fit", "Fit", "Fit the column's width to the visible cells"),
    _key("escape", "dismiss", "dismiss", "Back", "Close the prompt or message"),
]

PAGES = {"page_down": 1.0, "page_up": -1.0, "half_page_down": 0.5, "half_page_up": -0.5}


def move_cursor(where: str, position: int, column: int, rows: int, columns: int) -> tuple[int, int]:
    """The cell that a move leads to, in a view of rows × columns; not yet bounded to it."""
    return {
        "down": (position + 1, column),
        "up": (position - 1, column),
        "left": (position, column - 1),
        "right": (position, column + 1),
        "first_row": (0, column),
        "last_row": (rows - 1, column),
        "first_column": (position, 0),
        "last_column": (position, columns - 1),
    }[where]


def told_keys(enter: str, tooltip: str, without: Collection[str] = ()) -> list[BindingType]:
    """The keys of a FrameTable except those named ("freeze"); Enter is shown as `enter`.

    For a subclass with `inherit_bindings=False`, so that the keys left out reach the screen.
    """
    found: list[BindingType] = []
    for binding in FRAME_KEYS:
        if not isinstance(binding, Binding) or (binding.id or "").removeprefix("frame_table.") in without:
            continue
        chooses = binding.id == "frame_table.select"
        found.append(replace(binding, description=enter, tooltip=tooltip, show=True) if chooses else binding)
    return sorted(found, key=lambda b: isinstance(b, Binding) and b.id != "frame_table.select")
