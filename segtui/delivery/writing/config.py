"""One `[[write]]` of a plan, or one `segtui write`: where the segments go, and what becomes of rows that are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from segtui.data.addresses import name_of_address
from segtui.data.connections.secrets import address_of, without_password
from segtui.data.databases.table_address import with_paths
from segtui.declare import Declared, OneOrMore
from segtui.language.listings import either
from segtui.language.sentences import say

Mode = Literal["merge", "update", "replace", "append", "history"]
Remove = Literal["delete", "keep", "mark"]
OWN = ("segment", "segment_name", "confidence", "run", "valid_from", "valid_to")
"""What a column of the table may hold beside columns of the data."""
STAMPS = ("run", "valid_from", "valid_to")
"""Those of them that say whence and when a row is, not what it says."""
_LEAVING: dict[Mode, tuple[Remove, ...]] = {
    "merge": ("delete", "keep", "mark"),
    "update": ("keep", "mark"),
    "history": ("mark", "keep"),
}
"""What may become of who left, for each mode that asks; the first is the default."""


def _held(value: Any) -> Any:
    """A list of columns as each holding what it is called."""
    if isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value):
        return {name: name for name in value}
    return {value: value} if isinstance(value, str) else value


_Name = Annotated[str, Field(min_length=1)]
_Held = Annotated[
    dict[_Name, _Name],
    BeforeValidator(_held, json_schema_input_type=dict[str, str] | tuple[str, ...] | str),
    Field(min_length=1),
]


class WriteBack(Declared):
    """Segments into a table of a database, or into a file, once the run is complete."""

    connection: Annotated[str, Field(min_length=1), AfterValidator(without_password)] | None = None
    """A connection of connections.toml, or a URL without a password."""
    table: Annotated[str, Field(min_length=1)] | None = None
    """The table of the connection, such as marketing.segments; it is created if it does not exist."""
    path: Annotated[str, Field(min_length=1), AfterValidator(without_password)] | None = None
    """Instead of a table: a file or a Delta table's folder, from the plan's folder, a place on a store, or an Iceberg
    table; see format."""
    format: Annotated[str, Field(min_length=1)] | None = None
    """What is there: parquet, delta or iceberg."""
    key: OneOrMore = ()
    """The table's columns that tell rows apart: the one that is not among `columns` holds the id. Default: a column
    called as the run's id."""
    mode: Mode = "merge"
    """merge: rows are added, changed and removed; update: only rows that are there change; replace: all rows give way;
    append: the run's rows are added to those of others; history: a row ends and a new one begins when the segment
    changes."""
    remove: Remove | None = None
    """What becomes of rows of people who are no longer in the run: delete (merge's default), keep (update's default),
    or mark: their columns are emptied, or in a history (where it is the default) their rows end."""
    columns: _Held = Field(default_factory=lambda: {name: name for name in OWN[:3]})
    """The table's columns, as a list or as { table_column = what it holds }: segment, segment_name, confidence, run,
    valid_from, valid_to (of a history), or a column of segments.csv."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if (self.connection is None) == (self.path is None):
            raise ValueError(say("name either connection and table, or path and format"))
        if self.connection is not None and (self.table is None or self.format is not None):
            raise ValueError(say("connection needs a table, and no format"))
        if self.path is not None and (self.format is None or self.table is not None):
            raise ValueError(say('path needs a format such as "parquet", and no table'))
        return self

    @model_validator(mode="after")
    def _fits_its_mode(self) -> Self:
        known = _LEAVING.get(self.mode, ())
        if self.remove is not None and self.remove not in known:
            if not known:
                raise ValueError(say("remove is not set where mode is {mode}", mode=self.mode))
            raise ValueError(say("remove is {words} where mode is {mode}", words=either(known), mode=self.mode))
        held = list(self.columns.values())
        if twice := next((name for name in held if held.count(name) > 1), None):
            raise ValueError(say('two columns hold "{twice}"', twice=twice))
        if self.mode == "append" and "run" not in held:
            raise ValueError(say('append needs a column that says of which run a row is: add "run" to columns'))
        if self.mode != "history" and "valid_to" in held:
            raise ValueError(say('valid_to is a column of mode = "history" only'))
        if not set(held) - set(STAMPS):
            raise ValueError(say("columns name nothing of the segments"))
        if len([name for name in self.key if name not in self.columns]) > 1:
            raise ValueError(say("key: more than one column is not among columns, and only one can hold the id"))
        if self.key and all(name in self.columns for name in self.key):
            raise ValueError(say("key: a column must hold the id, and those named are all among columns"))
        return self

    @property
    def leaving(self) -> Remove:
        """What becomes of rows of people who are no longer in the run."""
        return self.remove or _LEAVING.get(self.mode, ("delete",))[0]

    @property
    def place(self) -> str:
        """Where it goes, for people: shop:marketing.segments, or the path."""
        if self.path is not None:
            return self.path
        return (
            f"{self.connection} {self.table}" if "://" in (self.connection or "") else f"{self.connection}:{self.table}"
        )

    @property
    def title(self) -> str:
        """The same in few words: shop:marketing.segments, shop.db: segments, or the file's name."""
        if self.path is not None:
            return name_of_address(self.path)
        if "://" not in (self.connection or ""):
            return self.place
        return f"{name_of_address(address_of(self.connection or ''))}: {self.table}"

    def with_paths(self, change: Callable[[str], str]) -> Self:
        """The same with the path of a file, or of a database that is one, put through a function."""
        path, connection = self.path, self.connection
        if path is not None and "://" not in path:
            path = change(path)
        if connection is not None and "://" in connection:
            connection = with_paths(connection, change)
        return self.model_copy(update={"path": path, "connection": connection})

    def held(self) -> dict[str, str]:
        """The table's columns beside the id, with what each holds; a history always has its days."""
        found = dict(self.columns)
        if self.mode == "history":
            found |= {name: name for name in ("valid_from", "valid_to") if name not in found.values()}
        return found

    def keys(self, id: str) -> tuple[str, ...]:
        """The table's columns that tell rows apart, for a run whose ids are called so."""
        return self.key or (id,)

    def id_column(self, id: str) -> str:
        """The table's column that holds the id."""
        return next(name for name in self.keys(id) if name not in self.columns or not self.key)
