"""The one-line texts of the Profile screen: how much is shown, progress, why there is nothing to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from segtui.workbench.state.store import Store

_OTHER = "{show.data} shows how the file is read; {app.open} opens another."


def line(frame: pl.DataFrame, rows: str, *, cleaned: bool) -> PlainText:
    """How many columns are shown, of which rows, and how many have an open alert."""
    waiting = frame.filter(pl.col("stands") == "open").height
    key = key_of("profile.next")
    asks = f"{waiting} alert{'s' if waiting != 1 else ''} to fix ({key})" if waiting else "no open alerts"
    head = f"{frame.height:,} columns of {rows} {'as cleaned' if cleaned else 'as read'}"
    return PlainText.assemble((head, "bold"), f"   {asks}", no_wrap=True, overflow="ellipsis")


def sentence(bench: Bench, *, cleaned: bool) -> PlainText:
    """What is shown instead of the columns while there are none."""
    store = bench.store
    if store.plan is None:
        return PlainText(no_file(bench))
    failed = store.failed.get("Prepare" if cleaned else "Read")
    if failed:
        ways = with_keys("{profile.cleaned} shows the columns as read." if cleaned else _OTHER)
        return PlainText.assemble((failed.what, "bold"), f"\n\n{ways}")
    if bench.engine.busy():
        return PlainText(f"{'cleaning' if cleaned else 'reading'} {store.name} " + ("..." if bench.ascii else "…"))
    did, does = ("cleaned", "cleans") if cleaned else ("read", "reads")
    return PlainText(f"{store.name} was not {did}: {key_of('show.profile')} {does} it.")


def why_not(column: ColumnFacts, store: Store, *, cleaned: bool) -> str:
    """Why there is nothing to fix in a column."""
    if cleaned and column["alerts"]:
        return f"{key_of('profile.cleaned')} shows the columns as read, where you can add steps."
    if store.plan and store.plan.source is None and column["alerts"]:
        return f"The plan derives customers from this log: {key_of('profile.cleaned')} shows them."
    return f"No alerts to fix for {column['name']}."
