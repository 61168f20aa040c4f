"""Saves the plan to a file: which one, and whether to replace it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from segtui.errors import SegtuiError
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.edit_text import text_of
from segtui.publishing.paths import Inputs, expand_home
from segtui.publishing.publish import write_whole
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.question import Answer, Question

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from segtui.workbench.state.store import Store


async def save(bench: Bench) -> bool:
    """Save the plan to its file, or ask for one if it has none; returns whether it is saved."""
    if bench.store.plan is None:
        bench.status.say(_("No plan to save yet."))
        return False
    return _write(bench, bench.store.path) if bench.store.path else await save_as(bench)


async def save_as(bench: Bench) -> bool:
    """Ask for a file and save the plan to it; returns whether it is saved."""
    from widgets.inputs.path_completion import complete_path

    store = bench.store
    if store.plan is None:
        bench.status.say(_("No plan to save yet."))
        return False
    proposed = os.path.relpath(store.path) if store.path else f"{_stem(store.name)}.toml"
    answer = await bench.prompts.answer(_("save the plan as"), value=proposed, complete=complete_path)
    if not answer:
        return False
    path = expand_home(answer)
    path = path if path.suffix else path.with_suffix(".toml")
    if path.exists() and path != store.path:
        replace = Question(
            _("Replace the file?"), tell("{path} already exists.", path=path), [Answer("r", _("replace it"))]
        )
        if await bench.push_screen_wait(replace) is None:
            return False
    return _write(bench, path)


def _write(bench: Bench, path: Path) -> bool:
    try:
        write(bench.store, path)
    except SegtuiError as error:
        bench.trouble(error.describe())
        return False
    except OSError as error:
        bench.trouble(
            tell(
                "{path}: can't be written: {strerror}\n  {save_as} saves it elsewhere",
                path=path,
                strerror=error.strerror,
                save_as=key_of("app.save_as"),
            )
        )
        return False
    bench.status.say(tell("Saved {path}; run it with `segtui run {path}`.", path=path))
    bench.announcer.title()
    return True


def _stem(name: str) -> str:
    """A data file's name without its endings."""
    stem = Path(name).name.lstrip(".").split(".")[0]
    return stem.replace("*", "").replace("?", "").strip("-_ ") or "plan"


def write(store: Store, path: Path) -> None:
    """Write the plan to `path`, completely or not at all; this is its file from now on.

    Raises OSError, and UsageError if it is a data file that the plan reads.
    """
    from segtui.plan.paths_of_plan import files_of_tables, move_paths

    assert store.plan is not None
    text = text_of(move_paths(store.plan, store.folder, path.parent), store.saved_text)
    write_whole(path, text, shared=True, inputs=Inputs.of(files_of_tables(store.plan, store.folder)))
    store.saved(path, text)
