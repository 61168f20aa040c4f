"""Workers of a Dask scheduler, on this machine or others: https://distributed.dask.org.

What every part needs besides itself is kept in a folder that all workers see, as the parts are: a worker that dies
takes nothing with it. A task is a part's; the scheduler gives it to another worker when its own is lost.
"""

from __future__ import annotations

import logging
import os
import pickle
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from segtui.errors import ResourceError, SegtuiError, UnreachableError, UsageError
from segtui.language.sentences import row_of, say
from segtui.libraries.boundary import Library
from segtui.libraries.parts.workers import Extra, Part, Result, Tick

DISTRIBUTED = Library("distributed", "segtui[distributed]")
_PACKAGES = ("segtui", "polars", "numpy", "scipy", "scikit-learn", "numba", "distributed")
_PATIENCE = 15.0
"""Seconds for a scheduler to answer, and for its first worker."""
_AGAIN = say("start a scheduler and workers, and run the same command with --resume to go on; or without --engine")
_AT_ONCE = 2
"""Tasks for each thread of a worker that are sent ahead."""
_SHARE = 8
"""A part may take this share of a worker's memory: one in eight."""


class DaskWorkers:
    """The workers of the scheduler at `address`, such as tcp://host:8786; a context manager.

    `shared` is a folder that this process and every worker see under the same path. Raises UnreachableError where the
    scheduler can't be reached, now or later, UsageError for workers of other versions and for those that do not see
    the folder.
    """

    def __init__(self, address: str, shared: Path) -> None:
        self.address, self._shared = address, shared

    def __enter__(self) -> Self:
        import distributed

        connect: Any = distributed.Client
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._shared.mkdir(parents=True, exist_ok=True)
        try:
            self._client: Any = connect(self.address, timeout=_PATIENCE, set_as_default=False, name="segtui")
        except TypeError as error:  # Dask says so where it has no keys
            fix = say("name them in Dask's settings: segtui guide large")
            raise UsageError(say("asks for keys and certificates of TLS"), where=self.address, fix=fix) from error
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            raise self._gone(say("can't be reached ({name})", name=type(error).__name__)) from error
        try:
            self._check()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def map(
        self, work: Callable[[Part, Extra], Result], parts: Sequence[Part], extra: Extra, tick: Tick | None = None
    ) -> Iterator[Result]:
        """See `Workers.map`; raises UnreachableError where the scheduler is lost, or all workers."""
        kept = self._shared / f"{secrets.token_hex(8)}.task"
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            pickle.dump((work, extra), file, protocol=pickle.HIGHEST_PROTOCOL)
        waiting: deque[Any] = deque()
        left = iter(parts)
        try:
            for done in range(len(parts)):
                while len(waiting) < self._ahead and (part := next(left, _NONE)) is not _NONE:
                    waiting.append(self._client.submit(_work, str(kept), part, pure=False))
                yield self._result(waiting.popleft())
                if tick is not None:
                    tick((done + 1) / len(parts))
        finally:
            for future in waiting:
                with suppress(Exception):
                    future.cancel()
            kept.unlink(missing_ok=True)

    def refuse_large_parts(self, part_bytes: int, rows: int) -> None:
        """ResourceError where a part takes more than an eighth of a worker's memory, with the rows that would fit."""
        least = min((each["memory"] for each in self._about.values() if each["memory"]), default=0)
        if least and part_bytes * _SHARE > least:
            fitting = max(1_000, int(rows * least / _SHARE / part_bytes) // 1_000 * 1_000)
            raise ResourceError(
                say(
                    "a part of {rows:,} rows takes about {part_bytes:,.0f} MiB, over an eighth of a "
                    "worker's {least:,.1f} GiB",
                    rows=rows,
                    part_bytes=part_bytes / 2**20,
                    least=least / 2**30,
                ),
                where=self.address,
                fix=say("set engine.rows = {fitting}, or give workers more memory", fitting=fitting),
            )

    def _result(self, future: Any) -> Any:
        from distributed import CancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except SegtuiError:
            raise
        except KilledWorker as error:
            what = say("a part has ended several workers, as when their memory is too small")
            fix = say("give workers more memory, or make parts smaller with engine.rows; then go on with --resume")
            raise ResourceError(what, where=self.address, fix=fix) from error
        except (CancelledError, CommClosedError, TimeoutError, ConnectionError) as error:
            raise self._gone(say("the scheduler was lost")) from error

    def _check(self) -> None:
        """Every worker's versions, and whether it sees the folder."""
        seen = self._shared / f"{secrets.token_hex(8)}.seen"
        seen.write_text(self.address, encoding="utf-8")
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            self._about: Mapping[str, Mapping[str, Any]] = self._client.run(_about, str(seen))
        except (TimeoutError, OSError) as error:
            raise self._gone(say("has no workers")) from error
        finally:
            seen.unlink(missing_ok=True)
        own = _versions()
        for worker, found in self._about.items():
            if other := {name: v for name, v in found["versions"].items() if v != own[name]}:
                each = [say("{name} {version} (here {own})", name=n, version=v, own=own[n]) for n, v in other.items()]
                fix = say("install the same versions on every worker: the results would differ")
                raise UsageError(
                    say("has {versions}", versions=row_of(each)), where=say("worker {worker}", worker=worker), fix=fix
                )
            if not found["sees"]:
                what = say("does not see {shared}", shared=self._shared)
                fix = say("name a folder that all machines share in engine.spill; the data must be on one, too")
                raise UsageError(what, where=say("worker {worker}", worker=worker), fix=fix)
        self._ahead = max(2, _AT_ONCE * sum(found["threads"] for found in self._about.values()))

    @property
    def crowded(self) -> list[str]:
        """The workers whose Polars uses more threads than they are to have."""
        return [worker for worker, found in self._about.items() if found["polars"] > found["threads"]]

    def _gone(self, what: str) -> UnreachableError:
        return UnreachableError(what, where=self.address, fix=_AGAIN)

    def _close(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=2)


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in _PACKAGES}


def _about(seen: str, dask_worker: Any = None) -> dict[str, Any]:
    """What a worker is: its versions, its threads and memory, and whether it sees a file. Dask gives `dask_worker`."""
    import polars as pl

    limit = getattr(getattr(dask_worker, "memory_manager", None), "memory_limit", None)
    return {
        "versions": _versions(),
        "threads": int(dask_worker.state.nthreads) if dask_worker is not None else 1,
        "memory": int(limit) if limit else 0,
        "polars": pl.thread_pool_size(),
        "sees": Path(seen).is_file(),
    }


def _work(kept: str, part: Any) -> Any:
    work, extra = _task(kept)
    return work(part, extra)


@lru_cache(maxsize=1)
def _task(kept: str) -> tuple[Callable[[Any, Any], Any], Any]:
    """The work, read once in a worker from the run's own folder, which nobody else may write to."""
    with Path(kept).open("rb") as file:
        found: tuple[Callable[[Any, Any], Any], Any] = pickle.load(file)
    return found


_NONE: Any = object()
