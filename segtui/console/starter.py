"""`segtui plan`: a commented starter plan for a file."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.console.inputs import read_data
from segtui.console.terminal import print_text
from segtui.errors import UsageError, no_room
from segtui.plan.infer import infer
from segtui.profiling.profile import profile


def starter_plan(data: str, *, out: Path | None, force: bool) -> None:
    """Infer a plan and print it, or write it to `out`; the plan's path leads from its own folder to the data."""
    if out and out.is_file() and not force:
        raise UsageError(
            "is there already", where=str(out), fix="replace it with --force, or name another file with -o"
        )
    table = read_data(data)
    path = data if data == "-" else os.path.relpath(data, out.parent if out else Path())
    text = infer(table, profile(table), path)
    if out is None:
        print_text(text)
        return
    try:
        _write(out, text)
    except OSError as error:
        full = no_room(error.errno, out.parent, where=str(out), fix="free some space, or name another file with -o")
        raise full or UsageError(f"can't be written: {error.strerror}", where=str(out)) from None


def _write(out: Path, text: str) -> None:
    """Write the file whole or not at all; what is no file, such as /dev/stdout, is written to as it is."""
    if out.exists() and not out.is_file():
        out.write_text(text, encoding="utf-8")
        return
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
