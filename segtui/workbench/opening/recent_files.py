"""Files to open: recent ones, and those in a folder."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from segtui.data.addresses import is_address, kind_of_lake
from segtui.errors import SegtuiError
from segtui.language.figures import in_signs
from segtui.language.sentences import tell
from segtui.publishing.publish import write_whole

_SUFFIXES = {
    *(".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq", ".arrow", ".ipc", ".feather"),
    *(".ndjson", ".jsonl", ".json", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".toml"),
}
_PACKED = {".gz", ".zst", ".bz2", ".xz"}
_NO_DATA = {"pyproject.toml", "package.json", "tsconfig.json", "requirements.txt"}
LATELY = 8


@dataclass(frozen=True)
class Nearby:
    """A file, the folder of a run or of a lake's table, or any other; `size` in bytes, None for folders."""

    path: Path
    kind: str
    size: int | None = None
    changed: datetime | None = None


def nearby(folder: Path) -> list[Nearby]:
    """What can be opened in a folder, after its parent and subfolders; empty if it can't be read."""
    try:
        with os.scandir(folder) as entries:
            found = [known for entry in entries if (known := _known(entry))]
    except OSError:
        found = []
    up = [] if folder.resolve() == folder.resolve().parent else [Nearby(folder.resolve().parent, "up")]
    return up + sorted(
        found, key=lambda n: (n.kind != "folder", n.kind not in ("run", "table"), n.path.name.casefold())
    )


def _known(entry: os.DirEntry[str]) -> Nearby | None:
    if entry.name.startswith(".") or entry.name in _NO_DATA:
        return None
    path = Path(entry.path)
    try:
        if entry.is_dir():
            kind = "run" if (path / "run.json").is_file() else "table" if kind_of_lake(path) else "folder"
            return Nearby(path, kind)
        parts = [s.lower() for s in path.suffixes[-2:]]
        fits = bool(parts) and (parts[-1] in _SUFFIXES or (parts[-1] in _PACKED and parts[0] in _SUFFIXES))
        if not fits or not entry.is_file():
            return None
        about = entry.stat()
    except OSError:
        return None
    kind = "plan" if parts[-1] == ".toml" else "data"
    return Nearby(path, kind, about.st_size, datetime.fromtimestamp(about.st_mtime))


def lately() -> list[Path | str]:
    """The recently opened files that still exist, and addresses, the latest first."""
    try:
        known = json.loads(_list().read_text(encoding="utf-8"))
        return [p if is_address(p) else Path(p) for p in known if is_address(p) or Path(p).exists()]
    except (OSError, ValueError, TypeError):
        return []


def remember(opened: Path | str) -> None:
    """Put a file or an address first among the recently opened ones; failure to write the list is ignored."""
    place = opened.resolve() if isinstance(opened, Path) else opened
    places = [place, *(p for p in lately() if p != place)][:LATELY]
    with suppress(OSError, SegtuiError):
        write_whole(_list(), json.dumps([str(p) for p in places]))


def _list() -> Path:
    from platformdirs import user_state_path

    return user_state_path("segtui", appauthor=False) / "lately.json"


def size_in_words(size: int) -> str:
    """A readable number of bytes: 220 kB, 1.0 MB."""
    for unit, amount in ((tell("GB"), 1e9), (tell("MB"), 1e6), (tell("kB"), 1e3)):
        if size >= amount:
            return in_signs(f"{size / amount:.{0 if size >= 10 * amount or amount == 1e3 else 1}f} {unit}")
    return f"{size} {tell('B')}"


def short(path: Path) -> str:
    """The shortest form of a path: from the current folder or from the home folder."""
    home, here = str(Path.home()), str(Path.cwd())
    text = str(path)
    for base, start in ((here, ""), (home, "~/")):
        if text.startswith(base + os.sep):
            return start + text[len(base) + 1 :]
    return "~" if text == home else text
