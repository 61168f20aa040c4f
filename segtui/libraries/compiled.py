"""Compiles kernels with numba, once for a machine where its cache can be written; and shares work between threads."""

from __future__ import annotations

import contextlib
import os
import pkgutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, TypeVar

PLAIN_ROWS = 3_000
"""Up to this many rows, the NumPy and SciPy paths are fast enough, and nothing waits for a compiler."""

ROUNDING = {"reassoc", "contract", "nsz"}
"""For `fastmath`: sums may be reordered for speed; NaN and infinity keep their meaning."""

_ROOMS = ("segtui.clustering.kernels", "segtui.prediction.kernels", "segtui.validity.kernels")


Item = TypeVar("Item")
Result = TypeVar("Result")
Span = tuple[int, int]


def worthwhile(rows: int) -> bool:
    """Whether kernels are used for this many rows."""
    return rows > PLAIN_ROWS


def compiled(signature: Any, fastmath: bool | set[str] = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile a function for one signature (numba's notation), without Python's lock and without bounds checks.

    It happens when the function's module is imported, so such modules stand in a folder `kernels` and are imported
    inside functions. Threads come from the caller: a kernel works on a part of its result, so that the result does not
    depend on how many there are. A cache that can't be written (full disk, read-only home) costs time, nothing else.
    """
    numba = _numba()

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        options = {"nogil": True, "fastmath": fastmath, "error_model": "numpy", "boundscheck": False}
        try:
            found: Callable[..., Any] = numba.njit(signature, cache=True, **options)(function)
        except (OSError, RuntimeError):  # numba raises RuntimeError where it finds no folder for its cache
            found = numba.njit(signature, cache=False, **options)(function)
        return found

    return decorate


def kernel_modules() -> list[str]:
    """The full names of all modules that hold kernels."""
    return [f"{room}.{found.name}" for room in _ROOMS for found in pkgutil.iter_modules(import_module(room).__path__)]


def cache_folder() -> Path | None:
    """Where compiled kernels are kept between runs: one folder per version; None where none can be written."""
    import platformdirs

    asked = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(asked or Path(platformdirs.user_cache_path("segtui")) / f"kernels-{metadata.version('segtui')}")
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    return None


def _numba() -> Any:
    """numba, told where to keep what it compiles before it is first imported."""
    import sys

    if "numba" not in sys.modules and (folder := cache_folder()) is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
    import numba

    return numba


def spans(total: int, size: int) -> list[Span]:
    """0 to `total` in pieces of `size`, each from its first to its last, exclusive."""
    return [(start, min(start + size, total)) for start in range(0, total, size)]


def in_threads(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    threads: int,
    tick: Callable[[float], None] | None = None,
) -> Iterator[Result]:
    """The results of `work` in the order of `items`; `tick` hears the share that is done."""
    if threads < 2 or len(items) < 2:
        yield from _ticked(map(work, items), len(items), tick)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        yield from _ticked(pool.map(work, items), len(items), tick)
    finally:
        pool.shutdown(cancel_futures=True)


def processors() -> int:
    """OMP_NUM_THREADS if it is a number, else as many as this process may run on."""
    asked = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ticked(results: Iterator[Result], count: int, tick: Callable[[float], None] | None) -> Iterator[Result]:
    for done, result in enumerate(results, 1):
        yield result
        if tick is not None:
            tick(done / count)
