"""How much memory there is, and sizes in words."""

from __future__ import annotations

import re
from pathlib import Path

import psutil

from segtui.language.sentences import say

_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_GROUP = Path("/sys/fs/cgroup")


def available() -> int:
    """Bytes that this process can still allocate: the smallest of the machine's, the container's and the shell's
    limits."""
    limits = [psutil.virtual_memory().available]
    process = psutil.Process()
    try:
        most = (_GROUP / "memory.max").read_text().strip()
        if most != "max":
            limits.append(int(most) - int((_GROUP / "memory.current").read_text()))
    except (OSError, ValueError):
        pass
    if hasattr(process, "rlimit"):
        soft, _ = process.rlimit(psutil.RLIMIT_AS)
        if soft != psutil.RLIM_INFINITY:
            limits.append(soft - process.memory_info().vms)
    return max(0, min(limits))


def size_of(text: str) -> int:
    """Bytes from a size such as 800M, 8GiB or 1.5 GB (all binary); raises ValueError for anything else."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*", text, flags=re.IGNORECASE)
    if not match:
        raise ValueError(f'invalid size "{text}"; write it like 800M or 8GiB')
    return int(float(match[1]) * _UNITS[match[2].upper()])


def size_words(size: float) -> str:
    """A readable number of bytes: 12 KiB, 640 MiB, 3.2 GiB."""
    if size < 2**20:
        return say("{size:,.0f} KiB", size=-(-size // 2**10))
    if size >= 2**30:
        return say("{size:,.1f} GiB", size=size / 2**30)
    return say("{size:,.0f} MiB", size=size / 2**20)
