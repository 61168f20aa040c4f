"""`segtui verify`: runs a run's plan again and prints a line per file."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from segtui.console.narrator import Narrator
from segtui.console.terminal import Terminal, print_json
from segtui.errors import PlanError
from segtui.language.figures import number
from segtui.language.sentences import in_language
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.verify import Verified, verify
from segtui.plan.telling import printed_as

SAME, DIFFERENT = 0, 1
_STATUS = {"same": to_translate("same"), "differs": to_translate("differs"), "missing": to_translate("missing")}


def run_verify(folder: Path, *, as_json: bool, quiet: bool) -> int:
    """Say for each file whether it is the same; the exit code: 0 all are, 1 some are not."""
    run = RunFiles.open(folder)
    with Narrator(quiet=quiet, language=run.plan.report.language) as narrator:
        try:
            verified = verify(run, narrator, sys.stdin.buffer if run.plan.reads_stdin() else None)
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or str(folder / "plan.toml")) from None
    if as_json:
        files = [vars(file) for file in verified.files]
        known = {"changes": list(verified.changes), "forgotten": verified.forgotten}
        known |= {"databases": [asdict(one) for one in verified.databases]} if verified.databases else {}
        known |= {"error": verified.failed} if verified.failed else {}
        print_json({"folder": str(run.path), "same": verified.same, "files": files, **known})
    elif not quiet:
        with printed_as(run.plan):
            _print(verified)
    return SAME if verified.same else DIFFERENT


def _print(verified: Verified) -> None:
    console = Terminal(soft_wrap=True)
    width = max(len(file.path) for file in verified.files)
    room = max(len(_(status)) for status in _STATUS.values())
    for file in verified.files:
        line = f"{_(_STATUS[file.status]):<{room}} {file.path:<{width}}  {in_language(file.why)}"
        console.print(line.rstrip())
    for line in [line for one in verified.databases for line in one.sentences()]:
        console.print(in_language(line))
    if verified.databases:
        console.print(_("The run was made again from the rows that it keeps."))
    if verified.failed:
        console.print(_("The plan can't run with what it reads now:"))
        for line in verified.failed.splitlines():
            console.print(line)
    same = sum(file.status == "same" for file in verified.files)
    told = plural("{same} of {count} file is identical.", "{same} of {count} files are identical.", len(verified.files))
    console.print(told.format(same=number(same), count=number(len(verified.files))))
