"""`segtui run`, `plan`, `profile`, `schema`, `guide`: from a file to a finished run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from segtui.console.commands.options import Data, DryRun, Json, Log, Quiet, ReplaceFile, data_path, examples
from segtui.console.terminal import print_json

app = typer.Typer()


@app.command(
    epilog=examples(
        "segtui run customers.csv",
        "segtui run plan.toml -o runs/may --set 'select.clusters=[4,6]'",
        "segtui run plan.toml --resume",
        "segtui run plan.toml --dry-run",
        "segtui run plan.toml --previous runs/may -o runs/june",
        "zcat log.csv.gz | segtui run - --json",
    )
)
def run(
    source: Annotated[
        str,
        typer.Argument(
            metavar="PLAN_OR_DATA",
            help="A plan (.toml), a data file, or - for data on standard input.",
            parser=data_path,
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help="The run's folder, also on a store (default: runs/<plan name> beside the plan).",
        ),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Override one key of the plan, such as select.by=dunn; repeatable."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Resume an interrupted run.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing run in the folder.")] = False,
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", help="Refuse a search that would need more memory, such as 8GiB (default: the free memory)."
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            metavar="RUN_DIR",
            help="An earlier run: matching segments keep its numbers and names.",
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="ADDRESS",
            help="Who works on large tables: a Dask scheduler such as tcp://host:8786.",
        ),
    ] = None,
    dry: DryRun = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Run a plan: read, clean, derive, search, choose, and write the segments with their report.

    Given a data file, infer a plan first and write it to the current folder, to be edited.
    """
    overrides = [*(overrides or []), *([f"engine.workers={json.dumps(engine)}"] if engine else [])]
    if dry:
        return _dry(source, overrides, as_json=as_json)
    from segtui.console.inputs import Order
    from segtui.console.run import run_batch
    from segtui.data.stores.store_address import is_lake

    store = out if out and is_lake(out) else ""
    place = Path(out) if out and not store else None
    order = Order(source, place, overrides, resume, force, memory, as_json, quiet, previous, store)
    raise typer.Exit(run_batch(order))


@app.command(epilog=examples("segtui plan customers.csv -o plan.toml && segtui run plan.toml"))
def plan(
    data: Data,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Where to write the plan (default: standard output)."),
    ] = None,
    force: ReplaceFile = False,
    dry: DryRun = False,
) -> None:
    """Write a commented starter plan for a data file."""
    if dry:
        return _dry(data)
    from segtui.console.plan import starter_plan

    starter_plan(data, out=out, force=force)


@app.command(epilog=examples("segtui profile customers.csv", "segtui profile 'sales-*.csv.gz' --json"))
def profile(data: Data, dry: DryRun = False, as_json: Json = False) -> None:
    """Show what the columns of a file look like, and what is odd about them."""
    if dry:
        return _dry(data, as_json=as_json)
    from segtui.console.profile import show_profile

    show_profile(data, as_json=as_json)


def _dry(source: str, overrides: Sequence[str] = (), *, as_json: bool = False) -> None:
    from segtui.console.databases.dry_run import dry_run

    dry_run(source, overrides, as_json=as_json)


@app.command(epilog=examples("segtui schema > plan.schema.json"))
def schema() -> None:
    """Print the plan's JSON Schema, for editors with validation and completion."""
    from segtui.plan.model import Plan

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    print_json(dialect | Plan.model_json_schema(), indent=2)


@app.command(epilog=examples("segtui guide", "segtui guide plan", "segtui guide exports | less"))
def guide(
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help="A page of the guide (default: the list of pages).")
    ] = None,
) -> None:
    """Show a page of the guide: the reference, topic by topic."""
    from segtui.console.guide import show_guide

    show_guide(topic)
