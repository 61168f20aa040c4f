"""`segtui forget`: removes a person from a run and the platforms it was pushed to, and says what else may hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from segtui.console.narrator import say as tell
from segtui.console.terminal import Terminal, print_json
from segtui.data.addresses import shown_name
from segtui.engine.session.leftover_frames import clear_sessions
from segtui.language.figures import number
from segtui.language.sentences import Sentence, in_language, row_of, say
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.run_json import BrokenRunError
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.forgetting.erase_rows import id_columns
from segtui.pipeline.forgetting.forget import forget, texts_of
from segtui.pipeline.forgetting.forget_note import Forgotten, PastExport
from segtui.pipeline.forgetting.pushed_lists import DeletionResult, PlatformDeletion, ask_platforms
from segtui.pipeline.write_back.write_back import WRITES
from segtui.plan.telling import printed_as

FOUND, NOBODY, DAMAGED, AWAY = 0, 1, 3, 5
_IN_TABLE = to_translate(
    "The run was written to {table}, which may still hold the person: `segtui write` removes them where it deletes who "
    "is no longer in the run; else remove them there."
)


def run_forget(folder: Path, id: str, *, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Remove the person and say where they were.

    The exit code: 0 removed, 1 nobody has the id, 3 a file is damaged, 5 a platform still has to be asked.
    """
    waiting = partial(tell, Terminal(stderr=True, quiet=quiet), WAITING)
    with held_run(folder, waiting, beside=False, salvage=True) as (run, _journal):
        ids = texts_of(run, id, BrokenRunError(run.path))
        done = forget(run, id, dry_run=dry_run)
    results = [] if dry_run else ask_platforms(run, waiting)
    columns = id_columns(run, run.path / SEGMENTS) or ("id",)
    kept = clear_sessions(ids, columns, _sources(run) if done.found else (), dry_run=dry_run)
    beyond = [*kept.notes, *([*done.notes, *_beyond(run)] if done.found else [])]
    if as_json:
        exports = [_plain(export) for export in done.exports]
        result = {"found": done.found, "dry_run": dry_run, "files": done.files, "removed": list(done.removed)}
        result |= {"values": done.values, "sessions": list(kept.folders)}
        result |= {"platforms": [_asked(one) for one in results] or [_has(one) for one in done.pushed]}
        print_json({"folder": str(run.path), **result, "exports": exports, "not_done": beyond, "damaged": done.damaged})
    elif not done.found and not results:
        with printed_as(run.plan):
            nowhere = _('the id "{id}" is in no file of the run (ids are compared as text)').format(id=id)
        tell(Terminal(stderr=True, quiet=quiet), nowhere)
    elif not quiet:
        with printed_as(run.plan):
            _print(done, kept.folders, [*_deleted(done, results, dry_run), *beyond], dry_run)
    away = [one for one in results if one.error]
    for one in away:
        with printed_as(run.plan):
            tell(Terminal(stderr=True), in_language(_not_deleted(one)))
    for name, why in done.damaged.items():
        with printed_as(run.plan):
            damaged = _("{file} is damaged and may still hold the person: {why}")
        tell(Terminal(stderr=True), damaged.format(file=run.path / name, why=why))
    if done.damaged or away:
        return DAMAGED if done.damaged else AWAY
    return FOUND if done.found or results else NOBODY


def _print(done: Forgotten, sessions: Sequence[str], beyond: list[str], dry_run: bool) -> None:
    console = Terminal(soft_wrap=True)
    for name, rows in done.files.items():
        console.print((_there if dry_run else _out)(rows).format(count=number(rows), file=name))
    for name, cells in done.values.items():
        console.print((_to_empty if dry_run else _emptied)(cells).format(count=number(cells), file=name))
    removed = _("would be removed: {what}") if dry_run else _("removed: {what}")
    for session in sessions:
        console.print(removed.format(what=_("rows in the workbench session {session}").format(session=session)))
    for name in done.removed:
        console.print(removed.format(what=name))
    for export in done.exports:
        told = _("Export {number} to {platform} contains the person; remove them there too:")
        console.print(told.format(number=export.number, platform=export.target))
        for path, there in export.files:
            console.print(f"  {path}{' ' + _('(still here: delete it, or export again)') if there else ''}")
    for sentence in beyond:
        console.print(in_language(sentence))


def _deleted(done: Forgotten, results: Sequence[DeletionResult], dry_run: bool) -> Iterator[Sentence]:
    """What was asked of platforms, or would be."""
    if dry_run:
        for deletion in done.pushed:
            yield say("{platform} has the person, and would be asked to delete them.", platform=deletion.place())
    for one in (one for one in results if not one.error):
        if one.is_manual:
            yield say("{platform} has the person; delete them there by hand.", platform=one.deletion.place())
        else:
            yield say("{platform} was asked to delete the person.", platform=one.deletion.place())


def _not_deleted(one: DeletionResult) -> Sentence:
    assert one.error
    return say(
        "{platform} still has the person: {why}. Run segtui forget again to ask once more.",
        platform=one.deletion.place(),
        why=one.error.what,
    )


def _has(deletion: PlatformDeletion) -> dict[str, object]:
    return {"to": deletion.to, "list": deletion.list, "connection": deletion.connection, "asked": False}


def _asked(one: DeletionResult) -> dict[str, object]:
    why = {"error": one.error.describe()} if one.error else {}
    return {**_has(one.deletion), "asked": not one.error and not one.is_manual, **why}


def _there(rows: int) -> str:
    return plural("{count} row is in {file}", "{count} rows are in {file}", rows)


def _out(rows: int) -> str:
    return plural("{count} row removed from {file}", "{count} rows removed from {file}", rows)


def _to_empty(cells: int) -> str:
    return plural(
        "{count} value that only this person has would be emptied in {file}",
        "{count} values that only this person has would be emptied in {file}",
        cells,
    )


def _emptied(cells: int) -> str:
    return plural(
        "{count} value that only this person has emptied in {file}",
        "{count} values that only this person has emptied in {file}",
        cells,
    )


def _plain(export: PastExport) -> dict[str, object]:
    files = [{"path": path, "there": there} for path, there in export.files]
    return {"number": export.number, "target": export.target, "files": files}


def _beyond(run: RunFiles) -> list[str]:
    """What is left to do outside the run."""
    named = row_of([say("standard input") if name == "-" else name for name in _sources(run)])
    tables = [say(_IN_TABLE, table=str(one.get("place"))) for one in run.manifest.get(WRITES, [])]
    return [
        *tables,
        say("The source data may still contain the person, and so would the next run: {files}.", files=named),
        say("The report, the comparison, the profile and the centroids aggregate many people and stay unchanged."),
    ]


def _sources(run: RunFiles) -> list[str]:
    """The files that the plan reads."""
    return [shown_name(path) for path in dict.fromkeys(table.path for table in run.plan.tables())]
