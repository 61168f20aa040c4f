"""A run's folder on a store: complete or absent, though a store can't move a folder into place.

A lock is made that only one can make, then the files are put, and run.json last: without it there is no run.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segtui.data.addresses import name_of_address
from segtui.data.reader_registry import reader_of
from segtui.data.stores.objects import fetch, list_objects
from segtui.data.stores.open_store import open_store
from segtui.data.stores.store_address import StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.errors import DataError, SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.publishing.paths import expand_home
from segtui.publishing.private import private_folder
from segtui.publishing.scratch import HeldFolder

if TYPE_CHECKING:
    from obstore.store import ObjectStore

LOCK = ".segtui-lock"
CHANGING = b"changing "
"""How a lock begins while objects of a run that was there before are replaced."""
_ELSEWHERE = say("choose another place with -o")
_WORK = "~/.cache/segtui/runs"


def fetch_run(place: str) -> Path:
    """A copy of a run on a store, in a folder that goes when the program ends.

    Raises UsageError where there is no run, UnreachableError.
    """
    stored = StoredRun.at(place)
    held = HeldFolder.temporary()
    atexit.register(held.remove)
    folder = held.path / stored.work.name
    fetch_files(stored, open_store(stored.address), folder)
    return folder


def fetch_files(stored: StoredRun, store: ObjectStore, folder: Path) -> None:
    """Copy the files of a run, all of one state of it; raises as `fetch_run` does, DataError where it changes."""
    found = {one.key.removeprefix(stored.key("")): one for one in list_objects(store, stored.address)}
    if MANIFEST not in found:
        raise UsageError(say("is not a finished run: run.json is missing"), where=stored.place)
    stored.refuse_changing(store, found)
    for name, one in found.items():
        if name != LOCK:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            fetch(store, one, folder / name)
    later = {one.key: one.etag for one in list_objects(store, stored.address) if not one.key.endswith(LOCK)}
    if later != {one.key: one.etag for name, one in found.items() if name != LOCK}:
        raise DataError(say("it changed while it was read"), where=stored.place, fix=say("run it again"))


@dataclass(frozen=True)
class StoredRun:
    """The place of a run on a store; `work` is the folder of this machine in which it is made."""

    address: StoreAddress
    work: Path

    @classmethod
    def at(cls, place: str) -> StoredRun:
        """The place that -o names; UsageError where it names no folder of a store, or keys or libraries are missing."""
        if lacking := missing_libraries(reader_of(place).libraries):
            raise UsageError(say("a run on a store {lacking}", lacking=lacking[0]), where=place, fix=lacking[1])
        address = parse(place)
        if address.is_delta or address.scheme in ("delta", "iceberg") or not address.key.strip("/"):
            raise UsageError(say("names no folder of a store"), where=place, fix=say("such as s3://lake/runs/may"))
        work = expand_home(_WORK) / sha256(str(address).encode()).hexdigest()[:16]
        return cls(address, work / name_of_address(address.base).rpartition(":")[2])

    @property
    def place(self) -> str:
        """It as -o named it."""
        return self.address.base.rstrip("/")

    def refuse_taken(self, *, force: bool) -> None:
        """Raise UsageError where a run is there that may not be replaced, or anything that is not a run."""
        there = self._keys(open_store(self.address))
        if LOCK in there and not force:
            raise self._busy()
        self._refuse_taken(there, force=force, interrupted=LOCK in there)

    def publish(self, *, force: bool, keep: bool = False) -> None:
        """Put the finished run into its place, then remove it here, unless it is to be kept.

        Raises UnreachableError where the store can't be reached: the run is then still here, and there is none there.
        """
        store = open_store(self.address)
        files = {f.relative_to(self.work).as_posix(): f for f in sorted(self.work.rglob("*")) if f.is_file()}
        manifest = files.pop(MANIFEST)
        with self._kept_here(), self._lock(store, force=force) as interrupted:
            there = self._keys(store)
            self._refuse_taken(there, force=force, interrupted=interrupted)
            if MANIFEST in there:
                self.delete(store, [MANIFEST])
            self.delete(store, sorted(there - files.keys() - {MANIFEST, LOCK}))
            for name, file in files.items():
                self.put(store, name, file)
            self.put(store, MANIFEST, manifest, mode="create")
        if not keep:
            shutil.rmtree(self.work.parent, ignore_errors=True)

    def prepare(self) -> None:
        """Make the folder in which the work folder will be; a run that could not be put into its place gives way."""
        private_folder(self.work.parent)
        if (self.work / MANIFEST).exists():
            shutil.rmtree(self.work)

    def refuse_changing(self, store: ObjectStore, there: Container[str]) -> None:
        """Raise DataError where the run is not whole, because a command is putting what it has changed."""
        import obstore

        if LOCK not in there:
            return
        with store_errors(self.address.base):
            try:
                said = bytes(obstore.get(store, self.key(LOCK)).bytes())
            except FileNotFoundError:
                return
        if said.startswith(CHANGING):
            fix = say("try again in a moment; if it was killed, repeat that command where it ran")
            raise DataError(say("a command is changing this run"), where=self.place, fix=fix)

    def _refuse_taken(self, there: set[str], *, force: bool, interrupted: bool) -> None:
        where = self.address.base
        if MANIFEST in there and not force:
            fix = say("replace it with --force, or {elsewhere}", elsewhere=_ELSEWHERE)
            raise UsageError(say("already contains a run"), where=where, fix=fix)
        if there - {LOCK} and MANIFEST not in there and not interrupted:
            raise UsageError(say("contains objects that are not a segtui run"), where=where, fix=_ELSEWHERE)

    def _keys(self, store: ObjectStore) -> set[str]:
        prefix = self.address.key.rstrip("/")
        return {one.key.removeprefix(f"{prefix}/") for one in list_objects(store, self.address)}

    def key(self, name: str) -> str:
        """The key of one of its files."""
        return f"{self.address.key.rstrip('/')}/{name}"

    def put(self, store: ObjectStore, name: str, file: Path | bytes, mode: Any = "overwrite") -> None:
        """Put one of its files; raises UnreachableError."""
        import obstore

        with store_errors(self.address.url_of(self.key(name))):
            obstore.put(store, self.key(name), file, mode=mode)

    def delete(self, store: ObjectStore, names: list[str]) -> None:
        """Remove these of its files, there or not; raises UnreachableError."""
        import obstore

        with store_errors(self.address.base):
            if names:
                obstore.delete(store, [self.key(name) for name in names])

    @contextmanager
    def _lock(self, store: ObjectStore, *, force: bool) -> Iterator[bool]:
        """Hold the place; a lock that was left is taken over with --force, by one of those who saw it.

        Gives whether that is so.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        key, interrupted = self.key(LOCK), False
        with store_errors(self.address.base):
            try:
                obstore.put(store, key, b"", mode="create")
            except AlreadyExistsError:
                if not force:
                    raise self._busy() from None
                seen, interrupted = obstore.head(store, key), True
                try:
                    state: Any = {name: seen[name] for name in ("e_tag", "version") if seen[name]}
                    obstore.put(store, key, b"taken over", mode=state)
                except PreconditionError:
                    raise self._busy() from None
        try:
            yield interrupted
        except UsageError:  # nothing was changed
            self.delete(store, [] if interrupted else [LOCK])
            raise
        self.delete(store, [LOCK])

    def _busy(self) -> UsageError:
        fix = say("wait for it to finish; if it was interrupted, repeat the command with --force")
        return UsageError(say("another run is being put here"), where=self.address.base, fix=fix)

    @contextmanager
    def _kept_here(self) -> Iterator[None]:
        """Say where the run is when it can't be put into its place."""
        try:
            yield
        except SegtuiError as error:
            told = "; ".join(filter(None, (error.fix, f"the finished run is in {self.work}")))
            raise type(error)(error.what, where=error.where, fix=told) from error
