"""`segtui plan`: a commented starter plan for a file; a run of a file without a plan begins with one too."""

from __future__ import annotations

import os
import shlex
import tomllib
from pathlib import Path
from typing import BinaryIO

from segtui.console.inputs import Order, read_data
from segtui.console.narrator import Narrator
from segtui.console.terminal import print_text
from segtui.data.addresses import names_files
from segtui.data.databases.reading import reading
from segtui.data.reading.source_paths import move_source
from segtui.data.source import Source
from segtui.errors import UsageError, no_room, system_words
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.pipeline.exports.output_names import files_read
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.pipeline.progress import rows_to
from segtui.plan.dump import literal
from segtui.plan.load import overridden, parse
from segtui.plan.model import Plan
from segtui.plan.starter.infer import infer
from segtui.plan.starter.logs import refused_log
from segtui.profiling.profile import profile
from segtui.publishing.paths import Inputs, refuse_taken
from segtui.publishing.publish import write_whole


def starter_plan(data: str, *, out: Path | None, force: bool) -> None:
    """Infer a plan and print it, or write it to `out`; the path of the data is relative to the plan's folder."""
    inputs = Inputs.of(files_read([data], Path()))
    if out and not _is_device(out):
        inputs.refuse(out)
        refuse_taken(out, replace=force)
    table = read_data(data)
    path = _from(data, out.parent if out else Path())
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
        full = no_room(
            error.errno, out.parent, where=str(out), fix=say("free some space, or choose another file with -o")
        )
        raise full or UsageError(say("can't be written: {why}", why=system_words(error)), where=str(out)) from None


def _from(data: str, folder: Path) -> str:
    """The path of the data from the folder of the plan."""
    if names_files(data):
        return os.path.relpath(data, folder)
    return move_source(data, Path.cwd(), folder.absolute())


def _is_device(out: Path) -> bool:
    """Whether it can't be replaced like a file, such as /dev/stdout or a pipe; then it is written to directly."""
    return out.parent == Path("/dev") or (out.exists() and not out.is_file() and not out.is_dir())


def inferred_plan(order: Order, name: str, stdin: BinaryIO, narrator: Narrator, reader: TableReader) -> Plan:
    """The plan inferred for a data file, written to the current folder unless a file of that name exists."""
    narrator.stage(say("inspecting {file}", file=order.source))
    with reading(rows_to(narrator)):
        table = reader.table(_as_given(order), Path(), stdin)
    stdin.seek(0) if order.source == "-" else None
    text = infer(table, reader.profile(table), order.source)
    if _source_overrides(order) and "source" not in tomllib.loads(text):
        raise UsageError(
            say("this is an order log: its plan has no [source], so its format is always detected"),
            where=f"--set {_source_overrides(order)[0]}",
            fix=say("convert the file to UTF-8 with commas, or write a plan for it with `segtui plan`"),
        )
    text = overridden(text, order.overrides)
    plan = parse(text, name="inferred plan")
    if plan.source and (refused := refused_log(table)):
        narrator.note(refused)
    place = Path(f"{name}.toml")
    command = f"`segtui run {shlex.quote(str(place))}`"
    try:
        if os.path.lexists(place):
            raise FileExistsError
        write_whole(place, text, replace=False, shared=True)
        made = to_translate("wrote {file}, the plan for this file: edit it, then {command}")
        narrator.note(say(made, file=str(place), command=command))
    except FileExistsError:
        stands = to_translate("{file} already exists and was not changed: {command} runs it")
        narrator.note(say(stands, file=str(place), command=command))
    except OSError as error:
        unwritten = to_translate(
            "the inferred plan could not be written here ({why}); plan.toml in the run's folder has it"
        )
        narrator.note(say(unwritten, why=system_words(error)))
    return plan


def _as_given(order: Order) -> Source:
    """The data file with the settings from `--set source.…`, which must be known before anything is read."""
    plan = parse(f"[source]\npath = {literal(order.source)}\n", name="--set", overrides=_source_overrides(order))
    return plan.source or Source(path=order.source)


def _source_overrides(order: Order) -> list[str]:
    return [override for override in order.overrides if override.strip().startswith("source.")]
