"""`segtui run`: runs a plan, or a data file without one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self

from segtui.console.inputs import Order, with_stdin
from segtui.console.narrator import Narrator
from segtui.console.observing.observed import Watched, observed
from segtui.console.plan import inferred_plan
from segtui.console.terminal import Terminal, grid, print_json
from segtui.data.addresses import is_address, names_files
from segtui.errors import PlanError, UsageError
from segtui.language.figures import localised, number
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, to_translate
from segtui.libraries.parts.memory import size_of
from segtui.pipeline.artifacts.run_folder import RunFolder, run_name
from segtui.pipeline.artifacts.run_lock import settle
from segtui.pipeline.artifacts.run_on_store import StoredRun
from segtui.pipeline.observed_run import planned_inputs, run_outcome
from segtui.pipeline.observers.observing import Observation
from segtui.pipeline.observers.open_lineage.dataset_names import dataset_of
from segtui.pipeline.preparing.table_reader import CachedTableReader, TableReader
from segtui.pipeline.report.foretold.by_segment import foretold
from segtui.pipeline.run import Finished, RunOptions, run_plan
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.pipeline.summary import facts
from segtui.pipeline.workflow import Workflow
from segtui.plan.load import load
from segtui.plan.model import Plan
from segtui.plan.paths_of_plan import with_whole_paths
from segtui.plan.telling import printed_as
from segtui.publishing.paths import expand_home

DONE, NONE_USEFUL = 0, 1
_ON_STORE = to_translate("the ledger of who was triggered stands beside the run, which must be on this machine for it")
_FIX_STORE = to_translate("write the run to a folder with -o, and copy it to the store")


def run_batch(order: Order) -> int:
    """Carry the order out; the exit code: 0 done, 1 no candidate met the plan's conditions, or none has structure."""
    if not order.store:
        return _carry_out(order, None)
    stored = StoredRun.at(order.store)
    stored.refuse_taken(force=order.force)
    stored.prepare()
    return _carry_out(replace(order, out=stored.work), stored)


@dataclass(frozen=True)
class _Begun:
    """What is run: a plan, or what one is inferred from; where its paths lead from; and its name."""

    plan: Plan | None
    folder: Path
    name: str

    @classmethod
    def of(cls, order: Order) -> Self:
        path = Path(order.source)
        if order.source.endswith(".toml") and not is_address(order.source):
            return cls(load(path, order.overrides), path.parent, path.stem)
        return cls(None, Path(), run_name(order.source))

    def out(self, order: Order) -> Path:
        return order.out or self.folder / "runs" / self.name

    def watched(self, order: Order) -> Watched:
        """What of it is told at its start."""
        inputs = planned_inputs(self.plan, self.folder) if self.plan else (dataset_of(order.source, self.folder),)
        observe, place = self.plan.observe if self.plan else None, order.store or str(self.out(order))
        return Watched("run", self.name, place, observe, self.folder, inputs, order.quiet)


def _carry_out(order: Order, stored: StoredRun | None) -> int:
    memory = _size(order.memory)
    order, stdin = with_stdin(order)
    begun = _Begun.of(order)
    with observed(begun.watched(order)) as observation:
        plan, finished = _observed(order, stored, begun, (stdin, memory), observation)
    _tell(order, plan, finished, stored)  # after all that standard error gets: schedulers read the last line of both
    if wrong := finished.unwritten or finished.unfired:
        raise wrong
    return _code(plan, finished)


def _code(plan: Plan, finished: Finished) -> int:
    return DONE if _useful(plan, finished.concluded) else NONE_USEFUL


