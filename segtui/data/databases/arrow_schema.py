"""The fields of an Arrow C schema with their metadata: Polars panics on types that it has not, and drops the metadata.

The layout is that of https://arrow.apache.org/docs/format/CDataInterface.html.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ArrowField:
    """A column's name and what its producer says of it."""

    name: str
    metadata: dict[str, str]


class _Schema(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
]


def fields(handle: Any) -> list[ArrowField]:
    """The fields of a schema that a driver holds at `handle.address`; the handle keeps owning it."""
    schema = _Schema.from_address(handle.address)
    children = [schema.children[i].contents for i in range(schema.n_children)]
    return [ArrowField((child.name or b"").decode(), _metadata(child.metadata)) for child in children]


def _metadata(at: int | None) -> dict[str, str]:
    """Pairs of texts, each after its length, after their number."""
    if not at:
        return {}
    texts: list[str] = []
    count, at = ctypes.c_int32.from_address(at).value, at + 4
    for _ in range(2 * count):
        length = ctypes.c_int32.from_address(at).value
        texts.append(ctypes.string_at(at + 4, length).decode(errors="replace"))
        at += 4 + length
    return dict(zip(texts[::2], texts[1::2], strict=True))
