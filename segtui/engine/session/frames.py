"""Frames for the app, as Arrow files that it maps into its memory."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from segtui.publishing.publish import replacement

_KEEP = 4
_MOST_BYTES = 1 << 28


class Frames:
    """Files in `folder`, named by kind and by what they were made from.

    A file is never changed once it has its name, so a mapped one stays valid. The last few of each kind are kept, and
    older ones while they are small.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, kind: str, made_from: Any, make: Callable[[], pl.DataFrame]) -> str:
        """The file of a frame, made unless it is there; `made_from` is any JSON that says what it comes from."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:16]
        place = self.folder / f"{kind}-{digest}.arrow"
        try:
            os.utime(place)
        except FileNotFoundError:
            with replacement(place) as part:
                make().write_ipc(part, compression="uncompressed")
            self._make_room(kind)
        return str(place)

    def _make_room(self, kind: str) -> None:
        with contextlib.suppress(OSError):
            sizes = {f: f.stat() for f in self.folder.glob(f"{kind}-*.arrow")}
            newest = sorted(sizes, key=lambda f: sizes[f].st_mtime_ns, reverse=True)
            bytes_so_far = itertools.accumulate(sizes[f].st_size for f in newest)
            for number, (file, size) in enumerate(zip(newest, bytes_so_far, strict=True)):
                if number >= _KEEP and size > _MOST_BYTES:
                    file.unlink()
