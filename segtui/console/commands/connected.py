"""`segtui connections`, `segtui tables`: where tables can be read from."""

from __future__ import annotations

from typing import Annotated

import typer

from segtui.console.commands.options import Json, examples

app = typer.Typer()


@app.command(epilog=examples("segtui connections", "segtui connections --check shop"))
def connections(
    check: Annotated[
        str | None, typer.Option("--check", metavar="NAME", help="Connect to this one; exit 5 if that fails.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the connections to databases, or check one."""
    from segtui.console.databases.connections import show_connections

    show_connections(check, as_json=as_json)


@app.command(epilog=examples("segtui tables shop", "segtui tables sqlite:///shop.db"))
def tables(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A connection, or an address without a table.")],
    as_json: Json = False,
) -> None:
    """List the tables and views of a database, with about how many rows each has."""
    from segtui.console.databases.connections import show_tables

    show_tables(name, as_json=as_json)
