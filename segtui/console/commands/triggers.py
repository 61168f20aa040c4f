"""`segtui trigger`: the triggers of a finished run, again or for new rows."""

from __future__ import annotations

from typing import Annotated

import typer

from segtui.console.commands.lifecycle import NEW_ROWS, Derive
from segtui.console.commands.options import FinishedRun, Json, Quiet, data_path, examples, own_folder

app = typer.Typer()


@app.command(
    epilog=examples(
        "segtui trigger runs/may --dry-run",
        "segtui trigger runs/may --only 'warm lead'",
        "segtui trigger runs/may june.csv",
    )
)
def trigger(
    run: FinishedRun,
    data: Annotated[str | None, typer.Argument(metavar="[DATA]", help=NEW_ROWS, parser=data_path)] = None,
    derive: Derive = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="NAME", help="Fire only this one, by its name or its number.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List who would be triggered, and who not and why; change nothing.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fire the triggers of a run's plan for the people who meet them and were not triggered yet; twice does no more.

    With DATA they fire for its rows, assigned to the run's segments. Exit code 5 if a receiver can't be reached or
    refuses: the same command tries again.
    """
    from segtui.console.delivery.trigger import TriggerRequest, run_trigger

    with own_folder(run) as folder:
        run_trigger(TriggerRequest(folder, data, derive or [], only, dry_run, as_json, quiet))
