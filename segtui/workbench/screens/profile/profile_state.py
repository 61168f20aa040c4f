"""The one-line texts of the Profile screen: how much is shown, progress, why there is nothing to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from segtui.workbench.state.store import Store

_AS_READ = to_translate("{profile.cleaned} shows the columns as read.")
_OTHER = to_translate("{show.data} shows how the file is read; {app.open} opens another.")


def line(frame: pl.DataFrame, rows: str, *, cleaned: bool) -> PlainText:
    """How many columns are shown, of which rows, and how many have an open alert."""
    waiting = frame.filter(pl.col("stands") == "open").height
    key = key_of("profile.next")
    asks = (
        tell_counted("{count} alert to fix ({key})", "{count} alerts to fix ({key})", waiting, key=key)
        if waiting
        else _("no open alerts")
    )
    cleaned_ones, read = (
        to_translate("{count:,} columns of {rows} as cleaned"),
        to_translate("{count:,} columns of {rows} as read"),
    )
    head = tell(cleaned_ones if cleaned else read, count=frame.height, rows=rows)
    return PlainText.assemble((head, "bold"), f"   {asks}", no_wrap=True, overflow="ellipsis")


def sentence(bench: Bench, *, cleaned: bool) -> PlainText:
    """What is shown instead of the columns while there are none."""
    store = bench.store
    if store.plan is None:
        return PlainText(no_file(bench))
    failed = store.failed.get("Prepare" if cleaned else "Read")
    if failed:
        ways = with_keys(_AS_READ if cleaned else _OTHER)
        return PlainText.assemble((failed.what, "bold"), f"\n\n{ways}")
    if bench.engine.busy():
        doing = to_translate("cleaning {file}") if cleaned else to_translate("reading {file}")
        return PlainText(tell(doing, file=store.name) + " " + ("..." if bench.ascii else "…"))
    not_read, key = to_translate("{file} was not read: {key} reads it."), key_of("show.profile")
    said = to_translate("{file} was not cleaned: {key} cleans it.") if cleaned else not_read
    return PlainText(tell(said, file=store.name, key=key))


def why_not(column: ColumnFacts, store: Store, *, cleaned: bool) -> str:
    """Why there is nothing to fix in a column."""
    if cleaned and column["alerts"]:
        return with_keys("{profile.cleaned} shows the columns as read, where you can add steps.")
    if store.plan and store.plan.source is None and column["alerts"]:
        return with_keys("The plan derives customers from this log: {profile.cleaned} shows them.")
    return tell("No alerts to fix for {name}.", name=column["name"])
