"""A command that is observed: by those that the plan names, and in the JSON log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.console import chatter
from segtui.console.narrator import say
from segtui.console.observing import log_lines
from segtui.console.terminal import Terminal
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.observers.observer import Dataset, Occasion
from segtui.pipeline.observers.observers_of import observers_of
from segtui.pipeline.observers.observing import Observation, observing
from segtui.pipeline.observers.open_lineage.dataset_names import dataset_of, file_dataset
from segtui.plan.observe import Observe


@dataclass(frozen=True)
class Watched:
    """What of a command is told: its name, the plan's, the run's folder, and where [observe]'s paths lead from."""

    command: str
    plan: str
    run: str
    observe: Observe | None
    folder: Path
    inputs: Sequence[Dataset] = ()
    quiet: bool = False


def of_run(command: str, run: RunFiles, data: Sequence[str] = (), *, quiet: bool = False) -> Watched:
    """A command on a finished run, with the tables that it reads besides; it is called as the run's folder."""
    inputs = [
        *([file_dataset(run.path / SEGMENTS)] if run.has_segments else []),
        *(dataset_of(d, Path()) for d in data),
    ]
    return Watched(command, run.home.name, str(run.home), run.plan.observe, run.path, inputs, quiet)


@contextmanager
def observed(watched: Watched) -> Iterator[Observation]:
    """The command begins and ends; an observer that can't be reached is named in one sentence, no more happens."""
    log_lines.plan_says(watched.observe.log if watched.observe else None)
    name = watched.run.rstrip("/").rpartition("/")[2]
    occasion = Occasion(watched.command, watched.plan, name, tuple(watched.inputs))
    log_lines.tell_of(command=watched.command, run=occasion.id)
    is_told = log_lines.is_json() and not watched.quiet
    if is_told:
        chatter.record("started", plan=watched.plan, folder=watched.run)

    def trouble(sentence: str) -> None:
        if is_told:
            chatter.record("note", "warning", message=sentence)
        elif not log_lines.is_json():
            say(Terminal(stderr=True, quiet=watched.quiet), sentence)

    with observing(occasion, observers_of(watched.observe, watched.folder), trouble) as observation:
        yield observation
    if is_told and not observation.error:
        done = observation.outcome
        told: dict[str, Any] = {"seconds": round(observation.seconds, 3), "exit_code": done.exit_code if done else 0}
        told |= {name: int(value) for name, value in done.figures.items()} if done else {}
        chatter.record("finished", **told)
