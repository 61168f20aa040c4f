"""What an observer is told: that a command begins, how a batch went, and how the command ended. No ids, no cells."""

from __future__ import annotations

import os
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar


@dataclass(frozen=True)
class Origin:
    """A column of a dataset that a column is made of, and whether it is the same, or made of it."""

    namespace: str
    name: str
    column: str
    is_same: bool = False


@dataclass(frozen=True)
class Dataset:
    """A table, file or list that a command reads or writes: where it is, and what it is called there.

    `columns` are names with types; `rows` and `size` (bytes) are None where nobody counted. `counts` has for columns
    of an input their empty cells and distinct values, `origins` for columns of an output what they are made of.
    """

    namespace: str
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int | None = None
    size: int | None = None
    counts: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Occasion:
    """A command that begins: of which plan, for which run's folder, with an id of its own (a UUID of version 7)."""

    command: str
    plan: str
    run: str
    inputs: tuple[Dataset, ...] = ()
    id: str = field(default_factory=lambda: str(time_ordered_id()))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class CommandOutcome:
    """How a command ended that did its work.

    `figures` are numbers by name, such as rows and segments; `drift` has the stability index by column.
    """

    exit_code: int = 0
    figures: Mapping[str, float] = field(default_factory=dict)
    drift: Mapping[str, float] = field(default_factory=dict)
    inputs: tuple[Dataset, ...] = ()
    outputs: tuple[Dataset, ...] = ()


@dataclass(frozen=True)
class FailedCommand:
    """Why a command did not do its work: the kind of error, its exit code, and what it had done before, if anything."""

    kind: str
    exit_code: int
    done: CommandOutcome | None = None

    @property
    def is_interruption(self) -> bool:
        """Whether somebody ended it."""
        return self.exit_code == 130


class Observer(ABC):
    """Is told of one command; it may raise whatever it likes, and may be left waiting."""

    key: ClassVar[str]
    """The key of [observe] that asks for it."""

    @abstractmethod
    def started(self, occasion: Occasion) -> None:
        """The command begins."""

    @abstractmethod
    def batch_ended(self, health: Mapping[str, Any], seconds: float) -> None:
        """A batch of a command that goes on is done, `seconds` after it began; `health` is its line."""

    @abstractmethod
    def finished(self, outcome: CommandOutcome, seconds: float) -> None:
        """The command has done its work."""

    @abstractmethod
    def failed(self, failure: FailedCommand, seconds: float) -> None:
        """The command has not done its work, or not all of it."""


def time_ordered_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): milliseconds, then chance."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 2 << 62)
