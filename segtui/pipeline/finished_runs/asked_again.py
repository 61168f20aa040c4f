"""Asks the databases of a run again, and says whether their tables have changed since the run kept their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segtui.data.addresses import shown_table
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import SegtuiError
from segtui.language.sentences import listing, say
from segtui.language.translation import to_translate
from segtui.pipeline.artifacts.kept_rows import read_kept
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.kept_tables import kept_entries
from segtui.pipeline.finished_runs.row_changes import RowChanges, row_changes
from segtui.pipeline.preparing.asked_tables import tables_by_key
from segtui.pipeline.progress import Listener


@dataclass(frozen=True)
class AskedAgain:
    """A table of a database, by the key of the plan: what changed in it since the run, None where nothing did.

    `restated` says that it is asked for something else now, such as by an edited file of SQL; `why` says in a sentence
    why it could not be asked.
    """

    key: str
    table: str
    changes: RowChanges | None = None
    restated: bool = False
    why: str = ""

    def sentences(self) -> list[str]:
        """What a reader should know of it."""
        if self.why:
            return [say("{table} could not be asked again: {why}", table=self.table, why=self.why)]
        told: list[str] = []
        if self.restated:
            told.append(say("{table} is asked for something else now", table=self.table))
        if self.changes is None:
            return [*told, say("{table} has not changed", table=self.table)]
        counts = {name: getattr(self.changes, name) for name in ("added", "removed", "changed")}
        line = to_translate("{table} has changed; rows added: {added:,}, removed: {removed:,}, changed: {changed:,}")
        told.append(say(line, table=self.table, **counts))
        for names, said in (
            (self.changes.new_columns, to_translate("{table} has new columns: {names}")),
            (self.changes.lost_columns, to_translate("{table} has lost columns: {names}")),
            (self.changes.retyped_columns, to_translate("{table} has columns of another type: {names}")),
        ):
            told += [say(said, table=self.table, names=listing(names))] if names else []
        return told


def ask_again(run: RunFiles, listener: Listener) -> tuple[AskedAgain, ...]:
    """Each table whose rows the run keeps, once, as its database has it now."""
    sources = dict(tables_by_key(run.plan))
    found: dict[Source, AskedAgain] = {}
    for facts in kept_entries(run):
        source = sources.get(facts["key"])
        if source is not None and source not in found:
            listener.stage(say("asking for {table} again", table=shown_table(source.path)))
            found[source] = _asked_again(run, facts, source)
    return tuple(found.values())


def _asked_again(run: RunFiles, facts: Mapping[str, Any], source: Source) -> AskedAgain:
    key, table = str(facts["key"]), shown_table(source.path)
    before = read_kept(run.path, facts["kept"], facts["sha256"])
    try:
        now = read(source, run.path, only=tuple(before.frame.columns) if before.left else None)
    except SegtuiError as error:
        return AskedAgain(key, table, why=": ".join(part for part in (error.where, error.what) if part))
    assert now.asked and now.kept
    restated = now.asked.statement != facts["statement"]
    if now.asked.sha256 == facts["sha256"] and now.kept.frame.schema == before.frame.schema:
        return AskedAgain(key, table, restated=restated)
    return AskedAgain(key, table, row_changes(before.frame, now.kept.frame, source.id), restated)
