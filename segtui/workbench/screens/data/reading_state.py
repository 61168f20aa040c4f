"""The one-line texts of the Data screen: how much is shown and how it was read, progress, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.data.reading import counts, summary
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Opened
    from segtui.workbench.bench import Bench


def read(opened: Opened, cut: str) -> PlainText:
    """How much is shown (`cut` if not all), and how it was read."""
    notes = len(opened.notes)
    more = f"   {notes} note{'' if notes == 1 else 's'} ({key_of('data.reading')})" if notes else ""
    told = ((cut or counts(opened), "bold"), f"   {summary(opened)}{more}")
    return PlainText.assemble(*told, no_wrap=True, overflow="ellipsis")


def waiting(bench: Bench) -> PlainText:
    """What is in progress, or that it was cancelled."""
    dots = "..." if bench.ascii else "…"
    if bench.store.plan is None:
        return PlainText(f"opening {bench.opening.shown} {dots}{_so_far(bench)}")
    if bench.engine.busy("Read") or bench.store.opened:
        return PlainText(f"reading {bench.store.name} {dots}{_so_far(bench)}")
    return PlainText(
        f"{bench.store.name} was not read: {key_of('show.data')} reads it, {key_of('app.open')} opens another file"
    )


def _so_far(bench: Bench) -> str:
    """Which rows are shown of a table that is still read."""
    first = bench.opening.first_rows
    if first is None:
        return ""
    of = f" of about {first.of:,}" if first.of else ""
    return f"   the first {len(first.rows):,}{of} rows"


def failed(bench: Bench) -> PlainText:
    """That the file could not be read."""
    return PlainText(f"{bench.store.name} could not be read", "bold")


def complaint(bench: Bench) -> PlainText:
    """The reason, as on the command line, and what to do here."""
    keys = f"Change a setting to read the file again; {key_of('app.open')} opens another file."
    if bench.store.history.undoable:
        keys += f" {key_of('app.undo')} undoes the last change."
    return PlainText.assemble((bench.store.failed["Read"].what, "bold"), "\n\n", keys)
