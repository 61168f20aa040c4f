"""Writes the journal from which a session is resumed: changes before they show, and small marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segtui.language.sentences import tell

if TYPE_CHECKING:
    from segtui.engine.session.journal import Journal


class SessionJournal:
    """Keeps what must not be lost; failures are reported to `trouble`."""

    def __init__(self) -> None:
        self.journal: Journal | None = None
        self.marks: dict[str, str] = {}
        """What else comes back after a crash: the screen, where a cursor was, how a table was sorted."""
        self.trouble: Callable[[str], None] = lambda what: None

    def mark(self, name: str, value: str) -> None:
        """Keep something small for the next start."""
        if self.marks.get(name) == value:
            return
        self.marks[name] = value
        if self.journal:
            try:
                self.journal.mark(name, value)
            except OSError as error:
                self.trouble(tell("the session can't be saved: {strerror}\n  free some space", strerror=error.strerror))

    def write_ahead(self, write: Callable[[Journal], None]) -> bool:
        """Write ahead: a change that the journal could not take is discarded."""
        try:
            if self.journal:
                write(self.journal)
        except OSError as error:
            self.trouble(
                tell(
                    "change discarded: can't write the journal ({strerror})\n  free some space", strerror=error.strerror
                )
            )
            return False
        return True
