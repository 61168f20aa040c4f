"""Asking for a line of text at the foot of the frame."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from segtui.workbench.keyline import KeyLine
from segtui.workbench.status import Status

if TYPE_CHECKING:
    from widgets.inputs.prompt_line import PromptLine


class Prompting(App[None]):
    """An app whose foot has a status line, which makes room for a prompt."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._answered: dict[str, Callable[[str | None], None]] = {}
        self._typed: dict[str, Callable[[str], None]] = {}

    @property
    def base(self) -> Screen[Any]:
        """The screen that holds the frame, whatever lies over it."""
        return self.screen_stack[0]

    @property
    def status(self) -> Status:
        """The line that says what goes on: `bench.status.say("copied")`."""
        return self.base.query_one(Status)

    def prompt(
        self,
        label: str,
        then: Callable[[str | None], None],
        *,
        purpose: str = "",
        value: str = "",
        placeholder: str = "",
        selected: bool = False,
        complete: Callable[[str], Sequence[str]] | None = None,
        check: Callable[[str], str] | None = None,
        changed: Callable[[str], None] | None = None,
    ) -> None:
        """Ask for a line of text at the foot; `then` gets it, or None for Escape, `changed` every keystroke.

        `purpose` (else the label) names the history that up and down recall; a `selected` value goes as one types.
        """
        purpose = purpose or label
        self._answered[purpose] = then
        self._typed.pop(purpose, None)
        if changed:
            self._typed[purpose] = changed
        how = {"value": value, "placeholder": placeholder, "selected": selected, "complete": complete, "check": check}
        self.run_worker(self._prompt(purpose, label, **how))

    async def prompted(self, label: str, **how: Any) -> str | None:
        """The answer to a prompt; only for workers, which may wait."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.prompt(label, lambda text: None if answer.done() else answer.set_result(text), **how)
        return await answer

    async def _prompt(self, purpose: str, label: str, **how: object) -> None:
        from widgets.inputs.prompt_line import PromptLine

        base = self.base
        if not base.query(PromptLine):
            await base.query_one("#foot").mount(PromptLine(), before=base.query_one(KeyLine))
        self.status.display = False
        base.query_one(PromptLine).ask(purpose, label, **how)  # type: ignore[arg-type]

    def on_prompt_line_submitted(self, event: PromptLine.Submitted) -> None:
        """The prompt was answered."""
        self.status.display = True
        self._answered.pop(event.purpose)(event.value)

    def on_prompt_line_cancelled(self, event: PromptLine.Cancelled) -> None:
        """The prompt was left."""
        self.status.display = True
        self._answered.pop(event.purpose)(None)

    def on_prompt_line_changed(self, event: PromptLine.Changed) -> None:
        """A keystroke in the prompt."""
        if event.purpose in self._typed and event.purpose in self._answered:
            self._typed[event.purpose](event.value)
