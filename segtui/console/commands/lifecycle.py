"""`segtui assign`, `predict`, `compare`, `drift`, `refresh`, `follow`, `verify`: segments after their run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segtui.console.commands.options import (
    DryRun,
    FinishedRun,
    Json,
    Log,
    Quiet,
    ReadRun,
    ReplaceFile,
    data_path,
    examples,
    own_folder,
    run_folder,
)

app = typer.Typer()

NEW_ROWS = "New rows in the layout of the plan's source, or - for standard input."
Derive = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[N=]FILE",
        help="A newer table for the plan's Nth [[derive]]; N may be left out if there is only one; repeatable.",
    ),
]


@app.command(epilog=examples("segtui compare runs/may runs/june", "segtui compare runs/may runs/june -o moved"))
def compare(
    old: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder of the earlier run.", parser=run_folder)],
    new: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder of the later run.", parser=run_folder)],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Where to write migration.csv and moved.csv."),
    ] = None,
    id_only: Annotated[
        bool, typer.Option("--id-only", help="Match segments only by the people in them, never by their centroids.")
    ] = False,
    value: Annotated[
        str | None,
        typer.Option(
            "--value", metavar="COLUMN", help="Column to sum for those who moved (default: monetary or similar)."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    as_json: Json = False,
) -> None:
    """Match the segments of two runs, and show who moved where and what that is worth."""
    from segtui.console.compare import show_comparison

    show_comparison(old, new, out=out, id_only=id_only, value=value, as_json=as_json, force=force)


@app.command(
    epilog=examples(
        "segtui assign runs/may june.csv -o june-segments.csv",
        "segtui assign runs/may june.parquet -o june.parquet --derive june-orders.csv",
        "segtui assign runs/may --check          how many of the run's own rows keep their segment",
    )
)
def assign(
    run: ReadRun,
    data: Annotated[
        str | None,
        typer.Argument(metavar="DATA", help=NEW_ROWS, parser=data_path),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="The file to write: .csv or .parquet.")
    ] = None,
    derive: Derive = None,
    check: Annotated[bool, typer.Option("--check", help="Assign the run's own rows and write nothing.")] = False,
    force: ReplaceFile = False,
    dry: DryRun = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Assign new rows to a finished run's segments, cleaned and scaled with what the run learned."""
    if dry:
        return _dry(run, data, derive, as_json=as_json)
    from segtui.console.scoring.assign import AssignRequest, run_assign

    raise typer.Exit(run_assign(AssignRequest(run, data, out, derive or [], check, force, as_json, quiet)))


@app.command(
    epilog=examples(
        "segtui predict runs/may june.csv -o june-predictions.csv",
        "segtui predict runs/may june.parquet -o june.parquet --derive june-orders.csv",
    )
)
def predict(
    run: ReadRun,
    data: Annotated[str, typer.Argument(metavar="DATA", help=NEW_ROWS, parser=data_path)],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write: .csv or .parquet.")],
    derive: Derive = None,
    force: ReplaceFile = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Predict what new rows will do next, by the [[predict]] of a finished run: probabilities and their tenths."""
    from segtui.console.scoring.predict import PredictRequest, run_predict

    run_predict(PredictRequest(run, data, out, derive or [], force, as_json, quiet))


@app.command(
    epilog=examples(
        "segtui refresh runs/may june.csv",
        "segtui refresh runs/may june.csv --derive june-orders.csv --at 2026-06-30",
        "segtui refresh runs/may --list",
        "segtui refresh runs/may --rollback",
    )
)
def refresh(
    run: FinishedRun,
    data: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW_DATA]",
            help=f"{NEW_ROWS.removesuffix('.')}; with --rollback, a version number.",
            parser=data_path,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="Write to another folder (default: a new version in the run's folder)."
        ),
    ] = None,
    derive: Derive = None,
    keep: Annotated[float, typer.Option(metavar="SHARE", help="Weight that earlier rows keep (> 0 to 1).")] = 0.5,
    at: Annotated[str | None, typer.Option(metavar="TEXT", help="A time or name to record in refresh.json.")] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the previous version, or to version N.")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the versions and mark the current one.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing run in DIR.")] = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Update the centroids of a K-means run with new rows, without refitting: numbers and names stay.

    Each refresh is a version in RUN_DIR/versions, a run folder of its own, which assign uses from then on.
    """
    from segtui.console.scoring.refresh import RefreshRequest, run_refresh

    with own_folder(run) as folder:
        request = RefreshRequest(folder, data, out, derive or (), keep, at, rollback, listing, force, as_json, quiet)
        code = run_refresh(request)
    raise typer.Exit(code)


@app.command(
    epilog=examples(
        "segtui follow runs/may                   until Ctrl-C or kill -TERM",
        "segtui follow runs/may --once --json     what is there now, for a scheduler",
        "segtui follow runs/may --until 2h",
    )
)
def follow(
    run: ReadRun,
    once: Annotated[bool, typer.Option("--once", help="End when all is taken that is there.")] = False,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="End after a time, such as 2h.")] = None,
    from_start: Annotated[
        bool,
        typer.Option("--from-start", help="The first time, take all that the source has (default: what is new)."),
    ] = False,
    as_json: Json = False,
    log: Log = None,
    quiet: Quiet = False,
) -> None:
    """Keep the segments up with a stream of events, by the [follow] of the run's plan.

    Each batch of events goes through what the run learned, and who moved goes to every [[follow.to]]. Stopped or killed
    at any moment, it goes on from the last batch: none lost, none twice.
    """
    from segtui.console.live.follow import FollowRequest, run_follow

    raise typer.Exit(run_follow(FollowRequest(run, once, until, from_start, as_json, quiet)))


@app.command(epilog=examples("segtui verify runs/may", "segtui verify runs/may --json | jq '.files[] | select(.why)'"))
def verify(run: ReadRun, as_json: Json = False, quiet: Quiet = False) -> None:
    """Run a run's plan again, and say for every file whether it is the same, and if not, why.

    Exit code 1 if a file differs or is missing.
    """
    from segtui.console.verify import run_verify

    raise typer.Exit(run_verify(run, as_json=as_json, quiet=quiet))


@app.command(
    epilog=examples(
        "segtui drift runs/may june.csv",
        "segtui drift runs/may june.csv --derive june-orders.csv || segtui run june.toml --previous runs/may",
    )
)
def drift(
    run: ReadRun,
    data: Annotated[
        str,
        typer.Argument(metavar="DATA", help=NEW_ROWS, parser=data_path),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to write all figures, as CSV.")
    ] = None,
    derive: Derive = None,
    force: ReplaceFile = False,
    dry: DryRun = False,
    as_json: Json = False,
    log: Log = None,
) -> None:
    """Say how far new data has drifted from what a run saw; exit 1 when it is past the limits in the plan's [drift]."""
    if dry:
        return _dry(run, data, derive, as_json=as_json)
    from segtui.console.scoring.drift import show_drift

    raise typer.Exit(show_drift(run, data, out=out, derive=derive or [], as_json=as_json, force=force))


def _dry(run: Path, data: str | None, derive: list[str] | None, *, as_json: bool) -> None:
    from segtui.console.databases.dry_run import dry_scoring

    dry_scoring(run, data, derive or [], as_json=as_json)
