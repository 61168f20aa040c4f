"""Parts that a cancelled run has left on the disk: the compute process that follows removes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from segtui.plan.model import Plan

_NOTE = "parts"


@contextmanager
def parts_noted(session: Path, plan: Plan, folder: Path, out: Path) -> Iterator[None]:
    """Note in the session where a run into `out` keeps its parts, while the block lasts."""
    from segtui.pipeline.partitioned.whether import spill_folder

    note = session / _NOTE
    with suppress(OSError):
        note.write_text(str(spill_folder(plan, folder, out.absolute()).parent), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def remove_left_parts(session: Path) -> None:
    """Remove what a killed process has left there, as soon as it is gone; returns at once."""
    note = session / _NOTE
    with suppress(OSError, UnicodeError):
        place = Path(note.read_text(encoding="utf-8"))
        note.unlink()
        threading.Thread(target=_remove, args=(place,), daemon=True).start()


def _remove(place: Path) -> None:
    from segtui.pipeline.partitioned.whether import SPILLS
    from segtui.publishing.scratch import sweep_dead

    sweep_dead(place, SPILLS, wait=True)
