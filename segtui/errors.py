"""User errors: what happened, where, and what to do about it."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar

from segtui.language.sentences import in_language, row_of, say, say_counted
from segtui.language.translation import _, speaking, to_translate
from widgets.plain.visible import visible

_COMMON = (
    to_translate("No such file or directory"),
    to_translate("Permission denied"),
    to_translate("Operation not permitted"),
    to_translate("Is a directory"),
    to_translate("Not a directory"),
    to_translate("File exists"),
    to_translate("Directory not empty"),
    to_translate("No space left on device"),
    to_translate("Disk quota exceeded"),
    to_translate("Read-only file system"),
    to_translate("File name too long"),
    to_translate("File too large"),
    to_translate("Input/output error"),
    to_translate("Too many open files"),
    to_translate("Too many levels of symbolic links"),
    to_translate("Cannot allocate memory"),
    to_translate("Resource temporarily unavailable"),
    to_translate("Stale file handle"),
    to_translate("Connection refused"),
    to_translate("Connection reset by peer"),
    to_translate("Connection timed out"),
    to_translate("Network is unreachable"),
    to_translate("No route to host"),
    to_translate("Name or service not known"),
)
"""Words of the system, as it has them in English: Python asks it for no other language."""


class SegtuiError(Exception):
    """Base of every error that a user can cause; shown without a traceback.

    `where` names the file, line, column or plan key; `fix` says what to do. They are sentences of `say`, so that they
    can be said in the language of the interface; `str` of an error is English.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what, self.where, self.fix = what, where, fix
        with speaking("en"):
            super().__init__(self.describe())

    def describe(self) -> str:
        """The message in one to two lines, in the language that is spoken now: `where: what` and, indented, the fix.

        What they quote makes no lines.
        """
        where, what, fix = (visible(in_language(part)) for part in (self.where, self.what, self.fix))
        head = _("{where}: {what}").format(where=where, what=what) if where else what
        return f"{head}\n  {fix}" if fix else head


class UsageError(SegtuiError):
    """The command line is wrong (exit 2)."""


class DataError(SegtuiError):
    """The data is wrong or can't be read (exit 3)."""

    exit_code = 3


class ResourceError(SegtuiError):
    """Memory or disk ran out, or would (exit 4): says what was needed and what there was."""

    exit_code = 4


class UnreachableError(SegtuiError):
    """A server could not be reached, or it refused (exit 5): the same may work later."""

    exit_code = 5


class InterruptionError(SegtuiError):
    """A run was stopped (exit 130) and has kept something to continue from."""

    exit_code = 130


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a plan, at one key such as `clean[2].columns`."""

    key: str
    what: str
    fix: str = ""


class PlanError(SegtuiError):
    """The plan is wrong (exit 2); carries every fault found, not only the first."""

    def __init__(self, faults: Sequence[Fault], *, plan: str = "") -> None:
        self.faults = tuple(faults)
        self.plan = plan
        super().__init__(say("the plan has errors"), where=plan)

    def describe(self) -> str:
        """All faults, one or two lines each, in the language that is spoken now."""
        plan = visible(self.plan) or "plan"
        head = in_language(say_counted("{plan}: {count} fault", "{plan}: {count} faults", len(self.faults), plan=plan))
        lines = [SegtuiError(f.what, where=f.key, fix=f.fix).describe() for f in self.faults]
        return "\n".join([head, *("  " + line.replace("\n", "\n  ") for line in lines)])


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what was probably meant: `did you mean "income"?`, else what is available."""
    names = list(known)
    if hint := did_you_mean(name, names):
        return hint
    shown = row_of([*names[:12], "…"] if len(names) > 12 else names)
    return say("available: {names}", names=shown) if names else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names what was probably meant; empty if nothing is similar."""
    folded = {n.casefold(): n for n in reversed(list(known))}
    close = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return say('did you mean "{name}"?', name=folded[close[0]]) if close else ""


def system_words(error: OSError) -> str:
    """What the system says of an error; what is common can be said in the language of the interface."""
    text = error.strerror or str(error)
    return say(text) if text in _COMMON else text


def system_number(error: BaseException) -> int | None:
    """The system's number of an error; that of Polars stands in its text only."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    written = re.search(r"(?:os error|Errno) (\d+)", str(error)[:10_000])
    return int(written[1]) if written else None


def no_room(number: int | None, place: Path | None, *, where: str, fix: str) -> ResourceError | None:
    """The error for a write to `place` (None: unknown) that failed for lack of space, by its number; else None."""
    if number == errno.EFBIG:
        return ResourceError(
            say("the file-size limit is reached"),
            where=where,
            fix=say("raise it: {command}", command="ulimit -f unlimited"),
        )
    if number not in (errno.ENOSPC, errno.EDQUOT):
        return None
    if place is None:
        return ResourceError(say("the disk is full"), where=where, fix=fix)
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free / 2**20
    return ResourceError(say("the disk is full: {free:,.1f} MiB free", free=free), where=where, fix=fix)
