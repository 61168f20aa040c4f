"""Says counts and line numbers the way the notes and errors of reading do."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, noun: str) -> str:
    """`1 row`, `2,240 rows`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def lines(numbers: Sequence[int], total: int | None = None) -> str:
    """`line 3`, `lines 3 and 9`, `lines 3, 9, 12, 15, 20 and 4 more`: the first five of them."""
    total = len(numbers) if total is None else total
    shown = [f"{n:,}" for n in numbers[:5]]
    if total == 1:
        return f"line {shown[0]}"
    rest = total - len(shown)
    last = f"{rest:,} more" if rest else shown.pop()
    return f"lines {', '.join(shown)} and {last}"


def names(words: Sequence[str]) -> str:
    """Names in quotes, the first five of them: `"a", "b" and 3 more`."""
    shown = [f'"{word}"' for word in words[:5]]
    rest = len(words) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
