"""The one-line prompt at the bottom of a FrameTable."""

from __future__ import annotations

from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input


class FramePrompt(Input):
    """Asks for a text to find, a column or a condition, over the table's last line; hidden until asked.

        prompt = FramePrompt()
        prompt.ask("find", "find text:")

    Escape belongs to the table, Enter sends `Input.Submitted`.
    """

    DEFAULT_CSS = """
    FramePrompt, FramePrompt:focus { dock: bottom; width: 1fr; height: 1; border: none; padding: 0; display: none;
        background: $surface; }
    FramePrompt.-asking { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        # A blinking cursor would send bytes while idle.
        self.cursor_blink = False
        self.question = ""

    def ask(self, question: str, label: str, answer: str = "", known: list[str] | None = None) -> None:
        """Show the question, with an answer to start from and known answers to complete from."""
        self.question = question
        holder = self.parent.size.width if isinstance(self.parent, Widget) else 0
        self.styles.margin = (0, 0, 0, min(len(label) + 2, holder // 2))
        self.suggester = SuggestFromList(known, case_sensitive=False) if known else None
        self.value = answer
        self.cursor_position = len(answer)
        self.add_class("-asking")
        self.focus()

    def close(self) -> None:
        """Hide the question."""
        self.question = ""
        self.remove_class("-asking")
