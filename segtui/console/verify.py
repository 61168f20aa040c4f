"""`segtui verify`: runs a run's plan again and prints a line per file."""

from __future__ import annotations

import sys
from pathlib import Path

from segtui.console.narrator import Narrator
from segtui.console.terminal import Terminal, print_json
from segtui.errors import PlanError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.verify import Verified, verify

SAME, DIFFERENT = 0, 1


def run_verify(folder: Path, *, as_json: bool, quiet: bool) -> int:
    """Say for each file whether it is the same; the exit code: 0 all are, 1 some are not."""
    run = RunFiles.open(folder)
    with Narrator(quiet=quiet) as narrator:
        try:
            verified = verify(run, narrator, sys.stdin.buffer if run.plan.reads_stdin() else None)
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or str(folder / "plan.toml")) from None
    if as_json:
        files = [vars(file) for file in verified.files]
        known = {"changes": list(verified.changes), "forgotten": verified.forgotten}
        print_json({"folder": str(run.path), "same": verified.same, "files": files, **known})
    elif not quiet:
        _print(verified)
    return SAME if verified.same else DIFFERENT


def _print(verified: Verified) -> None:
    console = Terminal(soft_wrap=True)
    width = max(len(file.path) for file in verified.files)
    for file in verified.files:
        line = f"{file.status:<8} {file.path:<{width}}  {file.why}"
        console.print(line.rstrip())
    same = sum(file.status == "same" for file in verified.files)
    console.print(f"{same} of {len(verified.files)} files are identical.")
