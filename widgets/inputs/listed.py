"""Completing a name in a field that takes several, apart by commas."""

from __future__ import annotations

from collections.abc import Sequence

from textual.suggester import Suggester


class Listed(Suggester):
    """Suggests the rest of the name that is being typed, whatever stands before it; names are told apart by no case.

    A name that holds a comma is suggested in the quotes that it needs.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = [f'"{name}"' if "," in name else name for name in names]

    async def get_suggestion(self, value: str) -> str | None:
        """The whole value with the last name complete; None where no name begins so, or all that do are there."""
        before, _, typed = value.rpartition(",")
        if '"' in typed or before.count('"') % 2:  # within a name that holds a comma
            at = value.rindex('"') if value.count('"') % 2 else len(value)
            before, typed = value[:at], value[at:]
        begun = typed.lstrip()
        taken = {part.strip().casefold() for part in before.split(",")}
        if not begun:
            return None
        for name in self._names:
            if name.casefold().startswith(begun.casefold()) and name.casefold() not in taken:
                return value[: len(value) - len(begun)] + name
        return None
