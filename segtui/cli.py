"""Every command: parse, call, print, exit. Heavy libraries load only when a command needs them."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from segtui import __version__
from segtui.console import chatter, process
from segtui.console.command_line_errors import in_our_words
from segtui.console.commands import campaigns, connected, finished, lifecycle, pushes, runs, triggers
from segtui.console.commands.options import examples
from segtui.console.observing import log_lines
from segtui.console.open_or_command import OPEN, OpenOrCommand
from segtui.errors import InterruptionError, ResourceError, SegtuiError, UsageError, no_room, system_number
from segtui.language.sentences import say
from segtui.libraries.boundary import calm_threads
from widgets.plain.visible import visible

app = typer.Typer(
    name="segtui",
    cls=OpenOrCommand,
    invoke_without_command=True,
    subcommand_metavar="[FILE] | COMMAND [ARGS]...",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From a customer file to segments, with the figures to judge them.",
    epilog=examples(
        "segtui customers.csv                    the workbench, on a file or a run",
        "segtui run customers.csv                segment a file with the defaults",
        "segtui profile customers.csv            its columns and alerts",
        "segtui plan customers.csv -o plan.toml  a starter plan to edit",
        "segtui run plan.toml                    run the plan",
        "segtui guide                            how it all works, page by page",
    ),
)

Ascii = Annotated[
    bool,
    typer.Option(
        "--ascii", envvar="SEGTUI_ASCII", help="Workbench: use plain ASCII instead of braille, blocks and box drawing."
    ),
]


def _version(flag: bool) -> None:
    if flag:
        from segtui.console.terminal import print_lines

        print_lines(f"segtui {__version__}")
        raise typer.Exit


@app.callback()
def top(
    ctx: typer.Context,
    ascii: Ascii = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a customer file to segments, with the figures to judge them."""
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

    chatter.give_back()  # Textual draws on standard error
    raise typer.Exit(launch(file, ascii=ascii))


for group in (runs, connected, finished, campaigns, pushes, triggers, lifecycle):
    app.add_typer(group.app)


def main() -> NoReturn:
    """The console script: every user error becomes its message and exit code."""
    calm_threads()
    process.listen_for_interruptions()
    process.speak_any_text()
    chatter.set_aside()
    log_lines.begin(sys.argv[1:], os.environ)
    try:
        process.refuse_undecodable(sys.argv[1:])
        process.refuse_passwords(sys.argv[1:])
        process.refuse_language()
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except InterruptionError as error:
        process.leave(error.exit_code, process.described(error))
    except (BrokenPipeError, SystemExit):  # Typer makes the one of the other
        process.hang_up()
    except BaseException as error:  # a library, or what explains its errors, may make another of an interruption
        if not (process.interrupted() or isinstance(error, (KeyboardInterrupt, typer.Abort))):
            process.leave(*_explained(error))
        code = 130
    process.leave(int(code or 0), process.told(say("interrupted")) if code == 130 else "")


def _explained(error: BaseException) -> tuple[int, str]:
    """Print a user error's message; any other error is a bug: a traceback."""
    if isinstance(error, SegtuiError):
        return error.exit_code, process.complaint(error)
    if isinstance(error, MemoryError):
        ended = ResourceError(say("memory ran out"), fix=say("use a smaller grid, fewer rows or a larger machine"))
        return ended.exit_code, process.complaint(ended)
    if isinstance(error, OSError):
        fix = say("free some space, or send the output elsewhere")
        place = _place(error)
        if not _stands_somewhere():
            gone = UsageError(say("no longer exists"), where=say("the current folder"), fix=say("change to another"))
            return gone.exit_code, process.complaint(gone)
        where = str(place or error.filename or "") or say("the output")
        if full := no_room(system_number(error), place, where=where, fix=fix):
            return full.exit_code, process.complaint(full)
    if hasattr(error, "format_message"):  # Typer's own, whichever way it has its parser
        return int(getattr(error, "exit_code", 2)), process.complaint(_of_the_line(error))
    trace = "".join(traceback.format_exception(error))
    return 1, visible("\n".join(part for part in (chatter.library_words(), trace.rstrip()) if part), lines=True)


def _stands_somewhere() -> bool:
    """Whether the current folder is still there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def _of_the_line(error: Any) -> UsageError:
    """What is wrong with the command line, as our own errors say it."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "segtui"
    return UsageError(
        in_our_words(error.format_message()), where=command, fix=say("see `{command} --help`", command=command)
    )


def _place(error: OSError) -> Path | None:
    """Where on a disk it went wrong; None for a stream."""
    from segtui.publishing.parts import place_of

    return place_of(Path(error.filename)) if isinstance(error.filename, str) else None
