"""Options that several commands share, and the format of the examples below their help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from segtui.console.observing.log_lines import VARIABLE, LogForm

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Log = Annotated[
    LogForm | None,
    typer.Option(
        "--log",
        envvar=VARIABLE,
        help="What standard error holds: text, or json, an object a line (default: as the plan's [observe] says).",
    ),
]
"""Taken from the line before it is parsed, so that what is wrong with the line is told in that form too."""
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Only say what databases would be asked, and about how many rows that would give."),
]
ReplaceFile = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]


FinishedRun = Annotated[str, typer.Argument(metavar="RUN_DIR", help="The folder of a finished run, also on a store.")]
"""Of commands that write into it: `own_folder` has it."""


@contextmanager
def own_folder(place: str) -> Iterator[Path]:
    """The folder of a run that a command changes; of one on a store a copy, whose changes are put back at the end."""
    from segtui.data.stores.store_address import is_lake

    if not is_lake(place):
        yield Path(place)
        return
    from segtui.pipeline.artifacts.changed_on_store import changed_run

    with changed_run(place) as folder:
        yield folder


def run_folder(place: str) -> Path:
    """The folder of a run, or of a copy of one on a store."""
    from segtui.data.stores.store_address import is_lake

    if not is_lake(place):
        return Path(place)
    from segtui.pipeline.artifacts.run_on_store import fetch_run

    return fetch_run(place)


ReadRun = Annotated[
    Path, typer.Argument(metavar="RUN_DIR", help="The folder of a finished run, also on a store.", parser=run_folder)
]
"""Of commands that change nothing in it."""


def data_path(path: str) -> str:
    """What DATA names: a folder that is a table of Delta or Iceberg by its address, all else as it stands."""
    from segtui.data.stores.local_lakes import lake_path

    return lake_path(path, Path())


Data = Annotated[
    str,
    typer.Argument(metavar="DATA", help="A data file, a glob in quotes, or - for standard input.", parser=data_path),
]


def examples(*lines: str) -> str:
    """Examples below a command's help, one per line, with no-break spaces because runs of blanks would collapse."""
    return "\n\n".join(["Examples", *("\u00a0\u00a0" + line.replace("  ", "\u00a0\u00a0") for line in lines)])
