"""Sentences on a console: wrapped between words on a terminal, a line each elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text


class Narration(Console):
    """Standard error. When whoever listened has gone, the work goes on in silence."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(stderr=True, quiet=quiet, highlight=False)

    def on_broken_pipe(self) -> None:
        """Say no more; Rich would end the program."""
        self.quiet = True


def say(console: Console, message: str, indent: int = 0) -> None:
    """Print one sentence; what follows a break is indented like its beginning."""
    if console.is_terminal:
        console.print(Padding(Text(message), (0, 0, 0, indent)))
    else:
        console.print(" " * indent + message, markup=False, soft_wrap=True)
