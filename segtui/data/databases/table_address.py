"""What an address asks of a database: shop:crm.customers?columns=id,income&where=country = 'FR'."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from segtui.data.addresses import name_of_connection
from segtui.data.connections.connection import Connection
from segtui.data.connections.connections_file import connection_named
from segtui.data.connections.secrets import has_password
from segtui.errors import DataError, UsageError, system_words
from segtui.language.sentences import listing, say
from segtui.publishing.paths import expand_home

ASKED = ("table", "query", "query_file", "columns", "where", "snapshot")
SNAPSHOTS = ("hash", "keep")
_MARKS = re.compile(r"[%&#\x00-\x1f\x7f]")
_PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')
_NAME = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")


@dataclass(frozen=True)
class TableAddress:
    """A connection and what is asked of it: one of `table`, `query` and `query_file`; `columns` and `where` narrow it.

    A `snapshot` is what a run keeps of the rows: "hash" or empty for their SHA-256, "keep" for the rows themselves.
    `base` is the name of a connection or a URL without these settings, `more` the settings that are the driver's.
    """

    base: str
    table: str = ""
    query: str = ""
    query_file: str = ""
    columns: tuple[str, ...] = ()
    where: str = ""
    snapshot: str = ""
    more: str = ""

    def connection(self) -> Connection:
        """The connection; UsageError where it is not known."""
        if name_of_connection(f"{self.base}:"):
            return connection_named(self.base)
        return Connection("", self.base + (f"?{self.more}" if self.more else ""))

    def statement(self, quote: Callable[[str], str] | None = None) -> str:
        """The SQL, its names quoted as `quote` does, by default as SQL's standard says.

        Raises UsageError where nothing is asked for, or too much, DataError for a file of SQL.
        """
        quote = quote or quoted
        asked = [kind for kind in ASKED[:3] if getattr(self, kind)]
        if len(asked) != 1:
            several = say("the address has {keys}, which exclude each other", keys=listing(asked))
            raise UsageError(
                several if asked else say("the address names no table"),
                where=str(self),
                fix=say("such as {base}:crm.customers", base=self.base),
            )
        query = self._from_file() if self.query_file else self.query
        if self.table:
            inside = ".".join(map(quote, parts_of_name(self.table)))
        else:
            inside = f"({query.strip().rstrip(';').rstrip()}\n) as asked"
            if not (self.columns or self.where):
                return query.strip().rstrip(";").rstrip()
        chosen = ", ".join(map(quote, self.columns)) or "*"
        return f"select {chosen} from {inside}" + (f" where {self.where}" if self.where else "")

    def _from_file(self) -> str:
        try:
            return expand_home(self.query_file).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            why = system_words(error) if isinstance(error, OSError) else say("it is not UTF-8 text")
            raise DataError(say("the query can't be read: {why}", why=why), where=self.query_file) from error

    def with_query_file(self, change: Callable[[str], str]) -> TableAddress:
        """The same with the path of its file of SQL put through a function."""
        if not self.query_file:
            return self
        return TableAddress(**{**vars(self), "query_file": change(self.query_file)})

    def __str__(self) -> str:
        """The address as it stands in a plan; what is asked is as legible as can be."""
        url = "://" in self.base
        asked = {kind: ",".join(value) if kind == "columns" else value for kind in ASKED if (value := vars(self)[kind])}
        table = "" if url else asked.pop("table", "")
        settings = "&".join([*([self.more] if self.more else []), *(f"{k}={_kept(v)}" for k, v in asked.items())])
        return self.base + ("" if url else f":{_kept(table)}") + (f"?{settings}" if settings else "")


def parse(address: str) -> TableAddress:
    """An address taken apart; UsageError, which does not repeat it, where a password is in it."""
    if has_password(address):
        fix = say("name a connection of connections.toml instead: `segtui guide databases`")
        raise UsageError(say("the address has a password in it"), fix=fix)
    base, _, settings = address.partition("?")
    name, table = name_of_connection(base), ""
    if name:
        base, table = name, unquote(base.removeprefix(f"{name}:"))
    asked, more = {"table": table} if table else {}, []
    for setting in filter(None, settings.split("&")):
        key, _, value = setting.partition("=")
        if key in ASKED:
            asked[key] = unquote(value)
        else:
            more.append(setting)
    if name and more:
        key = more[0].partition("=")[0]
        raise UsageError(
            say('"{key}" can\'t be asked of a connection', key=key),
            where=address,
            fix=say("only {asked}", asked=", ".join(ASKED)),
        )
    if asked.get("snapshot", "hash") not in SNAPSHOTS:
        raise UsageError(
            say('snapshot is "{asked}"', asked=asked["snapshot"]),
            where=address,
            fix=say("snapshot=hash or snapshot=keep"),
        )
    columns = tuple(filter(None, (column.strip() for column in asked.pop("columns", "").split(","))))
    return TableAddress(base, columns=columns, more="&".join(more), **asked)


def first_rows(address: str, rows: int, quote: Callable[[str], str] | None = None) -> str:
    """The address of the first rows of what an address asks for, as the database comes upon them."""
    asked = parse(address)
    limited = f"select * from ({asked.statement(quote)}\n) as asked limit {rows:d}"
    return str(TableAddress(asked.base, query=limited, more=asked.more))


def in_order(address: str, id: str | None, quote: Callable[[str], str] | None = None) -> str:
    """The address of the same rows of a table by the column `id`, or by their first; a query's order stays its own."""
    asked, quote = parse(address), quote or quoted
    if not asked.table:
        return address
    ordered = f"select * from ({asked.statement(quote)}\n) as asked order by {quote(id) if id else 1}"
    return str(TableAddress(asked.base, query=ordered, more=asked.more))


