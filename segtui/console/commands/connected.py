"""`segtui connections`, `tables`, `write`: where tables are, and segments back into them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from segtui.console.commands.options import FinishedRun, Json, Quiet, examples, own_folder

app = typer.Typer()


@app.command(epilog=examples("segtui connections", "segtui connections --check shop"))
def connections(
    check: Annotated[
        str | None, typer.Option("--check", metavar="NAME", help="Connect to this one; exit 5 if that fails.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the connections to databases, stores and brokers, or check one."""
    from segtui.console.databases.connections import show_connections

    show_connections(check, as_json=as_json)


@app.command(epilog=examples("segtui tables shop", "segtui tables sqlite:///shop.db"))
def tables(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A connection, or an address without a table.")],
    as_json: Json = False,
) -> None:
    """List the tables and views of a database, with about how many rows each has, or what lies on a store."""
    from segtui.console.databases.connections import show_tables

    show_tables(name, as_json=as_json)


class WriteMode(StrEnum):
    """What becomes of rows that are in the table."""

    MERGE = "merge"
    UPDATE = "update"
    REPLACE = "replace"
    APPEND = "append"
    HISTORY = "history"


class WriteRemoval(StrEnum):
    """What becomes of rows of people who are no longer in the run."""

    DELETE = "delete"
    KEEP = "keep"
    MARK = "mark"


@app.command(
    epilog=examples(
        "segtui write runs/may --to shop --table marketing.segments --dry-run",
        "segtui write runs/may --to shop --table crm.customers --mode update --columns segment_name,run",
        "segtui write runs/may",
    )
)
def write(
    run: FinishedRun,
    to: Annotated[str | None, typer.Option("--to", metavar="NAME", help="A connection, or a URL.")] = None,
    table: Annotated[
        str | None, typer.Option(metavar="TABLE", help="The table; it is created if it does not exist.")
    ] = None,
    key: Annotated[str | None, typer.Option(metavar="COLUMN", help="The table's column with the id.")] = None,
    mode: Annotated[WriteMode | None, typer.Option(help="What becomes of rows that are there.")] = None,
    remove: Annotated[WriteRemoval | None, typer.Option(help="What becomes of people no longer in the run.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="The table's columns, as NAME or NAME=WHAT (default: segment,…,confidence)."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would change; change nothing.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the segments of a run back into a table, all or nothing; twice does nothing more.

    Without --to it does what the plan's [[write]] say. Exit code 5 if the server can't be reached or refuses.
    """
    from segtui.console.delivery.write import run_write

    given = {"connection": to, "table": table, "key": key, "mode": mode, "remove": remove, "columns": columns}
    words = {name: str(value) for name, value in given.items() if value is not None}
    with own_folder(run) as folder:
        run_write(folder, words, dry_run=dry_run, as_json=as_json, quiet=quiet)
