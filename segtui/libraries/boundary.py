"""The boundary around libraries: whatever they raise becomes the user's error, and one that is absent can be installed.

Libraries raise far more than they document: panics of Rust that are not an Exception, the end of the stack, numbers too
large for a conversion. Inside the boundary stands the library's call and what takes its answer apart, nothing else.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile

from segtui.errors import DataError, PlanError, SegtuiError, UsageError, no_room, system_number, system_words
from segtui.language.sentences import say, say_counted

_PANIC = "PanicException"
_LIBRARIES = {"polars", "pyo3_runtime", "fastexcel", "_fastexcel", "zstandard", "zstd", "tomlkit", "sklearn"}
_RAISED = (
    *(ValueError, ArithmeticError, EOFError, LookupError, TypeError, AttributeError, AssertionError),
    *(OSError, zlib.error, BadZipFile, RuntimeError),
)
_CALM = {
    "OMP_WAIT_POLICY": "passive",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
_TEMPORARY = say("free some space, or name another folder for temporary files in TMPDIR")
_AMID = re.compile(r" \(create native python.*|\s*\(error details:.*")


@contextmanager
def foreign(
    explain: Callable[[str], SegtuiError],
    *,
    writes: Path | None = None,
    raises: tuple[type[BaseException], ...] = (),
) -> Iterator[None]:
    """Turn what a library raises into the error that `explain` makes of its reason, a sentence without a period.

    Our own errors, interruptions and the end of the memory pass through. A full disk is a ResourceError; `writes` is
    the place that is written to, where one is, `raises` what a library raises beside what all do.
    """
    try:
        yield
    except SegtuiError:
        raise
    except BaseException as error:
        if not isinstance(error, raises) and not is_foreign(error):
            raise
        full = no_room(system_number(error), writes, where=str(writes or ""), fix=_TEMPORARY)
        raise (full or explain(reason(error))) from error


def data(what: str, where: str, fix: str = "") -> Callable[[str], DataError]:
    """For `foreign`: the data is wrong (exit 3), `what` with the reason after a colon."""
    return lambda why: DataError(say("{what}: {why}", what=what, why=why), where=where, fix=fix)


def usage(what: str, where: str, fix: str = "") -> Callable[[str], UsageError]:
    """For `foreign`: the command line is wrong (exit 2), `what` with the reason after a colon."""
    return lambda why: UsageError(say("{what}: {why}", what=what, why=why), where=where, fix=fix)


def is_foreign(error: BaseException) -> bool:
    """Whether an error is one that a library raises for bad input."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, SegtuiError, PlanError)):
        return False
    library = type(error).__module__.partition(".")[0] in _LIBRARIES
    return isinstance(error, _RAISED) or type(error).__name__ == _PANIC or library


def reason(error: BaseException) -> str:
    """The reason in one line, in the library's own words if they mean something to a reader."""
    if isinstance(error, RecursionError):
        return say("it is nested too deeply")
    if isinstance(error, KeyError):
        return say("{key} is missing", key=str(error))
    if isinstance(error, UnicodeError) and "surrogate" in str(error):
        return say("it contains half a character (a lone surrogate), which is not valid text")
    said = str(error).strip()
    if "integer string conversion" in said:
        return say("it contains an integer of more than 4,300 digits")
    if isinstance(error, OSError) and error.strerror:
        return system_words(error)
    line = _AMID.sub("", said.splitlines()[0] if said else "").rstrip(" .:")
    return line or type(error).__name__


def calm_threads() -> None:
    """Set how the threads of numeric libraries behave, before any is loaded; what the environment says stays.

    Threads that wait would spin: on a machine that others use too, products of small matrices then take twenty times
    the processor time. So OpenMP's threads sleep, and BLAS has one: segtui shares work between threads of its own. The
    sums of BLAS then do not depend on how many processors there are either.
    """
    for name, value in _CALM.items():
        os.environ.setdefault(name, value)


def silence() -> None:
    """Drop Python's warnings and logs; `python -W` turns the warnings on."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.showwarning = _dropped


def _dropped(*told: object, **more: object) -> None:
    """Stands for `warnings.showwarning`: filters that a library sets for itself do not get past it."""


@dataclass(frozen=True)
class Library:
    """A module that may be absent, and what pip installs it by: a package or an extra such as "segtui[sql]"."""

    module: str
    package: str


def missing_libraries(libraries: Iterable[Library]) -> tuple[str, str] | None:
    """What is missing and how to install it, as the `what` and `fix` of an error; None where all are here."""
    absent = [library for library in libraries if not _is_here(library.module)]
    if not absent:
        return None
    packages = " ".join(f"'{package}'" for package in dict.fromkeys(library.package for library in absent))
    needed = ", ".join(library.module for library in absent)
    return say_counted(
        "needs {needed}, which is not installed", "needs {needed}, which are not installed", len(absent), needed=needed
    ), f"pip install {packages}"


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of the package that it is in
        return False
