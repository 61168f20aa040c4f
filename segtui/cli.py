"""Every command: parse, call, print, exit. Heavy libraries load only when a command needs them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from segtui import __version__
from segtui.console import process
from segtui.console.open_or_command import OPEN, OpenOrCommand
from segtui.errors import InterruptionError, SegtuiError, no_room


def _examples(*lines: str) -> str:
    """Examples below a command's help, a line each; no-break spaces, for blanks in a row would become one."""
    return "\n\n".join(["Examples", *("\u00a0\u00a0" + line.replace("  ", "\u00a0\u00a0") for line in lines)])


app = typer.Typer(
    name="segtui",
    cls=OpenOrCommand,
    invoke_without_command=True,
    subcommand_metavar="[FILE] | COMMAND [ARGS]...",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From a customer file to segments, with every number to judge them by.",
    epilog=_examples(
        "segtui customers.csv                    the workbench on a file, a plan or a run",
        "segtui run customers.csv                segments of a file as it is",
        "segtui profile customers.csv            its columns, and what is odd",
        "segtui plan customers.csv -o plan.toml  a starter plan to edit",
        "segtui run plan.toml                    the plan carried out",
    ),
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Ascii = Annotated[
    bool,
    typer.Option("--ascii", envvar="SEGTUI_ASCII", help="In the workbench: no braille, no blocks, no box drawing."),
]
Data = Annotated[str, typer.Argument(metavar="DATA", help="A data file, a glob in quotes, or - for standard input.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"segtui {__version__}")
        raise typer.Exit


@app.callback()
def top(
    ctx: typer.Context,
    ascii: Ascii = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a customer file to segments, with every number to judge them by."""
    ctx.obj = ascii
    if ctx.invoked_subcommand is None:
        _workbench(None, ascii=ascii)


@app.command(OPEN, hidden=True)
def open_workbench(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="A data file, a plan or a run's folder.")],
    ascii: Ascii = False,
) -> None:
    """Open the workbench on a file."""
    _workbench(file, ascii=ascii or bool(ctx.obj))


def _workbench(file: str | None, *, ascii: bool) -> NoReturn:
    from segtui.workbench.launch import launch

    raise typer.Exit(launch(file, ascii=ascii))


@app.command(
    epilog=_examples(
        "segtui run customers.csv",
        "segtui run plan.toml -o runs/may --set 'select.clusters=[4,6]'",
        "segtui run plan.toml --resume",
        "zcat log.csv.gz | segtui run - --json",
    )
)
def run(
    source: Annotated[
        str,
        typer.Argument(metavar="PLAN_OR_DATA", help="A plan (.toml), a data file, or - for data on standard input."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="The run's folder; without it runs/<plan name> beside the plan."
        ),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Override one key of the plan, such as select.by=dunn; may be repeated."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from what an interrupted run had finished.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a run that the folder already holds.")] = False,
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", help="Refuse a search that would need more, such as 8GiB; without it: what is free."
        ),
    ] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Carry a plan out: read, clean, derive, search, choose, and write the segments with their report.

    Given a data file, a plan is inferred first and written beside where you stand, to be edited.
    """
    from segtui.console.batch import run_batch
    from segtui.console.order import Order

    raise typer.Exit(run_batch(Order(source, out, overrides or [], resume, force, memory, as_json, quiet)))


@app.command(epilog=_examples("segtui plan customers.csv -o plan.toml && segtui run plan.toml"))
def plan(
    data: Data,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Where to write the plan; without it: standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write a commented starter plan for a data file."""
    from segtui.console.starter import starter_plan

    starter_plan(data, out=out, force=force)


@app.command(epilog=_examples("segtui profile customers.csv", "segtui profile 'sales-*.csv.gz' --json"))
def profile(data: Data, as_json: Json = False) -> None:
    """Show what the columns of a file look like, and what is odd about them."""
    from segtui.console.columns import show_profile

    show_profile(data, as_json=as_json)


@app.command(epilog=_examples("segtui schema > plan.schema.json"))
def schema() -> None:
    """Print the plan's JSON Schema, for editors that check and complete."""
    from segtui.plan.model import Plan

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    typer.echo(json.dumps(dialect | Plan.model_json_schema(), indent=2))


def main() -> NoReturn:
    """The console script: every error a user can cause becomes its message and its exit code."""
    # Waiting OpenMP threads would spin and slow everything on a shared machine; read when numeric libraries load.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    process.listen_for_interruptions()
    process.speak_any_text()
    try:
        process.refuse_undecodable(sys.argv[1:])
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except InterruptionError as error:
        process.leave(error.exit_code, error.describe())
    except SegtuiError as error:
        process.leave(error.exit_code, f"error: {error.describe()}")
    except (BrokenPipeError, SystemExit):  # Typer makes the one of the other
        process.hang_up()
    except MemoryError:
        process.leave(4, "error: memory ran out\n  give the run a smaller grid, fewer rows, or a larger machine")
    except Exception as error:
        process.leave(*_explained(error))
    process.leave(int(code or 0), "interrupted" if code == 130 else "")


def _explained(error: Exception) -> tuple[int, str]:
    """A wrong command line and an output without room say what is wrong; any other error is ours: a traceback."""
    if isinstance(error, OSError):
        fix = "free some space, or send the output elsewhere"
        if full := no_room(error.errno, Path(), where=str(error.filename or "the output"), fix=fix):
            return full.exit_code, f"error: {full.describe()}"
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    return int(getattr(error, "exit_code", 2)), ""
