"""Runs a function in a fresh process and tells how long it took and how much memory it needed at most."""

from __future__ import annotations

import contextlib
import multiprocessing
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Self

import psutil

from segtui.libraries.boundary import calm_threads

# Spinning threads make scikit-learn many times slower on a busy machine: calm for both sides alike.
calm_threads()


class Peak:
    """Seconds of a `with` block, by the clock and of processor time, and its peak of resident memory.

    The peak is in MiB above the start, or above `base` bytes; it is looked at every 2 ms.
    """

    seconds = 0.0
    processor = 0.0
    mib = 0.0

    def __init__(self, base: int | None = None) -> None:
        self._given = base

    def __enter__(self) -> Self:
        self.base = self._top = psutil.Process().memory_info().rss
        self.base = self.base if self._given is None else self._given
        self._on = True
        self._watcher: threading.Thread | None = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        self._start, self._spent = time.perf_counter(), time.process_time()
        return self

    def _watch(self) -> None:
        process = psutil.Process()
        while self._on:
            self._top = max(self._top, process.memory_info().rss)
            time.sleep(0.002)

    def __exit__(self, *_: object) -> None:
        self.seconds, self.processor = time.perf_counter() - self._start, time.process_time() - self._spent
        self._on = False
        if self._watcher:
            self._watcher.join()
        self._watcher = None
        self.mib = (self._top - self.base) / 2**20


def command(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and peak memory in MiB of a command, run in `folder`, and its children; raises where it fails."""
    start, top = time.perf_counter(), 0
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        whole = psutil.Process(running.pid)
        while running.poll() is None:
            with contextlib.suppress(psutil.Error):
                top = max(top, sum(p.memory_info().rss for p in (whole, *whole.children(recursive=True))))
            time.sleep(0.005)
    seconds = time.perf_counter() - start
    if running.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(arguments)} ended with {running.returncode}")
    return seconds, top / 2**20


def apart(function: Callable[..., Any], *args: Any) -> Any:
    """What `function` returns when it is called in a process of its own; both must be importable by name."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args).result()