def _observed(
    order: Order,
    stored: StoredRun | None,
    begun: _Begun,
    given: tuple[BinaryIO, int | None],
    observation: Observation,
) -> tuple[Plan, Finished]:
    reader, folder, (stdin, memory) = TableReader(), begun.folder, given
    with Narrator(quiet=order.quiet) as narrator:
        if begun.plan:
            plan = begun.plan
        else:
            settle(begun.out(order))
            RunFolder(begun.out(order), force=order.force).refuse_to_destroy()
            # What is looked at for the plan is not read again.
            reader = reader if order.source == "-" else CachedTableReader()
            plan = inferred_plan(order, begun.name, stdin, narrator, reader)
        narrator.language = plan.report.language
        if order.previous:
            plan = _after(plan, order.previous, folder)
        if stored:
            if plan.trigger:
                raise UsageError(say(_ON_STORE), where="trigger[1]", fix=say(_FIX_STORE))
            plan = with_whole_paths(plan, folder)
        reads = (Path(order.source),) if names_files(order.source) else ()
        options = RunOptions(folder, begun.out(order), order.resume, order.force, memory, reads=reads, fires=True)
        try:
            finished = run_plan(plan, options, narrator, stdin, Workflow(reader))
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or order.source) from None
        code = _code(plan, finished)
        observation.finished(partial(run_outcome, plan, folder, finished, code), code)
        if wrong := finished.unwritten or finished.unfired:
            observation.fell_short(wrong)
        if stored:
            # Kept for what is told to write its segments again.
            stored.publish(force=order.force, keep=finished.unwritten is not None)
        if plan.push and finished.concluded.segmented and not stored:
            narrator.note(say("nothing is pushed yet: segtui push {run}", run=_shown(finished.out)))
    return plan, finished


def _tell(order: Order, plan: Plan, finished: Finished, stored: StoredRun | None) -> None:
    """Print what was found, for a person or a program."""
    place = stored.place if stored else str(finished.out)
    if order.as_json:
        known = facts(finished.prepared, finished.searched, finished.concluded)
        exports = [done.summary.facts() for _, done in finished.exports]
        written = {"writes": [done.facts() for done in finished.written]} if plan.write else {}
        fired = {"triggers": [done.facts() for done in finished.fired]} if plan.trigger else {}
        result = {"folder": place, **known, "exports": exports, **written, **fired}
        print_json(result)
    elif not order.quiet:
        with printed_as(plan, finished.prepared.derived):
            _print(finished, stored.place if stored else _shown(finished.out))


def _size(text: str | None) -> int | None:
    try:
        return size_of(text) if text else None
    except ValueError as error:
        raise UsageError(str(error), where="--memory") from None


def _useful(plan: Plan, concluded: Concluded) -> bool:
    """Whether there are segments, and, where the plan asks for it, groups that they stand for."""
    unclear = concluded.structure is not None and concluded.structure.kind == "none"
    return concluded.segmented is not None and not (plan.select.require_structure and unclear)


def _after(plan: Plan, previous: Path, folder: Path) -> Plan:
    """The plan with the previous run from the command line, whose path is relative to the current folder."""
    place = expand_home(previous)
    path = str(place) if place.is_absolute() else os.path.relpath(place, folder)
    return plan.model_copy(update={"segments": plan.segments.model_copy(update={"previous": path})})


def _print(finished: Finished, place: str) -> None:
    """Print the segments and the path of the report, which is in the run's `place`, on standard output."""
    console = Terminal(soft_wrap=True)
    segmented = finished.concluded.segmented
    if segmented is None:
        closest = in_language(finished.concluded.choice.closest)
        console.print(_("No candidate met the conditions. Closest: {closest}").format(closest=closest))
    else:
        table = grid()
        table.add_column(_("segment"), justify="right")
        table.add_column(_("name"))
        table.add_column(_("rows"), justify="right")
        table.add_column(_("share"), justify="right")
        said = foretold(segmented)
        for head in said:
            table.add_column(head, justify="right")
        for card in segmented.cards:
            more = [cells.get(card.segment, "–") for cells in said.values()]
            table.add_row(str(card.segment), card.name, number(card.rows), localised(f"{card.share:.1%}"), *more)
        console.print(table)
    console.print(f"{place}/report.md")


def _shown(path: Path) -> str:
    """The shortest form of the path from the current folder."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
