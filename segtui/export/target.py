"""What every export target is: the columns of a platform's import file and the rules that the file keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Form = Callable[[pl.Expr], pl.Expr]
"""Brings understood cells of text (see segtui.export.people) into the form that a platform wants."""
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
    "madid",
    "value",
    "job_title",
    "company",
    "as_it_is",
]
"""What of a person a column holds; `as_it_is` is text that is not looked into."""


@dataclass(frozen=True)
class Column:
    """One column of a platform's file: its header, what of a person it holds, and in which form.

    `hashed` cells are written as the SHA-256 of the form's bytes in UTF-8, in lower-case hexadecimal. A column that is
    `asked` leaves only where the plan names it; the others are filled wherever the data has something for them.
    """

    header: str
    holds: Part
    form: Form | None = None
    hashed: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Place:
    """Where a file says whose segment a row is: a column, with tags where several may stand in one cell."""

    header: str
    tag: bool = False


@dataclass(frozen=True)
class Target:
    """A platform's import file, declared once; every other part of an export asks it.

    A row needs one of the parts in `needs`, or is left out. The parts in `together` are filled all or none. Of rows
    with an equal `unique` part the first is written. `segment` is None where a file has no place for the segment's
    name: then each segment gets a file of its own. `attributes` says whether further columns may be asked for, and
    `attribute` how their headers are made. A file that would pass `most_rows` (without the header) or `most_bytes`
    goes on in a file with a number; below `fewest_rows` there is a warning. `most_columns` is refused. `last` names
    a part whose column comes last. `optouts` are the headers of the file of people to be removed.
    """

    name: str
    title: str
    columns: tuple[Column, ...] = ()
    needs: tuple[Part, ...] = ()
    together: tuple[Part, ...] = ()
    unique: Part | None = None
    segment: Place | None = None
    attributes: bool = True
    attribute: Callable[[str], str] = field(default=str)
    last: Part | None = None
    format: Literal["csv", "parquet", "xlsx", "json"] = "csv"
    delimiter: str = ","
    dates: str = "%Y-%m-%d"
    most_rows: int | None = None
    most_bytes: int | None = None
    most_columns: int | None = None
    most_cell_bytes: int | None = None
    fewest_rows: int = 0
    optouts: tuple[Column, ...] = ()
    plain: bool = False

    @property
    def suffix(self) -> str:
        """The ending of the file's name, with its dot."""
        return f".{self.format}"

    def column(self, header: str) -> Column | None:
        """The declared column of that header."""
        return next((c for c in self.columns if c.header == header), None)
