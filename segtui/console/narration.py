"""Sentences on a console: wrapped between words on a terminal, a line each elsewhere."""

from __future__ import annotations

from rich.padding import Padding

from segtui.console.terminal import Terminal


class Narration(Terminal):
    """Standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(stderr=True, quiet=quiet)


def say(console: Terminal, message: str, indent: int = 0) -> None:
    """Print one sentence; what follows a break is indented like its beginning."""
    if console.is_terminal:
        console.print(Padding(message, (0, 0, 0, indent)))
    else:
        console.print(" " * indent + message, soft_wrap=True)
