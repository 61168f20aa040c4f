"""The questions to the compute process, and which of its answers still count."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from segtui.engine.transport.messages import Failed, Message, PlanRequest, Request, SearchGrids
from segtui.plan.stages import Parts
from segtui.workbench.state.store import Store


class Desk:
    """Questions by kind; of each kind only the newest counts, and one that is open already is not asked again.

    `send` hands a question to the compute process; `moved` is called when the desk becomes busy, or idle.
    """

    def __init__(self, store: Store, send: Callable[[Request], None], moved: Callable[[], None]) -> None:
        self.store = store
        self._send = send
        self._moved = moved
        self._tickets = count(1)
        self._open: dict[str, Request] = {}

    @property
    def open(self) -> tuple[str, ...]:
        """The kinds of question that a user waits for, oldest first: "Read", "SearchGrids" …"""
        return tuple(kind for kind, question in self._open.items() if not question.unasked)

    @property
    def idle(self) -> bool:
        """Whether the compute process has nothing to do."""
        return not self._open

    def ask(self, kind: type[Request], **fields: Any) -> None:
        """Ask a question of this kind, about the plan as it is unless the fields say another."""
        if issubclass(kind, PlanRequest):
            fields = {"plan": self.store.plan_text(), "folder": str(self.store.folder), **fields}
        self._ask(kind(next(self._tickets), **fields))

    def kind(self, message: Message) -> str | None:
        """The kind of the open question that a message belongs to, None if to none; its last answer closes it."""
        kind = next((k for k, q in self._open.items() if q.ticket == message.ticket), None)
        if kind is None:
            return None
        if isinstance(message, Failed):
            self.store.failed[kind] = message
        if not message.partial:
            del self._open[kind]
            self._moved()
        return kind

    def outdate(self, parts: Parts) -> bool:
        """Forget the open questions that a change of the plan makes stale; whether a search was among them."""
        stale = [kind for kind, q in self._open.items() if q.depends & parts and not q.finishes]
        for kind in stale:
            del self._open[kind]
        if stale:
            self._moved()
        return SearchGrids.__name__ in stale

    def withdraw(self, kind: type[Request]) -> None:
        """Forget the open question of a kind; its answer no longer counts."""
        if self._open.pop(kind.__name__, None):
            self._moved()

    def clear(self) -> None:
        """Forget all open questions, because nobody is left to answer them."""
        self._open.clear()
        self._moved()

    def _ask(self, question: Request) -> None:
        kind = type(question).__name__
        if kind in self._open and _same(self._open[kind], question):
            return
        self.store.failed.pop(kind, None)
        self._open.pop(kind, None)
        self._open[kind] = question
        self._moved()
        self._send(question)


def unasked(kind: str) -> bool:
    """Whether the workbench asks this kind of question by itself."""
    found = Message.KINDS[kind]
    return issubclass(found, Request) and found.unasked


def _same(one: Message, other: Message) -> bool:
    return {**vars(one), "ticket": 0} == {**vars(other), "ticket": 0}
