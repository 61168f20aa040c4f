"""Saving the plan in a file: which one, and whether to replace what is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from segtui.workbench.plan_file import moved, text_of
from segtui.workbench.question import Answer, Question

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench
    from segtui.workbench.store import Store


async def save(bench: Workbench) -> bool:
    """Save the plan in its file, or in one to be named where it has none; whether it is saved now."""
    if bench.store.plan is None:
        bench.status.say("There is no plan to save yet.")
        return False
    return _write(bench, bench.store.path) if bench.store.path else await save_as(bench)


async def save_as(bench: Workbench) -> bool:
    """Save the plan in a file to be named; whether it is saved now."""
    from widgets.inputs.path_completion import complete_path

    store = bench.store
    if store.plan is None:
        bench.status.say("There is no plan to save yet.")
        return False
    proposed = os.path.relpath(store.path) if store.path else f"{_stem(store.name)}.toml"
    answer = await bench.prompted("save the plan as", value=proposed, complete=complete_path)
    if not answer:
        return False
    path = Path(answer).expanduser()
    path = path if path.suffix else path.with_suffix(".toml")
    if path.exists() and path != store.path:
        replace = Question("Replace the file?", f"{path} is there already.", [Answer("r", "replace it")])
        if await bench.push_screen_wait(replace) is None:
            return False
    return _write(bench, path)


def _write(bench: Workbench, path: Path) -> bool:
    try:
        write(bench.store, path)
    except OSError as error:
        bench.trouble(f"{path}: can't be written: {error.strerror}\n  save it elsewhere with W")
        return False
    bench.status.say(f"Saved {path}; `segtui run {path}` carries it out.")
    bench.saved()
    return True


def _stem(name: str) -> str:
    """A data file's name without its endings."""
    stem = Path(name).name.lstrip(".").split(".")[0]
    return stem.replace("*", "").replace("?", "").strip("-_ ") or "plan"


def write(store: Store, path: Path) -> None:
    """Write the plan to `path`, whole or not at all; it is its file from now on. Raises OSError."""
    assert store.plan is not None
    text = text_of(moved(store.plan, store.folder, path.parent), store.saved_text)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    store.saved(path, text)
