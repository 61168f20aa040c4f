"""Runs a function in a fresh process and tells how long it took and how much memory it needed at most."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Self

import psutil

# Spinning OpenMP threads make scikit-learn many times slower on a busy machine: passive for both sides alike.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


class Peak:
    """Seconds of a `with` block, and its resident memory above the start in MiB, looked at every 2 ms."""

    seconds = 0.0
    mib = 0.0

    def __enter__(self) -> Self:
        self._base = self._top = psutil.Process().memory_info().rss
        self._on = True
        self._watcher: threading.Thread | None = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        self._start = time.perf_counter()
        return self

    def _watch(self) -> None:
        process = psutil.Process()
        while self._on:
            self._top = max(self._top, process.memory_info().rss)
            time.sleep(0.002)

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        self._on = False
        if self._watcher:
            self._watcher.join()
        self._watcher = None
        self.mib = (self._top - self._base) / 2**20


def apart(function: Callable[..., Any], *args: Any) -> Any:
    """What `function` returns when it is called in a process of its own; both must be importable by name."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args).result()
