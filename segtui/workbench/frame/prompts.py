"""Asking for a line of text at the foot, and knowing when a dialog or a prompt is about to stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from segtui.workbench.frame.status import Status
from segtui.workbench.keys.key_line import KeyLine

if TYPE_CHECKING:
    from widgets.inputs.prompt_line import PromptLine


ASKS = "ask"
"""The suffix of the group of workers that ask something in a dialog or prompt: "clean.ask"."""


class Prompts(Container):
    """The foot of the app: status and keys, and the prompt, for which the status makes room."""

    def __init__(self, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self.status = Status(ascii=ascii)
        """The line that says what goes on."""
        self._answered: dict[str, Callable[[str | None], None]] = {}
        self._typed: dict[str, Callable[[str], None]] = {}
        self._opening: set[object] = set()

    def compose(self) -> ComposeResult:
        """What is there while nothing is asked."""
        yield self.status
        yield KeyLine()

    def ask(
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
        """Ask for a line of text at the bottom; `then` gets it, or None for Escape, `changed` every keystroke.

        `purpose` (default: the label) names the history that up and down recall; a `selected` value is replaced by
        typing.
        """
        purpose = purpose or label
        self._answered[purpose] = then
        self._opening.add(purpose)
        self._typed.pop(purpose, None)
        if changed:
            self._typed[purpose] = changed
        how = {"value": value, "placeholder": placeholder, "selected": selected, "complete": complete, "check": check}
        self.app.run_worker(self._show(purpose, label, **how))

    async def answer(self, label: str, **how: Any) -> str | None:
        """The answer to a prompt; only for workers, which may wait."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.ask(label, lambda text: None if answer.done() else answer.set_result(text), **how)
        return await answer

    async def _show(self, purpose: str, label: str, **how: object) -> None:
        from widgets.inputs.prompt_line import PromptLine

        if not self.query(PromptLine):
            await self.mount(PromptLine(), before=self.query_one(KeyLine))
        self.status.display = False
        self.query_one(PromptLine).ask(purpose, label, **how)  # type: ignore[arg-type]
        self.app.call_later(self._stands, purpose)

    def on_prompt_line_submitted(self, event: PromptLine.Submitted) -> None:
        """The prompt was answered."""
        self._close(event.purpose, event.value)

    def on_prompt_line_cancelled(self, event: PromptLine.Cancelled) -> None:
        """The prompt was left."""
        self._close(event.purpose, None)

    def on_prompt_line_changed(self, event: PromptLine.Changed) -> None:
        """A keystroke in the prompt."""
        if event.purpose in self._typed and event.purpose in self._answered:
            self._typed[event.purpose](event.value)

    def _close(self, purpose: str, answer: str | None) -> None:
        self.status.display = True
        self._answered.pop(purpose)(answer)

    # What is about to stand

    @property
    def waiting(self) -> bool:
        """Whether a prompt was asked for and is not answered yet."""
        return bool(self._answered)

    def dialog_pushed(self, dialog: Screen[Any]) -> None:
        """A dialog was shown; it gets the keys that are typed from now on, once it has the focus."""
        self._opening.add(dialog)
        dialog.call_later(self.app.call_later, self._stands, dialog)

    def dialog_opens(self) -> bool:
        """Whether a dialog or a prompt is about to open, for which the next key is meant."""
        app = self.app
        if any(one in app.screen_stack or one in self._answered for one in self._opening):
            return True
        if len(app.screen_stack) > 1 or self._answered:
            return False
        return any(worker.group.endswith(ASKS) and not worker.is_finished for worker in app.workers)

    def _stands(self, dialog: object) -> None:
        """A dialog, or the prompt for a purpose, has the focus now."""
        self._opening.discard(dialog)
