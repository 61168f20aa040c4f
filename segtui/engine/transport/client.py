"""The app's side of the compute process: it asks, listens, and kills to cancel."""

from __future__ import annotations

import contextlib
import signal
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from segtui.engine.transport.child import LOG, Child
from segtui.engine.transport.messages import Failed, Message, Ready, Request
from segtui.engine.transport.screen_language import on_screen
from segtui.language.sentences import Sentence, in_language, say

Heard = Callable[[Message], None]

_CANCELLED = 130
_OUT_OF_MEMORY = 4
_TRIES = 3
_DEATH = 2.0


class Engine:
    """The compute process of a session, in its folder `session`; it is replaced when it is cancelled or dies.

        engine = Engine(session.folder)
        engine.listen(print)
        engine.start()
        engine.send(Look(1, path="customers.csv"))

    The caller numbers the questions and keeps them; the engine knows only which tickets it owes an answer. Every
    question gets one last answer with its ticket, be it Failed. No method but `stop` waits for the process.
    The listeners are called from threads of the engine's own, never from the one that asks or cancels.
    """

    def __init__(self, session: Path) -> None:
        self._session = session
        self._lock = threading.RLock()
        self._listeners: list[Heard] = []
        self._owed: set[int] = set()
        self._child: Child | None = None
        self._trouble: tuple[str, int] = (say("the compute process is not running"), 1)
        self._starts = 0

    def start(self) -> None:
        """Start the process and return at once; it says Ready when it can answer, and keeps earlier questions."""
        with self._lock:
            self._starts += 1
            try:
                self._child = Child(self._session, self._heard, self._ended)
            except OSError as error:
                self._child = None
                self._trouble = (
                    say("the compute process can't be started: {reason}", reason=error.strerror),
                    _OUT_OF_MEMORY,
                )

    def listen(self, callback: Heard) -> None:
        """Call this with each message, in order."""
        self._listeners.append(callback)

    def send(self, question: Request) -> None:
        """Ask a question; its ticket is a unique number from 1."""
        with self._lock:
            if self._child is not None:
                self._owed.add(question.ticket)
                self._child.say(question)
                return
        failed = _failed(question.ticket, *self._trouble)
        threading.Thread(target=self._tell, args=(failed,), daemon=True).start()

    def cancel(self) -> None:
        """Kill the process, and start another; open questions fail as "cancelled" (130)."""
        with self._lock:
            if self._child is None:
                return
            old, old.orphans, self._owed = self._child, sorted(self._owed), set()
            self._starts = 0
            self.start()
        old.kill()

    def stop(self) -> None:
        """Kill the process for good, and wait until it is gone; nobody is told."""
        with self._lock:
            old, self._child, self._owed = self._child, None, set()
            self._listeners.clear()
        if old is not None:
            old.kill()
            old.wait(_DEATH)

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        """The number that the process has in the system."""
        return self._child.pid if self._child is not None else None

    @property
    def busy(self) -> bool:
        """Whether a question is open."""
        return bool(self._owed)

    def _heard(self, child: Child, message: Message) -> None:
        """Forward a message if it comes from the current process and its question is open."""
        with self._lock:
            if child is not self._child:
                return
            if isinstance(message, Ready):
                self._starts = 0
            elif message.ticket not in self._owed:
                return
            elif not message.partial:
                self._owed.remove(message.ticket)
        self._tell(message)

    def _ended(self, child: Child, code: int) -> None:
        """A process has ended: its questions fail. Unless it was cancelled, another one is started, if that may
        help."""
        for ticket in child.orphans:
            self._tell(_failed(ticket, say("cancelled"), _CANCELLED))
        with self._lock:
            if child is not self._child:
                return
            tickets, self._owed, self._child = sorted(self._owed), set(), None
            again = self._starts < _TRIES
            self._trouble = self._why(code, again)
            if again:
                self.start()
        for ticket in tickets:
            self._tell(_failed(ticket, *self._trouble))

    def _why(self, code: int, again: bool) -> tuple[str, int]:
        if code == -signal.SIGKILL and again:
            fix = say("search fewer grid points, or fewer rows; a new process has been started")
            what = say("the compute process was killed, most likely because memory ran out")
            return Sentence("{what}\n  {fix}", {"what": what, "fix": fix}), _OUT_OF_MEMORY
        ending = signal.Signals(-code).name if code < 0 else say("exit code {code}", code=code)
        log = str(self._session / LOG)
        if again:
            fix = say("a new one has been started; {log} may explain why", log=log)
        else:
            fix = say("{count} failed to start: restart segtui; {log} may explain why", count=_TRIES, log=log)
        what = say("the compute process ended unexpectedly ({ending})", ending=ending)
        return Sentence("{what}\n  {fix}", {"what": what, "fix": fix}), 1

    def _tell(self, message: Message) -> None:
        for callback in list(self._listeners):
            try:
                callback(message)
            except Exception:  # a failing listener must not stop the reading thread
                with contextlib.suppress(OSError), (self._session / LOG).open("a", encoding="utf-8") as log:
                    traceback.print_exc(file=log)


def _failed(ticket: int, what: str, exit_code: int) -> Failed:
    with on_screen():
        return Failed(ticket, in_language(what), exit_code)
