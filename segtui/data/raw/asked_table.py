"""What a database was asked for a table, who answered, and what tells that its rows are others now."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Server:
    """Who answered: the product, its version, the database, and `host:port`, which a local file has not.

    The database of a local file is its path. Neither user nor password is among these.
    """

    product: str
    version: str
    database: str
    host: str = ""


@dataclass(frozen=True)
class RowEstimate:
    """How much a statement would give: rows, None where nobody knows, and the bytes that are read and paid for.

    `exact` where the rows were counted.
    """

    rows: int | None
    exact: bool = False
    bytes: int | None = None


@dataclass(frozen=True)
class AskedTable:
    """A table of a database as it was read: the statement, the server, how many rows, and their SHA-256.

    The SHA-256 is that of the rows as CSV with a header, sorted by all columns from the left. `address` is what was
    read, from anywhere; `keep` says that a run is to keep the rows.
    """

    address: str

    statement: str
    server: Server
    rows: int
    sha256: str
    keep: bool = False
