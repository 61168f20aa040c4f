"""`segtui write`: the segments of a finished run back into tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from segtui.console.narrator import Narrator
from segtui.console.terminal import print_json, print_lines
from segtui.delivery.writing.config import WriteBack
from segtui.errors import PlanError, UsageError
from segtui.language.interface import shown_language
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking
from segtui.language.wording import parted
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.write_back.write_back import write_back
from segtui.plan.validation import faults


def run_write(folder: Path, given: Mapping[str, str], *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """WriteBack, and print what has changed or would; `given` are the keys of a [[write]] that have options."""
    orders = [_order(given)] if given else None
    language = RunFiles.open(folder).plan.report.language
    with Narrator(quiet=True if as_json else quiet, language=language) as narrator:
        try:
            done = write_back(folder, orders, narrator, at=Path.cwd() if orders else None, dry_run=dry_run)
        except PlanError as error:
            raise PlanError(error.faults, plan=error.plan or str(folder / "plan.toml")) from None
    if as_json:
        print_json({"folder": str(folder), "dry_run": dry_run, "writes": [each.facts() for each in done]})
    elif not quiet:
        with speaking(shown_language(language)):
            print_lines(*(in_language(each.sentence()) for each in done))
            if dry_run:
                print_lines(_("Nothing was changed: this is a dry run."))


def _order(given: Mapping[str, str]) -> WriteBack:
    if "connection" not in given or "table" not in given:
        raise UsageError(
            say("--to and --table go together"), fix=say("segtui write RUN_DIR --to shop --table marketing.segments")
        )
    keys: dict[str, Any] = dict(given)
    if "columns" in keys:
        named = [name.partition("=") for name in parted(keys["columns"]) if name.strip()]
        keys["columns"] = {name.strip(): (holds if sign else name).strip() for name, sign, holds in named}
    if "key" in keys:
        keys["key"] = [name.strip() for name in parted(keys["key"]) if name.strip()]
    try:
        return WriteBack.model_validate(keys)
    except ValidationError as error:
        first = faults(error, WriteBack)[0]
        option = {"connection": "--to"}.get(first.key, f"--{first.key.partition('[')[0]}")
        raise UsageError(first.what, where="" if first.key == "plan" else option, fix=first.fix) from None
