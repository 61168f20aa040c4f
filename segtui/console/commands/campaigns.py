"""`segtui export`, `readout`, `forget`: segments on their way to people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segtui.console.commands.export_options import (
    AllowedColumns,
    ColumnMaps,
    ConsentColumns,
    EeaConsentColumn,
    Holdout,
    ListsMayMiss,
    MinSize,
    MoreColumns,
    NoConsentColumn,
    OutFile,
    PerSegment,
    Pseudonym,
    Region,
    SegmentsToExport,
    SuppressionLists,
    TargetName,
)
from segtui.console.commands.options import FinishedRun, Json, Quiet, ReadRun, ReplaceFile, examples, own_folder

app = typer.Typer()


class Missing(StrEnum):
    """How a person without an outcome counts."""

    ZERO = "zero"
    DROP = "drop"


@app.command(
    epilog=examples(
        "segtui export runs/may --to mailchimp -o may.csv --consent accepts_email",
        "segtui export runs/may --to meta -o may.csv --segments 'At risk' --consent ads_ok",
        "segtui export runs/may --to csv -o may.csv --columns city,income --no-consent-column",
    )
)
def export(
    run: FinishedRun,
    to: TargetName,
    out: OutFile,
    segments: SegmentsToExport = None,
    maps: ColumnMaps = None,
    columns: MoreColumns = None,
    region: Region = None,
    per_segment: PerSegment = None,
    consent: ConsentColumns = None,
    no_consent_column: NoConsentColumn = False,
    suppress: SuppressionLists = None,
    suppress_may_miss: ListsMayMiss = False,
    holdout: Holdout = None,
    allow: AllowedColumns = None,
    min_size: MinSize = None,
    eea_consent: EeaConsentColumn = None,
    pseudonym: Pseudonym = None,
    force: ReplaceFile = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the segments of a run as a campaign platform's import file.

    The columns with e-mail, phone and names are detected and printed. People who are left out are counted, and listed
    with the reason in a file beside the export.
    """
    from segtui.console.delivery.export import ExportRequest, run_export

    keys: dict[str, object] = {"region": region, "per_segment": per_segment, "no_consent_column": no_consent_column}
    keys |= {"suppress": suppress, "holdout": holdout, "min_size": min_size, "eea_consent": eea_consent}
    keys |= {"suppress_may_miss": suppress_may_miss or None, "pseudonym": pseudonym, "consent": consent, "allow": allow}
    with own_folder(run) as folder:
        request = ExportRequest(folder, to, out, segments or (), maps or (), columns, keys, force, as_json, quiet)
        code = run_export(request)
    raise typer.Exit(code)


@app.command(epilog=examples("segtui forget runs/may 1234", "segtui forget runs/may ' 007' --dry-run"))
def forget(
    run: FinishedRun,
    id: Annotated[str, typer.Argument(metavar="ID", help="The person's id, as segments.csv has it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show where the person is found; change nothing.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Remove a person from every file of a run and from the platforms it was pushed to; list the exports with them.

    Put an id that starts with a dash after two dashes: segtui forget runs/may -- -7. Exit code 1 if no file has the id.
    """
    from segtui.console.forget import run_forget

    with own_folder(run) as folder:
        code = run_forget(folder, id, dry_run=dry_run, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)


@app.command(
    epilog=examples(
        "segtui readout runs/may orders.csv --outcome total --from 2024-05-01 --to 2024-05-31",
        "segtui readout runs/may outcomes.csv --json",
        "segtui readout runs/may outcomes.csv --outcome bought --uplift uplift.csv --contact 0.8 --margin 25",
    )
)
def readout(
    run: ReadRun,
    outcomes: Annotated[
        str, typer.Argument(metavar="OUTCOMES", help="A file of outcomes: any number of rows per person.")
    ],
    id: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Its id column (default: the same name as in the run).")
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN", help="Column to compare; repeatable (default: every numeric and yes/no column)."
        ),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="The first day to count.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="The last day to count.")
    ] = None,
    when: Annotated[
        str | None, typer.Option("--date", metavar="COLUMN", help="The date column, if there are several.")
    ] = None,
    missing: Annotated[Missing, typer.Option(help="Count people without a row as 0, or drop them.")] = Missing.ZERO,
    uplift: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Predict whom the campaign moves, and write everyone's uplift to a CSV file."
        ),
    ] = None,
    contact: Annotated[
        float | None, typer.Option(min=0, metavar="COST", help="What contacting a person costs.")
    ] = None,
    margin: Annotated[float | None, typer.Option(metavar="MARGIN", help="What an outcome brings.")] = None,
    force: ReplaceFile = False,
    as_json: Json = False,
) -> None:
    """Compare the treated people of a run with its control group: uplift by segment and in total, or person by person.

    Intervals are 95 % intervals. Power is the chance that this many people show an effect of the observed size; needed
    is the number of people for a power of 80 %.
    """
    from segtui.console.readout import show_readout
    from segtui.console.showing.show_uplift import UpliftRequest
    from segtui.pipeline.finished_runs.readout import ReadoutOptions

    first, last = (day.date() if day else None for day in (since, until))
    options = ReadoutOptions(id, tuple(outcome or ()), when, first, last, missing is Missing.DROP)
    show_readout(run, outcomes, options, UpliftRequest(uplift, contact, margin, force), as_json=as_json)
