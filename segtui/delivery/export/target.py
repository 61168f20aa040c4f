"""What an export target is: the columns of a platform's import file and the rules of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import polars as pl

from segtui.declare import instances
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, missing_libraries

SEGMENT_COLUMNS = ("id", "segment", "segment_name")
"""The columns of a run's rows that say who is in which segment."""
Form = Callable[[pl.Expr], pl.Expr]
"""Converts parsed text cells (see segtui.delivery.export.people) to the format that a platform wants."""
Part = Literal[
    "email",
    "phone",
    "first_name",
    "last_name",
    "country",
    "zip",
    "city",
    "state",
    "birth_date",
    "birth_year",
    "age",
    "gender",
    "language",
    "external_id",
    "platform_id",
    "subscription",
    "madid",
    "value",
    "job_title",
    "company",
    "as_it_is",
]
"""The part of a person that a column holds; `as_it_is` is text that is not parsed."""


@dataclass(frozen=True)
class TargetColumn:
    """One column of a platform's file: its header, the part of a person it holds, and its format.

    `hashed` cells are written as the SHA-256 of the formatted UTF-8 bytes, in lower-case hexadecimal. An `asked` column
    is filled only if the plan names it; the others are filled whenever the data has something for them.
    """

    header: str
    holds: Part
    form: Form | None = None
    hashed: bool = False
    asked: bool = False


@dataclass(frozen=True)
class TargetPlace:
    """Where a file names the segment of a row: a column, with tags if one cell may hold several."""

    header: str
    tag: bool = False


@dataclass(frozen=True)
class OptOut:
    """A column of the file of people to be removed: a part of the person, or one word for all of them."""

    header: str
    holds: Part | None = None
    word: str = ""


@dataclass(frozen=True)
class Target:
    """A platform's import file, declared once; every other part of an export reads it.

    Rows: one needs any of the parts in `needs`, or is left out; the parts in `together` are all filled or all empty; of
    rows that agree in the first of the `unique` parts that they have, one is written. Columns: those without data are
    left out unless headers are `fixed`; the part `last` comes last; `attributes` says whether additional ones are
    allowed, `attribute` how their headers are made. `segment` is None if a file has no place for the segment's name:
    then each segment gets a file of its own. A `plain` target has no columns of its own except id, segment,
    segment_name. Sizes: a file that would exceed `most_rows` (without the header) or `most_bytes` continues in a
    numbered file; more than `most_columns` are refused; cells are truncated at `most_cell_bytes`; below `fewest_rows`
    there is a warning. `optouts` are the columns of the file of people to be removed. An `advertising` file is for
    finding people to show ads to, not for writing to them. Where one `needs_eea_consent`, people of the EEA, the UK and
    Switzerland must have agreed to personalised ads, and those who have stand in a file of their own. `format` is one
    of those in files/formats.py, or one that the target's file declares; `libraries` are those that it
    needs and may be absent.
    """

    name: str
    title: str
    columns: tuple[TargetColumn, ...] = ()
    needs: tuple[Part, ...] = ()
    together: tuple[Part, ...] = ()
    unique: tuple[Part, ...] = ()
    segment: TargetPlace | None = None
    attributes: bool = True
    attribute: Callable[[str], str] = field(default=str)
    last: Part | None = None
    format: str = "csv"
    delimiter: str = ","
    most_rows: int | None = None
    most_bytes: int | None = None
    most_columns: int | None = None
    most_cell_bytes: int | None = None
    fewest_rows: int = 0
    optouts: tuple[OptOut, ...] = ()
    plain: bool = False
    advertising: bool = False
    needs_eea_consent: bool = False
    fixed: bool = False
    libraries: tuple[Library, ...] = ()

    @property
    def suffix(self) -> str:
        """The file extension, with its dot."""
        return f".{self.format}"

    def column(self, header: str) -> TargetColumn | None:
        """The declared column of that header."""
        return next((c for c in self.columns if c.header == header), None)


@cache
def targets() -> dict[str, Target]:
    """The declared targets by name, in alphabetical order of their files."""
    return {target.name: target for target in instances("segtui.delivery.export.targets", Target)}


def eea_targets() -> tuple[str, ...]:
    """The names of the targets that need consent to personalized ads from people in Europe."""
    return tuple(name for name, target in targets().items() if target.needs_eea_consent)


def find_target(name: str) -> Target:
    """The target of that name; raises UsageError with the nearest name."""
    if name not in targets():
        raise UsageError(
            say('there is no export target "{name}"', name=name), where="--to", fix=nearest(name, targets())
        )
    return targets()[name]


def usable_target(name: str) -> Target:
    """The target of that name; raises UsageError as `find_target`, and if a library that it needs is not installed."""
    target = find_target(name)
    if lacking := missing_libraries(target.libraries):
        what, fix = lacking
        raise UsageError(say("{name} {what}", name=name, what=what), where="--to", fix=fix)
    return target
