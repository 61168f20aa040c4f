"""What every reader is: the files of one format, or the addresses of one kind, and how their table is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.raw.asked_table import RowEstimate, Server
from segtui.data.raw.listed_table import ListedTable
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.raw.row_repairs import RowRepair, RowSkip
from segtui.data.source import Source
from segtui.declare import Declared
from segtui.language.translation import to_translate
from segtui.libraries.boundary import Library

_OF_TEXT = ("decimal", "nulls", "date_format")


@dataclass(frozen=True)
class Part:
    """One file of a source: its columns, whether it says their types, rows that make no row, and its frames."""

    name: str
    columns: tuple[str, ...]
    typed: bool
    skipped: int
    frames: Callable[[], Iterator[pl.DataFrame]]
    repairs: tuple[RowRepair, ...] = ()
    skips: tuple[RowSkip, ...] = ()


@dataclass(frozen=True)
class Staged:
    """How what lies elsewhere becomes files of the workspace, which are read as files are.

    `files` makes them of an address, as `place.address`; columns that are not among the given ones, where any are, may
    be left out. `states` says by object what an address means now, without a reading, `sizes` how many bytes each has,
    where that can be asked. All raise DataError where the address means nothing and UnreachableError where it can't be
    asked.
    """

    files: Callable[[InputFile, Collection[str] | None], list[InputFile]]
    states: Callable[[str], dict[str, str]]
    sizes: Callable[[str], dict[str, int]] | None = None


@dataclass(frozen=True)
class Addresses:
    """The addresses that a reader knows, such as sqlite:///shop.db?table=customers: a source that is not a file.

    `schemes` are what stands before `://`. `fingerprint` says what an address holds now, in a text that is another
    when its rows are; it stands in run.json as the hash of a file does. `stamp` does so without reading the rows, and
    may differ once too often: the workbench asks it before each answer. Both are given the address as `place.address`
    and raise DataError where it can't be read. Where an address has the path of a local file in it, `with_paths` gives
    the address with that path put through a function; such a file is never written to by a run that reads it.
    `tables` lists what a connection may read; `server` says who answers for it, where that is a database: run.json has
    it with the statement that was asked. `quote` quotes its names where not as SQL's standard says. `first` gives the
    address of at most this many first rows of an address, which are there without reading the rest. `estimate` says
    about how much a statement would give, without giving it.
    What is `staged` as files has states in place of a fingerprint.
    """

    schemes: tuple[str, ...]
    fingerprint: Callable[[str, Source], str] | None = None
    stamp: Callable[[str, Source], str] | None = None
    with_paths: Callable[[str, Callable[[str], str]], str] | None = None
    tables: Callable[[Connection], Sequence[ListedTable]] | None = None
    server: Callable[[Connection], Server] | None = None
    first: Callable[[str, int], str] | None = None
    quote: Callable[[str], str] | None = None
    staged: Staged | None = None
    estimate: Callable[[Connection, str], RowEstimate] | None = None


@dataclass(frozen=True)
class Reader:
    """A file format or a kind of address, declared once.

    `format` is the name in readings, `label` the name for people ("Parquet"), `holds` describes the contents of a
    misnamed file. `read` gives a whole file as its format has it; `some` those of its columns that are named, where
    the format has each column by itself and with its type; `batches` its frames of about this many rows, or None
    where it can be read whole only; `scan` is it as Polars scans it, where the format can tell how many rows it has
    without reading them. They raise DataError where the file is damaged.

    How its files are told: `extensions` are the endings of their names, in lower case with their dots, `magic` their
    first bytes where these tell it for sure, `zipped` says of the names in a zip archive whether it is one of them.
    `detect` says whether text begins like the format, from its first bytes and the format that the name promises;
    text that no reader knows is delimited text. Where the format `is_binary`, a text file with such a name is an
    error. `variant` says what a file is that begins so and whose name has the ending of another variant; empty
    otherwise. `named_as` are formats whose endings its files often have.
    `addresses` are those that it reads beside files, or in their place; where they are staged as files, the readers of
    these `read` them.

    `options` are the settings of every source that count for it beside `id`; those on the text of cells count unless
    its files say the types (`is_typed`). `settings` declares further ones that only it has. `libraries` are those that
    it needs and that may be absent.
    """

    format: str
    label: str
    read: Callable[[InputFile, Source], Raw] | None = None
    some: Callable[[InputFile, Collection[str]], Raw] | None = None
    batches: Callable[[InputFile, Source, int], Part] | None = None
    scan: Callable[[InputFile], pl.LazyFrame] | None = None
    extensions: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    zipped: Callable[[list[str]], bool] | None = None
    detect: Callable[[bytes, str | None], bool] | None = None
    variant: Callable[[bytes, str], str] | None = None
    named_as: tuple[str, ...] = ()
    holds: str = to_translate("delimited text")
    is_binary: bool = False
    is_typed: bool = False
    addresses: Addresses | None = None
    options: tuple[str, ...] = ()
    settings: type[Declared] | None = None
    libraries: tuple[Library, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of [source] that count for its tables, `path` aside."""
        own = tuple(self.settings.model_fields) if self.settings else ()
        return (*self.options, *own, *(() if self.is_typed else _OF_TEXT), "id")
