"""A data file without a plan: one is inferred, and written where the command was given."""

from __future__ import annotations

import os
import shlex
import tomllib
from pathlib import Path
from typing import BinaryIO

from segtui.console.narrator import Narrator
from segtui.console.run_request import Order
from segtui.data.source import Source
from segtui.errors import UsageError
from segtui.pipeline.table_reader import Reader
from segtui.plan.dump import literal
from segtui.plan.load import overridden, parse
from segtui.plan.model import Plan
from segtui.plan.starter.infer import infer
from segtui.publishing.publish import write_whole


def inferred_plan(order: Order, name: str, stdin: BinaryIO, narrator: Narrator, reader: Reader) -> Plan:
    """The plan inferred for a data file, written where the command was given unless a file of that name is there."""
    narrator.stage(f"inspecting {order.source}")
    table = reader.table(_as_given(order), Path(), stdin)
    stdin.seek(0) if order.source == "-" else None
    text = infer(table, reader.profile(table), order.source)
    if _said_of_source(order) and "source" not in tomllib.loads(text):
        raise UsageError(
            "this is an order log: its plan has no [source], so its format is always detected",
            where=f"--set {_said_of_source(order)[0]}",
            fix="convert the file to UTF-8 with commas, or write a plan for it with `segtui plan`",
        )
    text = overridden(text, order.overrides)
    plan = parse(text, name="inferred plan")
    place = Path(f"{name}.toml")
    command = f"`segtui run {shlex.quote(str(place))}`"
    try:
        if os.path.lexists(place):
            raise FileExistsError
        write_whole(place, text, replace=False, shared=True)
        narrator.note(f"wrote {place}, the plan for this file: edit it, then {command}")
    except FileExistsError:
        narrator.note(f"{place} already exists and was not changed: {command} runs it")
    except OSError as error:
        narrator.note(
            f"the inferred plan could not be written here ({error.strerror}); plan.toml in the run's folder has it"
        )
    return plan


def _as_given(order: Order) -> Source:
    """The data file, with what `--set source.…` says of it: it must be known before anything is read."""
    plan = parse(f"[source]\npath = {literal(order.source)}\n", name="--set", overrides=_said_of_source(order))
    return plan.source or Source(path=order.source)


def _said_of_source(order: Order) -> list[str]:
    return [override for override in order.overrides if override.strip().startswith("source.")]
