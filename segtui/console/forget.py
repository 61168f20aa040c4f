"""`segtui forget`: removes a person from a run, and says what else may hold them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from segtui.console.narrator import say
from segtui.console.terminal import Terminal, print_json
from segtui.engine.session.leftover_frames import clear_sessions
from segtui.language.wording import counted
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.run_json import BrokenRunError
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.forgetting.erase_rows import id_columns
from segtui.pipeline.forgetting.forget import forget, texts_of
from segtui.pipeline.forgetting.forget_note import Forgotten, PastExport

FOUND, NOBODY, DAMAGED = 0, 1, 3


def run_forget(folder: Path, id: str, *, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Remove the person and say where they were; the exit code: 0 removed, 1 nobody has the id, 3 a file is damaged."""
    waiting = partial(say, Terminal(stderr=True, quiet=quiet), "waiting for another command that uses this run")
    with held_run(folder, waiting, beside=False, salvage=True) as (run, _):
        ids = texts_of(run, id, BrokenRunError(run.path))
        done = forget(run, id, dry_run=dry_run)
    columns = id_columns(run, run.path / SEGMENTS) or ("id",)
    kept = clear_sessions(ids, columns, _sources(run) if done.found else (), dry_run=dry_run)
    beyond = [*kept.notes, *([*done.notes, *_beyond(run)] if done.found else [])]
    if as_json:
        exports = [_plain(export) for export in done.exports]
        result = {"found": done.found, "dry_run": dry_run, "files": done.files, "removed": list(done.removed)}
        result |= {"values": done.values, "sessions": list(kept.folders)}
        print_json({"folder": str(run.path), **result, "exports": exports, "not_done": beyond, "damaged": done.damaged})
    elif not done.found:
        say(Terminal(stderr=True, quiet=quiet), f'the id "{id}" is in no file of the run (ids are compared as text)')
    elif not quiet:
        _print(done, kept.folders, beyond, dry_run)
    for name, why in done.damaged.items():
        say(Terminal(stderr=True), f"{run.path / name} is damaged and may still hold the person: {why}")
    return DAMAGED if done.damaged else FOUND if done.found else NOBODY


def _print(done: Forgotten, sessions: Sequence[str], beyond: list[str], dry_run: bool) -> None:
    console = Terminal(soft_wrap=True)
    for name, rows in done.files.items():
        console.print(f"{counted(rows, 'row')} {'are' if rows > 1 else 'is'} in" if dry_run else _out(rows), name)
    for name, cells in done.values.items():
        does = "would be emptied" if dry_run else "emptied"
        console.print(f"{counted(cells, 'value')} that only this person has {does} in", name)
    for session in sessions:
        console.print("would be removed:" if dry_run else "removed:", f"rows in the workbench session {session}")
    for name in done.removed:
        console.print("would be removed:" if dry_run else "removed:", name)
    for export in done.exports:
        console.print(f"Export {export.number} to {export.target} contains the person; remove them there too:")
        for path, there in export.files:
            console.print(f"  {path}{' (still here: delete it, or export again)' if there else ''}")
    for sentence in beyond:
        console.print(sentence)


def _out(rows: int) -> str:
    return f"{counted(rows, 'row')} removed from"


def _plain(export: PastExport) -> dict[str, object]:
    files = [{"path": path, "there": there} for path, there in export.files]
    return {"number": export.number, "target": export.target, "files": files}


def _beyond(run: RunFiles) -> list[str]:
    """What is left to do outside the run."""
    named = ", ".join("standard input" if name == "-" else name for name in _sources(run))
    return [
        f"The source data may still contain the person, and so would the next run: {named}.",
        "The report, the comparison, the profile and the centroids aggregate many people and stay unchanged.",
    ]


def _sources(run: RunFiles) -> list[str]:
    """The files that the plan reads."""
    return [Path(path).name for path in dict.fromkeys(table.path for table in run.plan.tables())]
