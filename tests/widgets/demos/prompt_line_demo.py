"""A screen with a prompt: / finds, o opens a path."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Button, Label

from widgets.inputs.path_completion import complete_path
from widgets.inputs.prompt_line import PromptLine


class PromptDemo(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("slash", "ask_find", "Find"), ("o", "ask_open", "Open")]

    def __init__(self) -> None:
        super().__init__()
        self.prompt = PromptLine()
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield Label("/ finds, o opens a path")
        yield Button("the rest of the screen")
        yield self.prompt

    def action_ask_find(self) -> None:
        self.prompt.ask("find", "find", placeholder="text in the table", check=_too_short)

    def action_ask_open(self) -> None:
        self.prompt.ask("open", "open", complete=complete_path)

    def on_prompt_line_changed(self, event: PromptLine.Changed) -> None:
        self.heard.append(event)

    def on_prompt_line_submitted(self, event: PromptLine.Submitted) -> None:
        self.heard.append(event)

    def on_prompt_line_cancelled(self, event: PromptLine.Cancelled) -> None:
        self.heard.append(event)


def _too_short(answer: str) -> str:
    return "" if len(answer) != 1 else "one letter is found nearly everywhere: write two"


if __name__ == "__main__":
    PromptDemo().run()
