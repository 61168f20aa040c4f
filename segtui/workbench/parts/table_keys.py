"""The keys of a table on a screen: some left out, and Enter told by what it does there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from textual.binding import Binding, BindingType

from widgets.frame.keys import FRAME_KEYS


def told_keys(enter: str, tooltip: str, without: Collection[str] = ()) -> list[BindingType]:
    """The keys of a FrameTable but those named ("freeze"); Enter is shown as `enter`.

    For a subclass with `inherit_bindings=False`, so that the keys left out reach the screen.
    """
    found: list[BindingType] = []
    for binding in FRAME_KEYS:
        if not isinstance(binding, Binding) or (binding.id or "").removeprefix("frame_table.") in without:
            continue
        chooses = binding.id == "frame_table.select"
        found.append(replace(binding, description=enter, tooltip=tooltip, show=True) if chooses else binding)
    return sorted(found, key=lambda b: isinstance(b, Binding) and b.id != "frame_table.select")
