"""Libraries that a declared thing needs and that may be absent: whether they are here, and how to install them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Library:
    """A module to import, and what pip installs it by: a package or an extra such as "segtui[sql]"."""

    module: str
    package: str


def missing_libraries(libraries: Iterable[Library]) -> tuple[str, str] | None:
    """What is missing and how to install it, as the `what` and `fix` of an error; None where all are here."""
    absent = [library for library in libraries if not _is_here(library.module)]
    if not absent:
        return None
    packages = " ".join(f"'{package}'" for package in dict.fromkeys(library.package for library in absent))
    needed = ", ".join(library.module for library in absent)
    return f"needs {needed}, which {'is' if len(absent) == 1 else 'are'} not installed", f"pip install {packages}"


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of the package that it is in
        return False
