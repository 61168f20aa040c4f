"""An Arrow stream as Polars reads it, with its rows counted and other threads running while the server is waited for.

Polars holds Python's lock while it waits for the next batch: an interruption would be heard only when that has come.
The layout is that of https://arrow.apache.org/docs/format/CStreamInterface.html.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

_Next = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class _Stream(ctypes.Structure):
    _fields_ = (
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.c_void_p),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class CountedStream:
    """A stream of a library; `counted` is called with the rows of each batch. Keep it until the rows are read."""

    def __init__(self, stream: Any, counted: Callable[[int], object]) -> None:
        self._stream, self._counted = stream, counted
        self._hook: Any = None

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The stream's own capsule, whose next batch is asked for through here; ctypes lets go of Python's lock."""
        capsule = self._stream.__arrow_c_stream__(requested_schema)
        stream = _Stream.from_address(_pointer(capsule))
        ask = _Next(stream.get_next)

        def get_next(at: int, out: int) -> int:
            code: int = ask(at, out)
            rows = ctypes.c_int64.from_address(out).value if not code else 0  # 0 after the last batch
            self._counted(rows)
            return code

        self._hook = _Next(get_next)
        stream.get_next = ctypes.cast(self._hook, ctypes.c_void_p).value
        return capsule


def _pointer(capsule: object) -> int:
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(get(capsule, b"arrow_array_stream"))
