"""Asking for a line of text at the foot of the frame."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.screen import Screen

from segtui.workbench.keys.key_line import KeyLine
from segtui.workbench.parts.dialog import STYLES
from segtui.workbench.status import Status
from segtui.workbench.terminal.typeahead import Typeahead

if TYPE_CHECKING:
    from widgets.inputs.prompt_line import PromptLine


ASKS = "ask"
"""How the group of a worker ends that asks something in a dialog or a prompt: "clean.ask"."""


class Prompting(App[None]):
    """An app whose foot has a status line, which makes room for a prompt."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._answered: dict[str, Callable[[str | None], None]] = {}
        self._typed: dict[str, Callable[[str], None]] = {}
        self._opening: set[object] = set()
        self._typeahead = Typeahead(self, super().on_event, self.dialog_opens)

    async def on_event(self, event: Event) -> None:
        """Keys and pasted text wait for a dialog that is about to stand."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._typeahead.take(event)
        else:
            await super().on_event(event)

    def dialog_opens(self) -> bool:
        """Whether a dialog or a prompt is about to stand: the next key is meant for it."""
        if any(one in self.screen_stack or one in self._answered for one in self._opening):
            return True
        if len(self.screen_stack) > 1 or self._answered:
            return False
        return any(worker.group.endswith(ASKS) and not worker.is_finished for worker in self.workers)

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """Show a screen over the others; it gets the keys that are typed from now on."""
        if not self.stylesheet.has_source(str(STYLES), ""):
            self.stylesheet.read(STYLES)
            self.stylesheet.reparse()
        pushed = super().push_screen(screen, *args, **options)
        shown = self.screen
        self._opening.add(shown)
        shown.call_later(self.call_later, self._stands, shown)
        return pushed

    def _stands(self, dialog: object) -> None:
        """A screen, or the prompt for a purpose, has the focus now."""
        self._opening.discard(dialog)

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
        self._opening.add(purpose)
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
        self.call_later(self._stands, purpose)

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
