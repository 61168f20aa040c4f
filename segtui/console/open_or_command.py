"""`segtui FILE`: an argument that is not a command is a file to open in the workbench."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from segtui.data.addresses import is_address
from segtui.errors import UsageError, did_you_mean
from segtui.language.sentences import row_of, say

OPEN = "open"
"""The hidden command that opens the workbench."""


_TAG = re.compile(r"(\\*)(\[[a-z#/@][^[]*?\])")


class OpenOrCommand(TyperGroup):
    """The commands; a file in place of a command opens in the workbench."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        for command in (self, *self.commands.values()):
            _as_written(command)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named by the first argument; else the one that opens it, if it is a file.

        Raises UsageError with the nearest command if it is neither.
        """
        name = args[0]
        shown = [n for n, command in self.commands.items() if not command.hidden]
        if name in shown:
            return super().resolve_command(ctx, args)
        if Path(name).exists() or is_address(name) or any(sign in name for sign in "*?["):
            return OPEN, self.commands[OPEN], args
        what = say('no command or file called "{name}"', name=name)
        hint = did_you_mean(name, shown)
        raise UsageError(what, fix=hint or say("commands: {names}", names=row_of(shown)))


def _as_written(command: Any) -> None:
    """Help is plain text: [drift] is a table of a plan, not markup. Flags show no value."""
    for owner in (command, *command.params):
        for part in ("help", "short_help", "epilog"):
            if isinstance(text := getattr(owner, part, None), str):
                setattr(owner, part, _TAG.sub(r"\1\1\\\2", text))
    for option in command.params:
        if getattr(option, "is_flag", False):
            option.metavar = ""
