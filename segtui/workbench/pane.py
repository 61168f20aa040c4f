"""What every screen of the workbench is: a pane that shows the store and is told when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Container

from segtui.engine.messages import Message
from segtui.workbench.store import Parts, Store

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench


class Pane(Container):
    """Base of the seven screens. A subclass composes itself, sets `key` and `title`, and overrides what it needs."""

    key: ClassVar[str] = ""
    """The name that actions and the keymap file use: `data`, `profile` …"""
    title: ClassVar[str] = ""
    """As the tab says it."""
    HELP: str | None = ""

    can_focus = False

    @property
    def bench(self) -> Workbench:
        """The app, typed."""
        return cast("Workbench", self.app)

    @property
    def store(self) -> Store:
        """What the workbench knows."""
        return self.bench.store

    def shown(self) -> None:
        """The pane has come to the front: ask for what it lacks, focus what is used first."""

    def plan_changed(self, parts: Parts) -> None:
        """The plan has changed in these top-level keys."""

    def heard(self, message: Message) -> None:
        """The compute process has answered; the store is up to date already."""
