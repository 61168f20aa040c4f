"""How databases differ in the SQL that writes to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segtui.data.databases.table_address import quoted
from segtui.delivery.writing.rows import Kind


def text_literal(text: str) -> str:
    """A text as standard SQL has it."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Dialect:
    """A database's own SQL.

    `types` are those of new columns, and of the stage; `kinds` what kind its types are, by their names in lower case
    without lengths; a type that is not among them takes what is cast to it. `now` is the time of the transaction.
    `differs` compares two values, of which either may be null. `casts` says whether a value must be cast to the type of
    the column that it goes to. `update` is how rows of a table are updated from the stage, with places for the `keys`
    that match, and these with what has changed as `match`. `key_types` are types of keys where a key can't have any.
    Names that `fold` to the same are one column, and a new one is called as `created` says. `rewritten` ends
    the statement that creates a table whose rows will change in place.
    """

    types: Mapping[Kind, str]
    kinds: Mapping[str, Kind]
    now: str
    differs: str = "{0} is distinct from {1}"
    casts: bool = True
    update: str = "update {table} as t set {sets} from {stage} as s where {match}"
    set_column: str = "{0}"
    primary_key: bool = True
    key_types: Mapping[Kind, str] | None = None
    rewritten: str = ""
    quote: Callable[[str], str] = quoted
    text: Callable[[str], str] = text_literal
    fold: Callable[[str], str] = str
    created: Callable[[str], str] = str

    def kind(self, type: str) -> Kind | None:
        """The kind of cells of a type as the database calls it."""
        return self.kinds.get(type.lower().partition("(")[0].strip())

    def new_type(self, kind: Kind, *, is_key: bool) -> str:
        """The type of a new column."""
        return (self.key_types or {}).get(kind, self.types[kind]) if is_key else self.types[kind]
