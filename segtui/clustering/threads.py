"""Work cut into spans that threads share: how many threads there are changes no result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
Span = tuple[int, int]


def spans(total: int, size: int) -> list[Span]:
    """0 to `total` in pieces of `size`, each from its first to its last, exclusive."""
    return [(start, min(start + size, total)) for start in range(0, total, size)]


def in_threads(work: Callable[[int, int], Result], pieces: Sequence[Span], threads: int) -> Iterator[Result]:
    """The results of `work` on each piece, in their order."""
    if threads < 2 or len(pieces) < 2:
        yield from (work(*piece) for piece in pieces)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(lambda piece: work(*piece), pieces)
    finally:
        pool.shutdown(cancel_futures=True)
