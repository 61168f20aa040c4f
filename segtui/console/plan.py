"""`segtui plan`: a commented starter plan for a file."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.console.inputs import read_data
from segtui.console.terminal import print_text
from segtui.errors import UsageError, no_room
from segtui.pipeline.exports.output_names import files_read
from segtui.plan.starter.infer import infer
from segtui.profiling.profile import profile
from segtui.publishing.output_place import Inputs, refuse_taken
from segtui.publishing.publish import write_whole


def starter_plan(data: str, *, out: Path | None, force: bool) -> None:
    """Infer a plan and print it, or write it to `out`; the plan's path leads from its own folder to the data."""
    inputs = Inputs.of(files_read([data], Path()))
    if out and not _is_device(out):
        inputs.refuse(out)
        refuse_taken(out, replace=force)
    table = read_data(data)
    path = data if data == "-" else os.path.relpath(data, out.parent if out else Path())
    text = infer(table, profile(table), path)
    if out is None:
        print_text(text)
        return
    try:
        if _is_device(out):
            out.write_text(text, encoding="utf-8")
        else:
            write_whole(out, text, replace=force, shared=True, inputs=inputs)
    except OSError as error:
        full = no_room(error.errno, out.parent, where=str(out), fix="free some space, or choose another file with -o")
        raise full or UsageError(f"can't be written: {error.strerror}", where=str(out)) from None


def _is_device(out: Path) -> bool:
    """Whether it is not a file that could be replaced, such as /dev/stdout or a pipe: that is written to as it is."""
    return out.parent == Path("/dev") or (out.exists() and not out.is_file() and not out.is_dir())
