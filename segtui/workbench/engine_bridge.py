"""What goes between the screens and the compute process: questions, answers, and the plan they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message as Event

from segtui.engine.transport.messages import Failed, Found, Message, Progress, Request, Searched
from segtui.plan.stages import Parts
from segtui.workbench.requests import Desk
from segtui.workbench.shell import Frame
from segtui.workbench.store import Store
from segtui.workbench.title_bar import TitleLine

if TYPE_CHECKING:
    from segtui.engine.session.sessions import Session
    from segtui.engine.transport.client import Engine


class Heard(Event):
    """What the compute process said, brought into the app's own thread."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message

    def can_replace(self, message: Event) -> bool:
        """Of progress that waits only the last matters."""
        both = isinstance(message, Heard) and isinstance(message.message, Progress)
        return both and isinstance(self.message, Progress)


class Computing(Frame):
    """A frame with a plan, and a compute process that answers what the screens ask."""

    def __init__(self, session: Session, engine: Engine, *, ascii: bool = False) -> None:
        super().__init__(ascii=ascii)
        self.session, self.engine = session, engine
        self.store = Store()
        self.store.watch, self.store.session.trouble = self._plan_changed, self.trouble
        self.desk = Desk(self.store, self._send, self._desk_moved)

    def use(self, session: Session, engine: Engine) -> None:
        """Keep the plan in this session, and compute with this engine, which is started already."""
        self.session, self.engine = session, engine
        self.store.session.journal = session.journal
        engine.listen(self._hear)

    def _send(self, question: Request) -> None:
        self.engine.send(question)

    def _hear(self, message: Message) -> None:
        self.post_message(Heard(message))

    # What the screens ask for

    def ask(self, kind: type[Request], **fields: Any) -> None:
        """Ask the compute process a question of this kind, given what its fields need beside the plan.

        The answer comes to `store` and to the screens. Of a kind that is asked at every move of a cursor, only the
        last question of a moment is asked.
        """
        if kind.pause:
            self.later(kind.__name__, lambda: self.desk.ask(kind, **fields), kind.pause)
        else:
            self.desk.ask(kind, **fields)

    def busy(self, kind: str = "") -> bool:
        """Whether an answer is waited for: any, or that of one kind of question ("Search")."""
        return kind in self.desk.open if kind else bool(self.desk.open)

    # What happens

    def on_heard(self, event: Heard) -> None:
        """Take in what the compute process says, then tell the screens that are mounted."""
        if self.ending:
            return
        message = event.message
        kind = self.desk.kind(message)
        if kind is None:
            return  # an answer to a question that does not count any more
        self.status.hear(message)
        self.store.results.take(message)
        if isinstance(message, Found | Searched):
            self.store.mark("found", str(len(self.store.found)))
        self.base.query_one(TitleLine).tell()
        for pane in self.panes():
            pane.heard(message)
        if isinstance(message, Failed):
            self.failed(kind, message)
        self.answered(message)
        self.fit()

    def answered(self, message: Message) -> None:
        """An answer was taken in, and all screens know of it."""

    def failed(self, kind: str, message: Failed) -> None:
        """Say what went wrong in the screen in front, or over it."""
        if self.pane is None or not self.pane.failed(kind, message):
            self.trouble(message.what)

    def _plan_changed(self, parts: Parts) -> None:
        if self.desk.outdate(parts):
            self.engine.cancel()
            self.status.say("The search was stopped because the plan has changed.")
        self.base.query_one(TitleLine).tell()
        for pane in self.panes():
            pane.plan_changed(parts)

    def _desk_moved(self) -> None:
        if self.ending:
            return
        if not self.desk.open:
            self.status.end()
        for pane in self.panes():
            pane.busy_changed()
