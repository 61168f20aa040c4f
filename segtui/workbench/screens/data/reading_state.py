"""The one-line texts of the Data screen: how much is shown and how it was read, progress, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import tell, tell_counted
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.screens.data.reading import counts, summary
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Opened
    from segtui.workbench.bench import Bench


def read(opened: Opened, cut: str) -> PlainText:
    """How much is shown (`cut` if not all), and how it was read."""
    notes = len(opened.notes)
    noted = tell_counted("{count} note ({key})", "{count} notes ({key})", notes, key=key_of("data.reading"))
    more = f"   {noted}" if notes else ""
    told = ((cut or counts(opened), "bold"), f"   {summary(opened)}{more}")
    return PlainText.assemble(*told, no_wrap=True, overflow="ellipsis")


def waiting(bench: Bench) -> PlainText:
    """What is in progress, or that it was cancelled."""
    dots = "..." if bench.ascii else "…"
    if bench.store.plan is None:
        return PlainText(tell("opening {path} {dots}", path=bench.opening.shown, dots=dots) + _so_far(bench))
    if bench.engine.busy("Read") or bench.store.opened:
        return PlainText(tell("reading {file} {dots}", file=bench.store.name, dots=dots) + _so_far(bench))
    return PlainText(
        tell(
            "{name} was not read: {data} reads it, {open} opens another file",
            name=bench.store.name,
            data=key_of("show.data"),
            open=key_of("app.open"),
        )
    )


def _so_far(bench: Bench) -> str:
    """Which rows are shown of a table that is still read."""
    first = bench.opening.first_rows
    if first is None:
        return ""
    rows = len(first.rows)
    if first.of:
        return "   " + tell("the first {rows:,} of about {of:,} rows", rows=rows, of=first.of)
    return "   " + tell_counted("the first {count:,} row", "the first {count:,} rows", rows)


def failed(bench: Bench) -> PlainText:
    """That the file could not be read."""
    return PlainText(tell("{name} could not be read", name=bench.store.name), "bold")


def complaint(bench: Bench) -> PlainText:
    """The reason, as on the command line, and what to do here."""
    keys = tell("Change a setting to read the file again; {open} opens another file.", open=key_of("app.open"))
    if bench.store.history.undoable:
        keys += " " + with_keys("{app.undo} undoes the last change.")
    return PlainText.assemble((bench.store.failed["Read"].what, "bold"), "\n\n", keys)
