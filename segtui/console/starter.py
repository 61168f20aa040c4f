"""`segtui plan`: a commented starter plan for a file."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.console.inputs import read_data
from segtui.errors import UsageError
from segtui.plan.infer import infer
from segtui.profiling.profile import profile


def starter_plan(data: str, *, out: Path | None, force: bool) -> None:
    """Infer a plan and print it, or write it to `out`; the plan's path leads from its own folder to the data."""
    if out and out.exists() and not force:
        raise UsageError(
            "is there already", where=str(out), fix="replace it with --force, or name another file with -o"
        )
    table = read_data(data)
    path = data if data == "-" else os.path.relpath(data, out.parent if out else Path())
    text = infer(table, profile(table), path)
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"can't be written: {error.strerror}", where=str(out)) from None
