"""What works on parts: threads of this process, or workers elsewhere; results come in the order of the parts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from segtui.libraries.compiled import processors

Part = TypeVar("Part")
Extra = TypeVar("Extra")
Result = TypeVar("Result")
Tick = Callable[[float], None]


class Workers(Protocol):
    """Maps a function over parts. Whoever folds the results in their order gets the same bytes from every engine."""

    def map(
        self, work: Callable[[Part, Extra], Result], parts: Sequence[Part], extra: Extra, tick: Tick | None = None
    ) -> Iterator[Result]:
        """`work(part, extra)` of each part, in the order of the parts; `tick` hears the share that is done.

        `work` is a function of a module, and parts, `extra` and results can be sent to another process. Raises what
        `work` raises, for the first part that fails.
        """
        ...


@dataclass(frozen=True)
class Threads:
    """Threads of this process; at most twice as many results as threads wait to be taken."""

    count: int = 0

    def map(
        self, work: Callable[[Part, Extra], Result], parts: Sequence[Part], extra: Extra, tick: Tick | None = None
    ) -> Iterator[Result]:
        """See `Workers.map`."""
        threads = self.count or processors()
        pool = ThreadPoolExecutor(threads)
        waiting: deque[Future[Result]] = deque()
        left = iter(parts)
        try:
            for done in range(len(parts)):
                while len(waiting) < 2 * threads and (part := next(left, _NONE)) is not _NONE:
                    waiting.append(pool.submit(work, part, extra))
                yield waiting.popleft().result()
                if tick is not None:
                    tick((done + 1) / len(parts))
        finally:
            pool.shutdown(cancel_futures=True)


_NONE: Any = object()
