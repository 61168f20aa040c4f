"""The observer that writes the file: always whole, always with a time, also when the command has failed."""

from __future__ import annotations

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.pipeline.observers.observer import CommandOutcome, FailedCommand, Observer, Occasion
from segtui.pipeline.observers.prometheus.metrics import Metric, read_samples, text_of

_AT_MOST_EVERY = 1.0
"""Seconds between two files of a command that goes on."""
_MODE = 0o644
_DID = {"run": (0,), "drift": (0, 1)}
"""The exit codes with which a command has done its work; with 1 a run has no segments."""
_GAUGES = ("batch", "lag", "rate", "customers")
_SUMS = ("events", "rejected", "late", "triggered")


class MetricsFile(Observer):
    """Keeps what other commands and plans have in the same file: samples are told apart by command, plan and run."""

    key: ClassVar[str] = "prometheus"

    def __init__(self, place: Path) -> None:
        self._place = place
        self._labels: dict[str, str] = {}
        self._sums, self._sinks = Counter[str](), Counter[str]()
        self._last: dict[str, float] = {}
        self._written = 0.0

    def started(self, occasion: Occasion) -> None:
        """Learn what is observed; the file still tells how it went before."""
        self._labels = {"command": occasion.command, "plan": occasion.plan, "run": occasion.run}

    def batch_ended(self, health: Mapping[str, Any], seconds: float) -> None:
        """Add what the batch did, and write what is known, but not more often than anybody reads."""
        for name in _SUMS:
            self._sums[name] += int(health.get(name) or 0)
        self._sums["moved"] += sum(int(each.get("count") or 0) for each in health.get("moved") or ())
        for name, rows in (health.get("sinks") or {}).items():
            self._sinks[str(name)] += int(rows or 0)
        self._last = {name: float(value) for name in _GAUGES if (value := health.get(name)) is not None}
        if (took := health.get("seconds")) is not None:
            self._last["batch_seconds"] = float(took)
        if oldest := health.get("oldest_event"):
            self._last["oldest_event_timestamp_seconds"] = datetime.fromisoformat(str(oldest)).timestamp()
        if time.monotonic() - self._written >= _AT_MOST_EVERY:
            self._write(self._follow(is_up=True, did=True))

    def finished(self, outcome: CommandOutcome, seconds: float) -> None:
        """Write how it went."""
        did = outcome.exit_code in _DID.get(self._labels.get("command", ""), (0,))
        self._end(outcome, outcome.exit_code, seconds, did=did)

    def failed(self, failure: FailedCommand, seconds: float) -> None:
        """Write that it went wrong, with what had been done."""
        self._end(failure.done or CommandOutcome(), failure.exit_code, seconds, did=False)

    def _end(self, outcome: CommandOutcome, code: int, seconds: float, *, did: bool) -> None:
        if self._labels.get("command") == "follow":
            self._write(self._follow(is_up=False, did=did))
            return
        known = {"success": float(did), "exit_code": code, "timestamp_seconds": time.time(), "seconds": seconds}
        samples = [self._sample(f"run_{name}", value) for name, value in {**known, **outcome.figures}.items()]
        samples += [self._sample("run_psi", value, feature=name) for name, value in outcome.drift.items()]
        self._write(samples)

    def _follow(self, *, is_up: bool, did: bool) -> list[Metric]:
        known = {"up": float(is_up), "success": float(did), "timestamp_seconds": time.time(), **self._last}
        known |= {f"{name}_total": float(self._sums[name]) for name in (*_SUMS, "moved")}
        samples = [self._sample(f"follow_{name}", value) for name, value in known.items()]
        return samples + [self._sample("follow_sink_rows_total", rows, sink=name) for name, rows in self._sinks.items()]

    def _sample(self, name: str, value: float, **more: str) -> Metric:
        return Metric(f"segtui_{name}", value, {**self._labels, **more})

    def _write(self, samples: list[Metric]) -> None:
        """Put them in the place of the earlier ones of this command, by renaming a file that is complete."""
        with _alone(self._place):
            kept = [each for each in _read(self._place) if not self._is_ours(each)]
            text = text_of([*kept, *samples])
            _replace(self._place, text.encode(errors="backslashreplace"))
        self._written = time.monotonic()

    def _is_ours(self, sample: Metric) -> bool:
        return all(sample.labels.get(name) == self._labels.get(name) for name in ("command", "plan"))


def _read(place: Path) -> list[Metric]:
    """The samples of the file as it is; raises UsageError for a file that holds anything else."""
    try:
        text = place.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        text = "?"
    if text and not text.startswith("# HELP segtui_"):
        raise UsageError(say("has metrics of another program"), where=str(place), fix=say("name a file of its own"))
    return read_samples(text)


def _replace(place: Path, text: bytes) -> None:
    """The file whole, or as it was; node_exporter is another user, who may read it."""
    beside = place.with_name(f".{place.name}.partial")  # one name, so that killed commands leave no more than one
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with open(os.open(beside, how, _MODE), "wb") as file:
            os.fchmod(file.fileno(), _MODE)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody else reads and replaces the file meanwhile: the folder is locked, which leaves nothing in it."""
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
