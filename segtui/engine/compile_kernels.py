"""`python -m segtui.engine.compile_kernels PIPE` fills the cache of compiled kernels for other processes."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import zlib
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from segtui.engine.transport.streams import die_with
from segtui.libraries.compiled import cache_folder, kernel_modules

_BEHIND = 5


def compile_aside() -> None:
    """Have all kernels compiled by a subprocess, and wait for it.

    Compiling takes seconds and holds Python's lock repeatedly, so in this process every answer would wait for it.
    Nothing is started if the cache is complete, or if there is none to fill.
    """
    folder = cache_folder()
    if folder is None or not kernel_modules() or is_complete(folder):
        return
    end, life = os.pipe()
    try:
        command = [sys.executable, "-P", "-m", "segtui.engine.compile_kernels", str(end)]
        with contextlib.suppress(OSError):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=(end,), check=False)
    finally:
        os.close(end)
        os.close(life)


def is_complete(folder: Path) -> bool:
    """Whether all kernels as they are now have been compiled into this cache."""
    try:
        return bool(json.loads(note(folder).read_text(encoding="utf-8")) == _kernels())
    except (OSError, ValueError):
        return False


def note(folder: Path) -> Path:
    """The file that says so. Installations share the folder and not their kernels: each has its own."""
    return folder / f"complete-{zlib.crc32(os.fsencode(__file__)):08x}.json"


def _kernels() -> dict[str, Any]:
    """Everything that decides whether numba uses a cached kernel: its file, numba, Python, and the machine."""
    files = {}
    for name in kernel_modules():
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            known = os.stat(spec.origin)
            files[spec.origin] = [known.st_mtime, known.st_size]
    return {"files": files, "numba": metadata.version("numba"), "python": sys.version, "machine": list(os.uname())[1:]}


def main() -> None:
    """Compile all kernels; a kernel that can't be compiled raises when it is used."""
    die_with(int(sys.argv[1]))
    os.nice(_BEHIND)
    before = _kernels()
    for name in kernel_modules():
        importlib.import_module(name)
    folder = cache_folder()
    if folder is not None and before == _kernels():
        done = note(folder)
        part = done.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(before), encoding="utf-8")
        part.replace(done)


if __name__ == "__main__":
    main()