def quoted(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def backticked(name: str) -> str:
    """A name as an identifier where SQL has backticks for that."""
    return "`" + name.replace("`", "``") + "`"


def parts_of_name(table: str) -> list[str]:
    """Schema and table of crm.customers; a part with a dot or a quote in it is in double quotes, else UsageError."""
    if table and not _NAME.fullmatch(table):
        fix = say('a part with a dot or a quote in it stands in double quotes, a quote doubled: "a""b"')
        raise UsageError(say("this can't be the name of a table"), where=table, fix=fix)
    return [(inner.replace('""', '"') if inner else plain).strip() for inner, plain in _PART.findall(table)]


def part_of_name(part: str) -> str:
    """A schema or a table as `parts_of_name` reads it: in double quotes where there is a dot or a quote in it."""
    return quoted(part) if "." in part or '"' in part else part


def see_tables(where: str) -> str:
    """What to do where a statement is wrong: list the tables of the address or connection that errors name."""
    base = where.partition("?")[0] if "://" in where else where.partition(":")[0]
    return say("see its tables: {command}", command=f"segtui tables {base}")


def local_file(base: str) -> str:
    """The path in an address such as sqlite:///shop.db: relative after three strokes, from the root after four."""
    return base.partition(":///")[2]


def local_database(address: str) -> tuple[TableAddress, Path]:
    """What is asked of a database that is a file, and that file."""
    asked = parse(address)
    url = asked.connection().url.partition("?")[0]
    if not (file := local_file(url)):
        raise UsageError(say("the address names no file"), where=address, fix=f"{url.partition(':')[0]}:///shop.db")
    return asked, expand_home(file)


def with_paths(address: str, change: Callable[[str], str]) -> str:
    """An address with its local paths put through a function: the database of a URL, and a file of SQL."""
    asked = parse(address).with_query_file(change)
    head, sign, file = asked.base.partition(":///")
    if not sign or head not in ("sqlite", "duckdb"):
        return str(asked)
    return str(TableAddress(**{**vars(asked), "base": f"{head}{sign}{change(file)}"}))


def with_columns(address: str, columns: Iterable[str]) -> str:
    """An address that asks for these columns only."""
    return str(TableAddress(**{**vars(parse(address)), "columns": tuple(columns)}))


def _kept(value: str) -> str:
    return _MARKS.sub(lambda found: f"%{ord(found[0]):02X}", value)
