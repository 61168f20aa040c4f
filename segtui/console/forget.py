"""`segtui forget`: a person taken out of a run, and what else holds them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from segtui.console.say import Narration, say
from segtui.console.terminal import Terminal, print_json
from segtui.pipeline.finished import RunFiles
from segtui.pipeline.forget import Forgotten, PastExport, forget
from segtui.pipeline.held_run import held_run
from segtui.wording import counted

FOUND, NOBODY = 0, 1


def run_forget(folder: Path, id: str, *, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Remove the person and tell where they were; the exit code: 0 removed, 1 no file has that id."""
    waiting = partial(say, Narration(quiet=quiet), "waiting for another command that writes to this run")
    with held_run(folder, waiting, beside=False) as (run, _):
        done = forget(run, id, dry_run=dry_run)
    beyond = _beyond(run) if done.found else []
    if as_json:
        exports = [_plain(export) for export in done.exports]
        told = {"found": done.found, "dry_run": dry_run, "files": done.files, "removed": list(done.removed)}
        print_json({"folder": str(run.path), **told, "exports": exports, "not_done": beyond})
    elif not done.found:
        say(Narration(quiet=quiet), f'no file of the run has the id "{id}": ids are compared as text')
    elif not quiet:
        _print(done, beyond, dry_run)
    return FOUND if done.found else NOBODY


def _print(done: Forgotten, beyond: list[str], dry_run: bool) -> None:
    console = Terminal(soft_wrap=True)
    for name, rows in done.files.items():
        console.print(f"{counted(rows, 'row')} {'are' if rows > 1 else 'is'} in" if dry_run else _out(rows), name)
    for name in done.removed:
        console.print("would be removed:" if dry_run else "removed:", name)
    for export in done.exports:
        console.print(f"Export {export.number} to {export.target} held the person; take them out there too:")
        for path, there in export.files:
            console.print(f"  {path}{' (still here: delete it, or export again)' if there else ''}")
    for sentence in beyond:
        console.print(sentence)


def _out(rows: int) -> str:
    return f"{counted(rows, 'row')} taken out of"


def _plain(export: PastExport) -> dict[str, object]:
    files = [{"path": path, "there": there} for path, there in export.files]
    return {"number": export.number, "target": export.target, "files": files}


def _beyond(run: RunFiles) -> list[str]:
    """What is left to do, for it lies beyond the run."""
    plan = run.plan
    sources = [*([plan.source.path] if plan.source else []), *(maker.path for maker in plan.derive)]
    named = ", ".join("standard input" if path == "-" else Path(path).name for path in dict.fromkeys(sources))
    return [
        f"The data may still have the person, and so would the next run: {named}.",
        "The report, the comparison, the profile and the centres are sums over many people and stay as they are.",
    ]
