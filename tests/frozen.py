"""A process that is killed at a moment of our choosing, without the cost of a process.

From the moment on nothing that it does reaches the disk: whatever would still clear up is as dead as after kill -9.
"""

import builtins
import contextlib
import io
import os

import pytest

CHANGES = ("replace", "rename", "link", "unlink", "remove", "rmdir", "mkdir", "ftruncate", "chmod", "fchmod", "symlink")
RENAMES = ("replace", "rename", "link", "exchange")
MOVES = (*RENAMES, "unlink", "remove", "rmdir")
"""What counts: the kill comes before the nth of these. The removal of a folder with all in it counts once."""


class Killed(BaseException):
    """Stands for the end of the process."""


class Freezer:
    """Counts what changes names on the disk, and from the `at`-th of these on lets nothing through."""

    def __init__(self, at, counted):
        self.at, self.counted, self.count, self.dead, self.within = at, counted, 0, False, False

    def stop(self, name, within):
        if not self.dead and name in self.counted:
            self.count += not (within and self.within)
            self.dead = self.count == self.at
        self.within = within
        if self.dead:
            raise Killed(name)


@contextlib.contextmanager
def killed_before(at, counted=MOVES):
    """Within, the process is killed before the `at`-th change of names, from 1; yields the counter."""
    from segtui.publishing import moves

    freezer, patch = Freezer(at, counted), pytest.MonkeyPatch()

    def wrapped(name, real):
        def call(*given, **more):
            freezer.stop(name, more.get("dir_fd") is not None)
            return real(*given, **more)

        return call

    def opening(real):
        def call(file, mode="r", *given, **more):
            if freezer.dead and set(mode) & set("wax+"):
                raise Killed("open")
            return real(file, mode, *given, **more)

        return call

    def opened(path, flags, *given, **more):
        if freezer.dead and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise Killed("open")
        return real_open(path, flags, *given, **more)

    real_open = os.open
    for name in CHANGES:
        patch.setattr(os, name, wrapped(name, getattr(os, name)))
    patch.setattr(os, "fsync", lambda handle: None)  # the machine goes on
    patch.setattr(os, "open", opened)
    patch.setattr(builtins, "open", opening(builtins.open))
    patch.setattr(io, "open", opening(io.open))
    patch.setattr(moves, "exchange", wrapped("exchange", moves.exchange))
    try:
        yield freezer
    finally:
        patch.undo()
