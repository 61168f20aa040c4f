"""What the workbench asks the compute process, and which of its answers still count."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

from segtui.engine.transport.messages import (
    Compare,
    Describe,
    Failed,
    Forecast,
    Look,
    Message,
    Prepare,
    Preview,
    PreviewExport,
    Read,
    Recall,
    Sample,
    Search,
    Write,
)
from segtui.workbench.results import EXPORTED, PREPARED, READ, SEARCHED, Parts
from segtui.workbench.store import Store

_ANSWERS = frozenset(
    {"Looked", "Opened", "Prepared", "Previewed", "Forecasted", "Searched", "Described", "Sampled", "Wrote"}
    | {"Compared", "ExportPreviewed", "Occupied"}
)
_DEPENDS = {
    "Read": READ,
    "Prepare": PREPARED,
    "Preview": READ | {"clean"},
    "Forecast": SEARCHED,
    "Search": SEARCHED,
    "Recall": SEARCHED,
    "Describe": SEARCHED | {"segments"},
    "Sample": SEARCHED | {"segments", "output"},
    "PreviewExport": EXPORTED,
}
"""The parts of the plan whose change makes an open question stale."""


class Desk:
    """Questions by kind; of each kind only the newest counts, and one that is open already is not asked again.

    `send` hands a question to the compute process; `moved` is called when the desk becomes busy, or idle.
    """

    def __init__(self, store: Store, send: Callable[[Message], None], moved: Callable[[], None]) -> None:
        self.store = store
        self._send = send
        self._moved = moved
        self._tickets = count(1)
        self._open: dict[str, Message] = {}

    @property
    def open(self) -> tuple[str, ...]:
        """The kinds of question that wait for an answer, oldest first: "Read", "Search" …"""
        return tuple(self._open)

    def look(self, path: str) -> None:
        """What is at `path`?"""
        self._ask(Look(next(self._tickets), path))

    def read(self) -> None:
        """The table as read, and its profile."""
        self._ask(Read(next(self._tickets), *self._plan()))

    def prepare(self) -> None:
        """The table cleaned and joined, and the features."""
        self._ask(Prepare(next(self._tickets), *self._plan()))

    def preview(self, step: int, plan: str | None = None) -> None:
        """What a cleaning step (from 1) touches; `plan` (TOML) for one that is not kept yet."""
        text, folder = self._plan()
        self._ask(Preview(next(self._tickets), plan or text, folder, step))

    def forecast(self) -> None:
        """How long a search would take."""
        self._ask(Forecast(next(self._tickets), *self._plan()))

    def search(self) -> None:
        """Sweep the grids."""
        self._ask(Search(next(self._tickets), *self._plan()))

    def recall(self, run: Path) -> None:
        """What the search found that made a run."""
        self._ask(Recall(next(self._tickets), *self._plan(), str(run)))

    def describe(self, key: str | None) -> None:
        """The segments of a candidate, or of the chosen one."""
        self._ask(Describe(next(self._tickets), *self._plan(), key))

    def sample(self) -> None:
        """How segments.csv begins."""
        self._ask(Sample(next(self._tickets), *self._plan()))

    def preview_export(self, index: int) -> None:
        """What an export of the plan (from 0) would write."""
        self._ask(PreviewExport(next(self._tickets), *self._plan(), index))

    def compare(self, old: str, new: str) -> None:
        """Who moved between the segments of two runs' folders."""
        self._ask(Compare(next(self._tickets), old, new))

    def write(self, out: str, *, force: bool = False) -> None:
        """Carry the plan out into a folder."""
        self._ask(Write(next(self._tickets), *self._plan(), out, force))

    def kind(self, message: Message) -> str | None:
        """The kind of the open question that a message belongs to, None if to none; its last answer closes it."""
        kind = next((k for k, q in self._open.items() if q.ticket == message.ticket), None)
        if kind is None:
            return None
        if isinstance(message, Failed):
            self.store.failed[kind] = message
        if isinstance(message, Failed) or type(message).__name__ in _ANSWERS:
            del self._open[kind]
            self._moved()
        return kind

    def outdate(self, parts: Parts) -> bool:
        """Forget the open questions that a change of the plan makes stale; whether a search was among them."""
        stale = [kind for kind in self._open if _DEPENDS.get(kind, frozenset()) & parts]
        for kind in stale:
            del self._open[kind]
        if stale:
            self._moved()
        return "Search" in stale

    def clear(self) -> None:
        """Forget all open questions: nobody is left to answer them."""
        self._open.clear()
        self._moved()

    def _plan(self) -> tuple[str, str]:
        return self.store.plan_text(), str(self.store.folder)

    def _ask(self, question: Message) -> None:
        kind = type(question).__name__
        if kind in self._open and _same(self._open[kind], question):
            return
        self.store.failed.pop(kind, None)
        self._open.pop(kind, None)
        self._open[kind] = question
        self._moved()
        self._send(question)


def _same(one: Message, other: Message) -> bool:
    return {**vars(one), "ticket": 0} == {**vars(other), "ticket": 0}
