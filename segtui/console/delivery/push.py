"""`segtui push`: the segments of a finished run onto the lists of platforms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from segtui.console.narrator import Narrator
from segtui.console.observing.log_lines import is_json
from segtui.console.observing.observed import observed, of_run
from segtui.console.terminal import Terminal, print_json, print_lines
from segtui.data.stores.store_address import is_lake
from segtui.errors import SegtuiError, UsageError
from segtui.language.interface import shown_language
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.observers.observer import CommandOutcome, Dataset
from segtui.pipeline.push_run.push_run import PushOptions, push_run
from segtui.pipeline.push_run.pushed import Pushed


def run_push(place: str, options: PushOptions, *, as_json: bool, quiet: bool) -> None:
    """Push, and print what has changed on each list or would; raises what broke off the first that failed."""
    if is_lake(place):
        fix = say("copy it into a folder, where its ledger stays beside it, and push from there")
        raise UsageError(say("a run on a store can't be pushed"), where=place, fix=fix)
    folder = Path(place)
    run = RunFiles.open(folder)
    language = run.plan.report.language
    with observed(of_run("push", run, quiet=quiet)) as observation:
        with Narrator(quiet=quiet or (as_json and not is_json()), language=language) as narrator:
            done = push_run(folder, options, narrator)
        observation.finished(partial(_outcome, done))
        errors = [each.error for each in done if each.error]
        if errors:
            observation.fell_short(errors[0])
    if as_json:
        print_json({"folder": str(folder), "dry_run": options.dry_run, "pushes": [each.facts() for each in done]})
    elif not quiet:
        with speaking(shown_language(language)):
            _print(done, dry_run=options.dry_run)
    if errors:
        raise _all(errors)


def _outcome(done: Sequence[Pushed]) -> CommandOutcome:
    """What observers are told: how many people went to which list."""
    sent = [each for each in done if not each.dry_run]
    lists = (Dataset(each.to, each.list or each.connection, rows=each.added) for each in sent)
    return CommandOutcome(figures={"rows": sum(each.added for each in sent)}, outputs=tuple(lists))


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
