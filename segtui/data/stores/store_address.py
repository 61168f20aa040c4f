"""What an address asks of a store: s3://lake/customers/*.parquet?storage=lake&columns=id&where=country = 'FR'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from segtui.data.addresses import name_of_connection, scheme_of
from segtui.data.connections.connections_file import connection_named, is_connection
from segtui.data.connections.secrets import has_password
from segtui.data.connections.store_keys import STORES, Kind, is_store
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

DELTA, ICEBERG = "delta", "iceberg"
SETTINGS = ("storage", "version", "as_of", "columns", "where")
_FIRST, _PINNED = "first", "pinned"
_SETTING = re.compile(r"\?([A-Za-z][\w-]*)=")
_MARKS = re.compile(r"[%&#\x00-\x1f\x7f]")


@dataclass(frozen=True)
class StoreAddress:
    """A place on a store and what is asked of it.

    `base` is it as written, without settings; `url` with the scheme of the store, or of a folder or catalog, and
    whether it `is_delta`. `storage` names the connection whose keys open it, `version` and `as_of` one state of a
    table, `columns` and `where` narrow it. That `version` `is_pinned` says that a run
    read it, not that it was asked for. `first` is how many of its first rows are looked at, empty
    for all. `given` are options of the store that a table's catalog gave.
    """

    base: str
    url: str
    is_delta: bool = False
    storage: str = ""
    version: str = ""
    as_of: str = ""
    columns: tuple[str, ...] = ()
    where: str = ""
    first: str = ""
    is_pinned: bool = False
    given: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def scheme(self) -> str:
        """What stands before `://`."""
        return self.url.partition("://")[0]

    @property
    def is_local(self) -> bool:
        """Whether it is a table in a folder of this machine."""
        return self.url.startswith((f"{DELTA}:///", f"{ICEBERG}:///"))

    @property
    def kind(self) -> Kind:
        """Whose store it is."""
        return STORES[self.scheme]

    @property
    def bucket(self) -> str:
        """The bucket or container: of abfss://container@account.dfs.core.windows.net/path what stands before the @."""
        return self.url.partition("://")[2].partition("/")[0].partition("@")[0]

    @property
    def key(self) -> str:
        """The path, prefix or pattern inside the bucket."""
        return self.url.partition("://")[2].partition("/")[2]

    @property
    def is_narrowed(self) -> bool:
        """Whether only some columns or rows are asked for."""
        return bool(self.columns or self.where)

    def url_of(self, key: str) -> str:
        """The URL of an object in the same bucket."""
        head, sign, rest = self.url.partition("://")
        return f"{head}{sign}{rest.partition('/')[0]}/{key}"

    def at_version(self, version: str) -> str:
        """The address of the state of a table that was read, as it stands in the plan of a run."""
        is_pinned = self.is_pinned or not (self.version or self.as_of)
        return str(replace(self, version=version, as_of="", first="", is_pinned=is_pinned))

    def __str__(self) -> str:
        """The address as it stands in a plan."""
        asked = {**{name: vars(self)[name] for name in (*SETTINGS, _FIRST)}, "columns": ",".join(self.columns)}
        if name_of_connection(self.base):
            del asked["storage"]
        if self.is_pinned:
            asked[_PINNED] = asked.pop("version")
        settings = "&".join(f"{name}={_kept(value)}" for name, value in asked.items() if value)
        return self.base + (f"?{settings}" if settings else "")


def is_lake(path: str) -> bool:
    """Whether an address is that of a store or of a table of Delta or Iceberg, not a database's."""
    name = name_of_connection(path)
    if name:
        return is_connection(name) and is_store(connection_named(name).url)
    return scheme_of(path) in (DELTA, ICEBERG) or is_store(path)


def parse(address: str) -> StoreAddress:
    """An address taken apart; UsageError, which repeats no key, where it asks for what there is not."""
    if has_password(address):
        fix = say("give storage = a name in connections.toml instead: `segtui guide stores`")
        raise UsageError(say("the address has a key or a signature in it"), fix=fix)
    found = _SETTING.search(address)
    base = address[: found.start()] if found else address
    asked: dict[str, Any] = {}
    for setting in address[found.start() + 1 :].split("&") if found else ():
        name, _, value = setting.partition("=")
        if name not in (*SETTINGS, _FIRST, _PINNED):
            raise UsageError(
                say('"{name}" can\'t be asked of a store', name=name), where=base, fix=nearest(name, SETTINGS)
            )
        asked[name] = unquote(value)
    if _PINNED in asked:
        asked |= {"version": asked.pop(_PINNED), "is_pinned": True}
    url, is_delta, storage = _opened(base, asked.pop("storage", ""))
    columns = tuple(filter(None, (name.strip() for name in asked.pop("columns", "").split(","))))
    read = replace(StoreAddress(base, url, is_delta, storage, columns=columns), **asked)
    if read.version and read.as_of:
        raise UsageError(say("version and as_of exclude each other"), where=base)
    return read


def first_of(address: str, rows: int) -> str:
    """The address of at most this many first rows of an address."""
    return str(replace(parse(address), first=str(rows)))


def with_folder(address: str, change: Callable[[str], str]) -> str:
    """An address with the folder of its table, where it is one of this machine, put through a function."""
    asked = parse(address)
    if not asked.is_local:
        return address
    base = f"{asked.scheme}:///{change(asked.url.partition(':///')[2])}"
    return str(StoreAddress(**{**vars(asked), "base": base}))


def place_of(address: StoreAddress) -> Path:
    """The folder of this machine in an address that `is_local`."""
    return expand_home(address.url.partition(":///")[2])


def latest(path: str) -> str:
    """The path without the version that a run has pinned; any other path as it is."""
    if not is_lake(path) or not (asked := parse(path)).is_pinned:
        return path
    return str(replace(asked, version="", is_pinned=False))


def _opened(base: str, storage: str) -> tuple[str, bool, str]:
    """The URL of a base, whether it is a Delta table's, and the connection whose keys open it."""
    if name := name_of_connection(base):
        url = f"{connection_named(name).url.rstrip('/')}/{base.removeprefix(f'{name}:').lstrip('/')}"
        storage = name
    else:
        url = base
    is_delta = url.startswith((f"{DELTA}+", f"{DELTA}://"))
    return url.removeprefix(f"{DELTA}+"), is_delta, storage


def _kept(value: str) -> str:
    return _MARKS.sub(lambda found: f"%{ord(found[0]):02X}", value)
