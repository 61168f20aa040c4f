"""What a screen says where there is no file to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import with_keys

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench


def no_file(bench: Workbench) -> str:
    """How a file is opened, or that one is being opened."""
    if bench.busy("Look"):
        return f"opening {bench.asked} " + ("..." if bench.ascii else "…")
    return with_keys("No file is open. {app.open} opens one, {show.data} lists the files here.")
