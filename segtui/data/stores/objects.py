"""The objects that an address means, and their copies on this machine, each in the state in which it was found."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segtui.data.files.compression import save
from segtui.data.stores.store_address import StoreAddress
from segtui.data.stores.store_errors import store_errors
from segtui.errors import DataError, nearest
from segtui.language.sentences import say

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_BLOCK = 1 << 22
_LISTED = 1000
"""Objects beside a missing one that are looked at for one with a similar name."""


@dataclass(frozen=True)
class StoredObject:
    """An object in one state: its key, its URL, its size in bytes, and the tag and the version that the store gives."""

    key: str
    url: str
    size: int
    etag: str
    version: str

    @property
    def state(self) -> str:
        """What tells this state from others, without reading it."""
        tag = self.etag.strip('"')
        return ", ".join(
            [*([f"ETag {tag}"] if tag else []), *([f"version {self.version}"] if self.version else [])]
        ) + (f", {self.size} bytes" if tag or self.version else f"{self.size} bytes")


def find_objects(store: ObjectStore, address: StoreAddress) -> list[StoredObject]:
    """The objects that a URL or a pattern means, by their keys; `*` stays between two strokes, `**` does not.

    An object that has the very name is meant literally. Raises DataError where there is none, UnreachableError.
    """
    import obstore

    key = address.key
    with store_errors(address.base):
        if key and not key.endswith("/"):
            try:
                return [_stored(obstore.head(store, key), address)]
            except FileNotFoundError:
                pass
        if not glob.has_magic(key):
            raise _missing(store, address)
        matches = re.compile(_pattern(key))
        prefix = re.split(r"[*?\[]", key)[0].rpartition("/")[0]
        found = [one for one in _listed(store, prefix) if matches.fullmatch(one["path"])]
    if not found:
        raise DataError(say("no object matches this pattern"), where=address.base)
    return sorted((_stored(one, address) for one in found), key=lambda one: one.key)


def is_prefix_of(store: ObjectStore, address: StoreAddress, name: str) -> bool:
    """Whether there are objects below a folder in the prefix."""
    with store_errors(address.base):
        return next(_listed(store, f"{address.key.rstrip('/')}/{name}".lstrip("/")), None) is not None


def list_objects(store: ObjectStore, address: StoreAddress) -> list[StoredObject]:
    """All objects below a prefix, by their keys."""
    with store_errors(address.base):
        found = [_stored(one, address) for one in _listed(store, address.key.rstrip("/"))]
    return sorted(found, key=lambda one: one.key)


def fetch(store: ObjectStore, stored: StoredObject, target: Path, most: int | None = None) -> Path:
    """A copy of an object, or the lines in this many of its first bytes.

    Raises DataError where it is no longer in the state in which it was found.
    """
    import obstore

    options: Any = {"if_match": stored.etag} if stored.etag else {}
    if most is not None and most < stored.size:
        with store_errors(stored.url):
            begun = bytes(obstore.get(store, stored.key, options=options | {"range": (0, most)}).bytes())
        return save(iter([begun[: begun.rfind(b"\n") + 1]]), target, stored.url)
    with store_errors(stored.url):
        blocks = obstore.get(store, stored.key, options=options).stream(min_chunk_size=_BLOCK)
        return save((bytes(block) for block in blocks), target, stored.url)


def refuse_changed(store: ObjectStore, stored: StoredObject) -> None:
    """Raise DataError where an object that was read in pieces is no longer in the state in which it was found."""
    import obstore

    with store_errors(stored.url):
        now = obstore.head(store, stored.key)
    if (now["e_tag"] or "") != stored.etag:
        raise DataError(say("it changed while it was read"), where=stored.url, fix=say("run it again"))


def _stored(one: object, address: StoreAddress) -> StoredObject:
    known: dict[str, object] = dict(one)  # type: ignore[call-overload]
    key, size = str(known["path"]), known["size"]
    assert isinstance(size, int)
    return StoredObject(key, address.url_of(key), size, str(known["e_tag"] or ""), str(known["version"] or ""))


def _listed(store: ObjectStore, prefix: str) -> Iterator[dict[str, str]]:
    import obstore

    for block in obstore.list(store, prefix=prefix or None):
        yield from (dict(one) for one in block)  # type: ignore[misc]


def _pattern(key: str) -> str:
    """A pattern of paths as a regular expression, as `glob` means it: hidden names need their dot."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])", key)
    known = {"**/": r"(?:(?!\.)[^/]+/)*", "**": r"(?!\.).*", "?": "[^/]"}
    found = ""
    for i, part in enumerate(parts):
        if part == "*":
            before = "".join(parts[:i])
            begins = not before or before.endswith("/")
            found += (r"(?!\.)" if begins else "") + "[^/]*"
        elif part in known:
            found += known[part]
        elif len(part) > 2 and part[0] == "[" and part[-1] == "]":
            inside = part[1:-1].replace("\\", r"\\")
            found += f"[^/{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
        else:
            found += re.escape(part)
    return found


def _missing(store: ObjectStore, address: StoreAddress) -> DataError:
    """The error for an object that is not there, or for a prefix."""
    key = address.key.rstrip("/")
    if not key or next(_listed(store, key), None) is not None:
        below = address.base if address.base.endswith((":", "/")) else f"{address.base}/"
        wanted = say('to read all objects of one kind below it, use for example "{below}*.csv"', below=below)
        return DataError(say("this is a prefix, not an object"), where=address.base, fix=wanted)
    beside: list[str] = []
    for one in _listed(store, key.rpartition("/")[0]):
        beside.append(one["path"])
        if len(beside) == _LISTED:
            break
    return DataError(say("there is no such object"), where=address.base, fix=nearest(key, sorted(beside)))
