"""What a screen says where there is no file to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import with_keys

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench


def no_file(bench: Bench) -> str:
    """How a file is opened, or that one is being opened."""
    if bench.engine.busy("Look"):
        return f"opening {bench.opening.named} " + ("..." if bench.ascii else "…")
    return with_keys("No file is open. {app.open} opens one, {show.data} lists the files here.")
