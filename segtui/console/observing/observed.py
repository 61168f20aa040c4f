"""A command that is observed: by those that the plan names, and in the JSON log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from segtui.console import chatter
from segtui.console.narrator import say
from segtui.console.observing import log_lines
from segtui.console.terminal import Terminal
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.observers.observer import CommandOutcome, Dataset, FailedCommand, Observer, Occasion
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


class _BatchLog(Observer):
    """Writes what each batch did into the JSON log; the beginning and the end are told by others."""

    key: ClassVar[str] = "log"

    def started(self, occasion: Occasion) -> None:
        """Nothing is to be said."""

    def batch_ended(self, health: Mapping[str, Any], seconds: float) -> None:
        """The line of health as an object of the log, at its own time."""
        chatter.record("batch", **{name: each for name, each in health.items() if name not in ("event", "level")})

    def finished(self, outcome: CommandOutcome, seconds: float) -> None:
        """Nothing is to be said."""

    def failed(self, failure: FailedCommand, seconds: float) -> None:
        """Nothing is to be said."""


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

    observers = observers_of(watched.observe, watched.folder)
    with observing(occasion, [*observers, *([_BatchLog()] if is_told else [])], trouble) as observation:
        yield observation
    if is_told and not observation.error:
        done = observation.outcome
        told: dict[str, Any] = {"seconds": round(observation.seconds, 3), "exit_code": done.exit_code if done else 0}
        told |= {name: int(value) for name, value in done.figures.items()} if done else {}
        chatter.record("finished", **told)
