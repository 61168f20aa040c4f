"""`segtui push`: segments kept up at campaign platforms."""

from __future__ import annotations

from typing import Annotated

import typer

from segtui.console.commands.options import FinishedRun, Json, Log, Quiet, examples

app = typer.Typer()


@app.command(
    epilog=examples(
        "segtui push runs/may --dry-run",
        "segtui push runs/may --only klaviyo",
        "segtui push runs/may --yes --json",
    )
)
def push(
    run: FinishedRun,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="Push this one of the plan's [[push]] only; repeatable."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would change and show a call, masked; send nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove as many people from a list as it takes.")] = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Bring the lists of campaign platforms up to date with a run, as the plan's [[push]] say.

    Only what is new or has changed since the last push is sent, and those who must go are removed. Exit code 5 if a
    platform can't be reached or refuses: what was sent is on record, and the next push goes on from there.
    """
    from segtui.console.delivery.push import run_push
    from segtui.pipeline.push_run.push_run import PushOptions

    run_push(run, PushOptions(tuple(only or ()), dry_run, yes), as_json=as_json, quiet=quiet)
