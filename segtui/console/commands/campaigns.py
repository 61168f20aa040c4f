"""`segtui export`, `readout`, `forget`: segments on their way to people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segtui.console.commands.options import Json, Quiet, examples

app = typer.Typer()

Run = Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder of a finished run.")]


@app.command(
    epilog=examples(
        "segtui export runs/may --to mailchimp -o may.csv --consent accepts_email",
        "segtui export runs/may --to meta -o may.csv --segments 'At risk' --consent ads_ok",
        "segtui export runs/may --to csv -o may.csv --columns city,income --no-consent-column",
    )
)
def export(
    run: Run,
    to: Annotated[str, typer.Option("--to", metavar="TARGET", help="The platform, or csv, parquet, xlsx, json.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write.")],
    segments: Annotated[
        str | None, typer.Option(metavar="A,B", help="Names or numbers of segments; without it all but noise.")
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=COLUMN", help="The platform's column = the data's; may be repeated."),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="A,B", help="Further columns of the data to send along.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="CC", help="The country of phone numbers without a code, such as DE.")
    ] = None,
    per_segment: Annotated[
        bool | None, typer.Option("--per-segment/--one-file", help="A file for each segment, or one for all.")
    ] = None,
    consent: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="The column that says who may be written to, or CHANNEL=COLUMN, repeated."),
    ] = None,
    no_consent_column: Annotated[
        bool, typer.Option("--no-consent-column", help="Export though no column says who consented.")
    ] = False,
    suppress: Annotated[
        list[str] | None,
        typer.Option(metavar="LIST", help="A file of e-mails, phones, ids or hashes never to write to; repeated."),
    ] = None,
    holdout: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Hold out a share of each segment as control group: 0.1.")
    ] = None,
    allow: Annotated[
        str | None, typer.Option(metavar="A,B", help="The only columns of the data that may leave.")
    ] = None,
    min_size: Annotated[
        int | None, typer.Option(metavar="N", help="Export no segment of fewer people; 10 if not given.")
    ] = None,
    eea_consent: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="For google-ads: who in Europe agreed to personalised ads.")
    ] = None,
    pseudonym: Annotated[
        bool | None, typer.Option("--pseudonym", help="Ids leave as HMAC-SHA-256 by the key in SEGTUI_ID_KEY.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the segments of a run as a campaign platform's import file.

    Which column holds the e-mail, the phone, the names is detected and told. Who is left out is counted, and named
    with the reason in a file beside.
    """
    from segtui.console.export import Request, run_export

    keys: dict[str, object] = {"region": region, "per_segment": per_segment, "no_consent_column": no_consent_column}
    keys |= {"suppress": suppress, "holdout": holdout, "min_size": min_size, "eea_consent": eea_consent}
    keys |= {"pseudonym": pseudonym, "consent": consent, "allow": allow}
    request = Request(run, to, out, segments, maps or (), columns, keys, force, as_json, quiet)
    raise typer.Exit(run_export(request))


@app.command(epilog=examples("segtui forget runs/may 1234", "segtui forget runs/may ' 007' --dry-run"))
def forget(
    run: Run,
    id: Annotated[str, typer.Argument(metavar="ID", help="The person's id, as segments.csv has it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say where the person is, and change nothing.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take a person out of every file of a run, and name the exports that went out with them.

    An id that starts with a dash comes after two dashes: segtui forget runs/may -- -7. Exit code 1 where no file has
    it.
    """
    from segtui.console.forget import run_forget

    raise typer.Exit(run_forget(run, id, dry_run=dry_run, as_json=as_json, quiet=quiet))
