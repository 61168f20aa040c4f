"""`segtui run`: a plan, or a data file without one, carried out from the command line."""

from __future__ import annotations

import io
import json
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.table import Table as Grid

from segtui.console.narrator import Narrator
from segtui.data.read import read
from segtui.data.source import Source
from segtui.errors import PlanError
from segtui.pipeline.folder import RunFolder
from segtui.pipeline.memory import parse as parse_size
from segtui.pipeline.run import Finished, How, carry_out
from segtui.pipeline.summary import facts
from segtui.plan.dump import literal
from segtui.plan.infer import infer
from segtui.plan.load import load, overridden, parse
from segtui.plan.model import Plan
from segtui.profiling.profile import profile

DONE, NONE_USEFUL = 0, 1


@dataclass(frozen=True)
class Order:
    """The command line of `segtui run`."""

    source: str
    out: Path | None
    overrides: list[str]
    resume: bool
    force: bool
    memory: str | None
    as_json: bool
    quiet: bool


def run_batch(order: Order) -> int:
    """Carry the order out; the exit code: 0 done, 1 no candidate met the plan's conditions."""
    memory = parse_size(order.memory) if order.memory else None
    with Narrator(quiet=order.quiet) as narrator:
        stdin = io.BytesIO(sys.stdin.buffer.read()) if order.source == "-" else sys.stdin.buffer
        if order.source.endswith(".toml"):
            path = Path(order.source)
            plan, folder, name = load(path, order.overrides), path.parent, path.stem
        else:
            folder, name = Path(), _stem(order.source)
            RunFolder(order.out or folder / "runs" / name, force=order.force).refuse_to_destroy()
            plan = _inferred(order, name, stdin, narrator)
        how = How(folder, order.out or folder / "runs" / name, order.resume, order.force, memory)
        try:
            finished = carry_out(plan, how, narrator, stdin)
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or order.source) from None
    if order.as_json:
        known = facts(finished.prepared, finished.searched, finished.concluded)
        print(json.dumps({"folder": str(finished.out), **known}, ensure_ascii=False, allow_nan=False))
    elif not order.quiet:
        _print(finished)
    return DONE if finished.concluded.segmented else NONE_USEFUL


def _inferred(order: Order, name: str, stdin: BinaryIO, narrator: Narrator) -> Plan:
    """The plan inferred for a data file, written where the command was given unless a file of that name is there."""
    narrator.stage(f"looking at {order.source}")
    table = read(_as_given(order), Path(), stdin=stdin)
    stdin.seek(0) if order.source == "-" else None
    text = overridden(infer(table, profile(table), order.source), order.overrides)
    plan = parse(text, name="inferred plan")
    place = Path(f"{name}.toml")
    command = f"`segtui run {shlex.quote(str(place))}`"
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
        narrator.note(f"wrote {place}, the plan for this file: edit it, then {command}")
    except FileExistsError:
        narrator.note(f"{place} is there already and was left alone: {command} carries it out")
    except OSError as error:
        with suppress(OSError):
            place.unlink()
        narrator.note(
            f"the inferred plan could not be written here ({error.strerror}); plan.toml in the run's folder has it"
        )
    return plan


def _as_given(order: Order) -> Source:
    """The data file, with what `--set source.…` says of it: it must be known before anything is read."""
    given = [override for override in order.overrides if override.strip().startswith("source.")]
    plan = parse(f"[source]\npath = {literal(order.source)}\n", name="--set", overrides=given)
    return plan.source or Source(path=order.source)


def _stem(source: str) -> str:
    """A name for the run of a data file: its own without the endings, or `stdin`."""
    if source == "-":
        return "stdin"
    name = Path(source).name
    for _ in range(2):
        name = name.rsplit(".", 1)[0] if "." in name.lstrip(".") else name
    return name.replace("*", "").replace("?", "").strip("-_. ") or "data"


def _print(finished: Finished) -> None:
    """The segments and where everything is, on standard output."""
    console = Console(highlight=False, soft_wrap=True)
    segmented = finished.concluded.segmented
    if segmented is None:
        console.print(f"No candidate met the conditions. Closest: {finished.concluded.choice.closest}", markup=False)
    else:
        grid = Grid(box=None, pad_edge=False, header_style="bold")
        grid.add_column("segment", justify="right")
        grid.add_column("name")
        grid.add_column("rows", justify="right")
        grid.add_column("share", justify="right")
        for card in segmented.cards:
            grid.add_row(str(card.segment), card.name, f"{card.rows:,}", f"{card.share:.1%}")
        console.print(grid)
    console.print(_shown(finished.out / "report.md"), markup=False)


def _shown(path: Path) -> str:
    """The path as it is shortest from where the command was given."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
