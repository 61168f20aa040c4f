"""`segtui push`: the segments of a finished run onto the lists of platforms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from segtui.console.narrator import Narrator
from segtui.console.terminal import Terminal, print_json, print_lines
from segtui.data.stores.store_address import is_lake
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.push_run.push_run import PushOptions, push_run
from segtui.pipeline.push_run.pushed import Pushed


def run_push(place: str, options: PushOptions, *, as_json: bool, quiet: bool) -> None:
    """Push, and print what has changed on each list or would; raises what broke off the first that failed."""
    if is_lake(place):
        fix = say("copy it into a folder, where its ledger stays beside it, and push from there")
        raise UsageError(say("a run on a store can't be pushed"), where=place, fix=fix)
    folder = Path(place)
    language = RunFiles.open(folder).plan.report.language
    with Narrator(quiet=as_json or quiet, language=language) as narrator:
        done = push_run(folder, options, narrator)
    errors = [each.error for each in done if each.error]
    if as_json:
        print_json({"folder": str(folder), "dry_run": options.dry_run, "pushes": [each.facts() for each in done]})
    elif not quiet:
        with speaking(language):
            _print(done, dry_run=options.dry_run)
    if errors:
        raise _all(errors)


def _print(done: Sequence[Pushed], *, dry_run: bool) -> None:
    for each in done:
        if each.error is None or each.calls:
            print_lines(*(in_language(line) for line in each.sentences()))
        if each.payload is not None:
            print_lines("  " + _("the first call would begin so, masked:"))
            text = json.dumps(each.payload, indent=2, ensure_ascii=False)
            print_lines(*(f"    {line}" for line in text.splitlines()))
    if dry_run and all(each.error is None for each in done):
        print_lines(_("Nothing was sent: this is a dry run."))


def _all(errors: Sequence[SegtuiError]) -> SegtuiError:
    """The first of the errors, after the others have been told."""
    first, *others = errors
    console = Terminal(stderr=True, soft_wrap=True)
    for error in others:
        for line in error.describe().splitlines():
            console.print(line)
    return first
