"""What goes between the app and the compute process: questions, answers, and the plan they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message as Event

from segtui.engine.transport.messages import Found, Message, Progress, Request, Searched
from segtui.plan.stages import Parts
from segtui.workbench.requests import Desk
from segtui.workbench.state.store import Store

if TYPE_CHECKING:
    from segtui.engine.transport.client import Engine


class Heard(Event):
    """A message from the compute process, in the app's own thread."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message

    def can_replace(self, message: Event) -> bool:
        """Of queued progress messages, only the last matters."""
        both = isinstance(message, Heard) and isinstance(message.message, Progress)
        return both and isinstance(self.message, Progress)


class Mailbox(Protocol):
    """What takes answers in its own thread, and puts off questions: the app."""

    def post_message(self, message: Event) -> bool:
        """Take a message, from any thread."""

    def later(self, name: str, act: Callable[[], object], seconds: float = ...) -> None:
        """Do something once, when it was not asked for again for a moment."""


class EngineBridge:
    """Asks what the screens ask, and brings the answers into the store.

    `client` is started already; it is heard from `connect` on. `moved` is called when the first question is open, and
    when the last one is answered.
    """

    def __init__(self, store: Store, client: Engine, mailbox: Mailbox, moved: Callable[[], None]) -> None:
        self.store = store
        self.desk = Desk(store, self._send, moved)
        self.client = client
        self._mailbox = mailbox

    def connect(self, client: Engine) -> None:
        """Compute with this engine, which is started already."""
        self.client = client
        client.listen(self._hear)

    def _hear(self, message: Message) -> None:
        self._mailbox.post_message(Heard(message))

    def _send(self, question: Request) -> None:
        self.client.send(question)

    def ask(self, kind: type[Request], **fields: Any) -> None:
        """Ask the compute process a question of this kind, given its fields besides the plan.

        The answer goes to `store` and to the screens. Questions asked at every move of a cursor are debounced: only the
        last is sent.
        """
        if kind.pause:
            self._mailbox.later(kind.__name__, lambda: self.desk.ask(kind, **fields), kind.pause)
        else:
            self.desk.ask(kind, **fields)

    def busy(self, kind: str = "") -> bool:
        """Whether an answer is pending: any, or for one kind of question ("SearchGrids")."""
        return kind in self.desk.open if kind else bool(self.desk.open)

    @property
    def idle(self) -> bool:
        """Whether the compute process has nothing to do, neither for a user nor by itself."""
        return self.desk.idle

    def take(self, message: Message) -> str | None:
        """Bring what was said into the store; the kind of question it answers, None for one that no longer counts."""
        kind = self.desk.kind(message)
        if kind is not None:
            self.store.results.take(message)
            if isinstance(message, Found | Searched):
                self.store.mark("found", str(len(self.store.found)))
        return kind

    def outdate(self, parts: Parts) -> bool:
        """Drop the questions that a change of the plan makes stale; whether a search was stopped for it."""
        stops = self.desk.outdate(parts)
        if stops:
            self.client.cancel()
        return stops

    def withdraw(self, kind: type[Request]) -> None:
        """Wait no longer for an answer of one kind; the process is stopped unless it has other questions."""
        self.desk.withdraw(kind)
        if self.desk.idle:
            self.client.cancel()

    def cancel(self) -> bool:
        """Stop computing; whether there was anything to stop."""
        if not self.desk.open:
            return False
        self.desk.clear()
        self.client.cancel()
        return True

    def stop(self) -> None:
        """End the compute process."""
        self.client.stop()
