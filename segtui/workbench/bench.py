"""The app as screens and their parts see it: what it knows, and the parts that do things for them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Literal, Protocol, TypeVar

from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from segtui.engine.session.sessions import Session
from segtui.engine.transport.messages import Failed
from segtui.workbench.engine_bridge import EngineBridge
from segtui.workbench.first_rows import Opening
from segtui.workbench.frame.prompts import Prompts
from segtui.workbench.frame.status import Status
from segtui.workbench.state.store import Store

Result = TypeVar("Result")


class Panes(Protocol):
    """The seven screens: which one is in front, and bringing another one there."""

    @property
    def front(self) -> str:
        """The key of the current screen."""

    async def show(self, key: str) -> Widget:
        """Show a screen."""

    def refresh(self) -> None:
        """Have the screen in front draw what it shows now."""

    def refocus(self) -> None:
        """Give the focus to what had it in the screen in front."""

    def caption(self, key: str, text: str) -> None:
        """Something short that a screen says of itself, in the title line."""


class Announced(Protocol):
    """What is said of changes that no screen sees by itself."""

    def failed(self, kind: str, what: Failed) -> None:
        """Show an error on the current screen, or over it."""

    def title(self) -> None:
        """Say what is open, and whether it is saved."""


class Bench(Protocol):
    """The app. It owns the parts, so that a screen says `bench.engine.ask(Read)` or `bench.panes.show("data")`."""

    ascii: bool
    """Draw without braille, blocks and box-drawing characters."""
    session: Session
    """The folder of this session."""
    store: Store
    """The plan, and the latest answers of the compute process."""
    engine: EngineBridge
    """Asks the compute process."""
    prompts: Prompts
    """Asks for a line of text at the foot."""
    opening: Opening
    """The file that is being opened."""

    @property
    def panes(self) -> Panes:
        """The seven screens."""

    @property
    def announcer(self) -> Announced:
        """Says what has changed."""

    @property
    def status(self) -> Status:
        """The status line: `bench.status.say("copied")`."""

    @property
    def size(self) -> Size:
        """Cells of the terminal."""

    @property
    def ending(self) -> bool:
        """Whether the app is on its way out: then its widgets may be gone, and what waited is not drawn."""

    @property
    def is_headless(self) -> bool:
        """Whether there is no terminal, as in tests."""

    def later(self, name: str, act: Callable[[], object], seconds: float = 0.15) -> None:
        """Do something once, when it was not asked for again for a moment."""

    def trouble(self, what: str) -> None:
        """Say what went wrong and what to do about it."""

    def copy(self, text: str, what: str) -> None:
        """Copy text, and say which."""

    def use(self, session: Session, client: Any) -> None:
        """Keep the plan in this session, and compute with this engine, which is already started."""

    # What Textual's App offers

    @property
    def screen(self) -> Screen[Any]:
        """The frame, or the dialog over it."""

    def notify(
        self, message: str, *, severity: Literal["information", "warning", "error"] = ..., timeout: float | None = ...
    ) -> None:
        """Say something for a while in a corner."""

    def push_screen(self, screen: Screen[Any], callback: Callable[..., object] | None = None) -> Any:
        """Show a dialog."""

    async def push_screen_wait(self, screen: Screen[Result]) -> Result:
        """Show a dialog and wait for its answer; only for workers."""

    def run_worker(self, work: Coroutine[Any, Any, Any], *, group: str = ...) -> Any:
        """Do something that waits."""

    async def run_action(self, action: str, default_namespace: Any = None) -> bool:
        """Carry out an action by its name."""

    def exit(self, result: None = None, return_code: int = 0) -> None:
        """End the app."""
