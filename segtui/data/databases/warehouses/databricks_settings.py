"""Where a workspace of Databricks is and who asks it, from a URL and the secret of its connection."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.warehouse_url import taken_apart
from segtui.errors import UsageError
from segtui.language.sentences import say

_EXAMPLE = "databricks://adb-12.3.azuredatabricks.net/main/crm?warehouse=0123456789abcdef"
_SETTINGS = ("warehouse", "http_path", "protocol")
_TOKEN = "DATABRICKS_TOKEN"
_WAREHOUSE = re.compile(r"(?:/?sql/1\.0/(?:warehouses|endpoints)/)?(\w+)/?")


@dataclass(frozen=True)
class DatabricksSettings:
    """The workspace's root, the SQL warehouse, the catalog and schema if any, and the secret: a token, or with
    `client` that of a service principal.
    """

    root: str
    warehouse: str
    catalog: str
    schema: str
    client: str
    secret: str = field(repr=False)


def databricks_settings(connection: Connection) -> DatabricksSettings:
    """What the API needs; UsageError for settings that are wrong or missing."""
    url = taken_apart(connection, _SETTINGS, _EXAMPLE)
    named = url.settings.get("warehouse") or url.settings.get("http_path", "")
    warehouse = _WAREHOUSE.fullmatch(named)
    if not url.host or not warehouse:
        what = say("the address names no SQL warehouse") if url.host else say("the address names no host")
        raise UsageError(what, where=url.where, fix=_EXAMPLE)
    protocol = url.one_of("protocol", ("https", "http"))
    client = "" if url.user in ("", "token") else url.user
    secret = url.secret or ("" if client else os.environ.get(_TOKEN, ""))
    if not secret:
        fix = say("give the connection password_env, password_command or keyring, or set {token}", token=_TOKEN)
        raise UsageError(say("there is no token to sign in with"), where=url.where, fix=fix)
    return DatabricksSettings(f"{protocol}://{url.host}", warehouse[1], url.part(0), url.part(1), client, secret)
