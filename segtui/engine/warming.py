"""Loads the numeric libraries and compiles kernels while nothing is asked, so that no search waits for them."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from segtui.compiled import kernel_modules
from segtui.engine.compiling import compile_aside
from segtui.engine.messages import Message

_LATER = (
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
_AT_REST = 0.2


class Warmer:
    """Imports one library after another in a thread of its own, beginning none while a question is answered."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._begun = False

    def idle(self, questions: SimpleQueue[Message]) -> Message:
        """Wait for the next question, and use the wait."""
        try:
            return questions.get(timeout=_AT_REST)
        except Empty:
            self._free.set()
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._warm, name="warming", daemon=True).start()
        question = questions.get()
        self._free.clear()
        return question

    def _warm(self) -> None:
        self._load(_LATER)
        self._free.wait()
        compile_aside()
        self._load(kernel_modules())

    def _load(self, names: Sequence[str]) -> None:
        for name in names:
            self._free.wait()
            # A library that can't be loaded says so when it is needed.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
