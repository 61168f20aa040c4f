"""The keys of a plan that ask a database: connection, with one of table, query and query_file, instead of a path."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from segtui.data.addresses import is_address, name_of_connection
from segtui.data.connections.secrets import has_password, without_password
from segtui.data.databases.table_address import ASKED, SNAPSHOTS, TableAddress, parse
from segtui.data.stores.plan_keys import STORE_HELP, with_settings
from segtui.data.stores.store_address import is_lake
from segtui.declare import Declared
from segtui.language.sentences import listing, say

TablePath = Annotated[str, AfterValidator(without_password)]
"""A path, glob or address of a table; never with a password."""

_HELP = {
    "connection": "A connection of connections.toml, or a URL without a password; instead of path.",
    "table": "The table or view of the connection, such as crm.customers.",
    "query": "The SELECT to read instead of a table.",
    "query_file": "A file with that SELECT, from the plan's folder.",
    "columns": "The only columns to read, chosen by the database or the store.",
    "where": "The only rows to read, in the database's SQL; or of Parquet, Delta and Iceberg on a store.",
    "snapshot": "What a run keeps of the rows of a database: their hash, or with keep the rows too; default: hash.",
    **STORE_HELP,
}

_KINDS: dict[str, dict[str, Any]] = {
    "columns": {"type": "array", "items": {"type": "string"}},
    "version": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    "snapshot": {"enum": list(SNAPSHOTS)},
}


def with_path(given: Any, own: Collection[str] = ()) -> Any:
    """The keys of a table of a plan with those that ask a database as the address in `path` that they mean.

    `own` are keys that mean something else in it. Raises ValueError where keys exclude each other.
    """
    if not isinstance(given, dict):
        return given
    if "connection" not in given:
        given = with_settings(given, own)
        return given if "snapshot" in own else _with_snapshot(given)
    keys = [key for key in ASKED if key not in own]
    kept = {key: value for key, value in given.items() if key not in ("connection", *keys)}
    if "path" in given:
        raise ValueError(say("path and connection exclude each other; remove one of them"))
    asked = {key: _right(key, given[key]) for key in ("connection", *keys) if key in given}
    chosen = [key for key in ("table", "query", "query_file") if key in asked]
    if len(chosen) != 1:
        if chosen:
            raise ValueError(say("{keys} exclude each other; name one of the three", keys=listing(chosen)))
        raise ValueError(say("connection needs table, query or query_file; name one of the three"))
    base, sign, more = asked.pop("connection").partition("?")
    if has_password(base + sign + more):
        raise ValueError(say("connection: the URL has a password in it; see `segtui guide databases`"))
    return {**kept, "path": str(TableAddress(base, more=more, **asked))}


def keys_of_address(path: str, own: Collection[str] = ()) -> dict[str, Any]:
    """The keys that mean a path: connection, table and so on for a table of a named connection, else the path itself.

    `own` are keys that mean something else in the table of the plan.
    """
    if not name_of_connection(path):
        return {"path": path}
    asked = parse(path)
    keys = {"connection": asked.base, **{key: value for key in ASKED if (value := getattr(asked, key))}}
    if keys.keys() & set(own) or with_path(keys, own) != {"path": path}:
        return {"path": path}
    return keys


def with_database_keys(schema: dict[str, Any], own: Collection[str] = ()) -> None:
    """Add these keys to the JSON Schema of a table that has a path, and let them stand for it."""
    for key, said in _HELP.items():
        if key not in own and key not in schema["properties"]:
            schema["properties"][key] = {**_KINDS.get(key, {"type": "string"}), "description": said}
    if "path" in schema.get("required", ()):
        schema["required"].remove("path")
        schema["anyOf"] = [{"required": ["path"]}, {"required": ["connection"]}]


class AsksDatabase(Declared):
    """A table of a plan with a path, for which the keys that ask a database may stand."""

    @model_validator(mode="before")
    @classmethod
    def _asks_a_database(cls, given: Any) -> Any:
        return with_path(given, cls.model_fields)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = super().__get_pydantic_json_schema__(core, handler)
        with_database_keys(handler.resolve_ref_schema(schema), cls.model_fields)
        return schema


def _with_snapshot(given: dict[str, Any]) -> dict[str, Any]:
    """The keys of a table that has its address as a path, with `snapshot` in it."""
    path = given.get("path")
    if "snapshot" not in given or not isinstance(path, str):
        return given
    if not is_address(path) or is_lake(path):
        raise ValueError(say("snapshot: only rows of a database are kept, and path leads to no database"))
    without_password(path)
    asked = replace(parse(path), snapshot=_right("snapshot", given["snapshot"]))
    return {**{key: value for key, value in given.items() if key != "snapshot"}, "path": str(asked)}


def _right(key: str, value: Any) -> Any:
    if key == "columns":
        if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) for name in value):
            if any("," in name for name in value):
                raise ValueError(say("columns: a name has a comma in it; write a query instead"))
            return tuple(value)
        raise ValueError(say("columns is not a list of names"))
    if key == "snapshot":
        if value not in SNAPSHOTS:
            raise ValueError(say('snapshot is neither "hash" nor "keep"'))
        return "" if value == SNAPSHOTS[0] else value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(say("{key} is not a text, or empty", key=key))
    return value
