"""Loads the numeric libraries and compiles kernels while idle, so that no search waits for them."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from segtui.engine.compile_kernels import compile_aside
from segtui.engine.transport.messages import Message
from segtui.libraries.compiled import PLAIN_ROWS, kernel_modules

LIBRARIES = (
    "scipy.spatial.distance",
    "scipy.sparse.csgraph",
    "scipy.cluster.hierarchy",
    "scipy.special",
    "sklearn.cluster",
    "sklearn.tree",
    "sklearn.neighbors",
    "hdbscan",
    "sklearn.impute",
)
_AT_REST = 2.0
"""Seconds without a question after which the process counts as idle."""


class Warmer:
    """Imports one library after another in a thread of its own, beginning none while a question is answered.

    `rows` says how many the largest open table has: before one is open nothing is loaded, and no kernel unless the
    table is large enough for kernels to be used.
    """

    def __init__(self, rows: Callable[[], int]) -> None:
        self._rows = rows
        self._free = threading.Event()
        self._wanted: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._ahead = [(1, self._load_libraries), (PLAIN_ROWS + 1, self._load_kernels)]
        threading.Thread(target=self._warm, name="warming", daemon=True).start()

    def idle(self, questions: SimpleQueue[Message]) -> Message:
        """Wait for the next question, and use the wait."""
        try:
            return questions.get(timeout=_AT_REST)
        except Empty:
            self._free.set()
        while self._ahead and self._rows() >= self._ahead[0][0]:
            self._wanted.put(self._ahead.pop(0)[1])
        question = questions.get()
        self._free.clear()
        return question

    def _warm(self) -> None:
        while True:
            self._wanted.get()()

    def _load_libraries(self) -> None:
        self._load(LIBRARIES)

    def _load_kernels(self) -> None:
        self._free.wait()
        compile_aside()
        self._load(kernel_modules())

    def _load(self, names: Sequence[str]) -> None:
        for name in names:
            self._free.wait()
            # A library that can't be loaded raises when it is used.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
