"""What a screen says where there is no file to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench


def no_file(bench: Workbench) -> str:
    """How a file is opened, or that one is being opened."""
    if bench.busy("Look"):
        return f"opening {bench.asked} " + ("..." if bench.ascii else "…")
    return "No file is open. o opens one, 1 shows those that are near."
