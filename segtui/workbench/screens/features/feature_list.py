"""The list of the columns that could be clustered, with the keys that work in it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from segtui.language.translation import _
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.table import FrameTable

_NOT_HERE = ("column", "freeze", "where", "filter_value", "show_all", "sort", "select", "find")
_ARROWS = {"frame_table.left": "left", "frame_table.right": "right"}


class FeatureList(FrameTable, inherit_bindings=False):
    """One row per column that could be clustered."""

    HELP_TITLE = "Features"
    HELP = "One row per column that could be clustered."
    BINDINGS: ClassVar[list[BindingType]] = [
        replace(b, key=_ARROWS.get(b.id or "", b.key))  # l is the log here
        for b in FRAME_KEYS
        if isinstance(b, Binding) and b.id not in {f"frame_table.{n}" for n in _NOT_HERE}
    ]

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)
