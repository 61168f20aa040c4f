"""`segtui export`: the segments of a finished run as a campaign platform's import file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from segtui.console.narrator import Narrator
from segtui.console.terminal import print_json, print_lines
from segtui.data.reading.source_paths import absolute
from segtui.delivery.export.care import Channel
from segtui.delivery.export.config import Export
from segtui.delivery.export.target import usable_target
from segtui.errors import Fault, PlanError, SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.language.wording import parted
from segtui.pipeline.artifacts import export_log
from segtui.pipeline.artifacts.export_log import number_of_next
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.records import Records, held_of, remember
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.exports.export_run import ExportSession, export_one
from segtui.pipeline.exports.output_names import read_by, refuse_output
from segtui.pipeline.partitioned.segmenting.exported_rows import reopened
from segtui.plan.validation import faults
from segtui.publishing.paths import Inputs, expand_home, refuse_taken
from segtui.publishing.staging import Staging

_OPTIONS = {"to": "--to", "segments": "--segments", "columns": "--map", "attributes": "--columns", "region": "--region"}


@dataclass(frozen=True)
class ExportRequest:
    """The command line of `segtui export`; `keys` are the keys of an [[export]] that have options of their own."""

    run: Path
    to: str
    out: Path
    segments: Sequence[str] = ()
    maps: Sequence[str] = ()
    columns: str | None = None
    keys: dict[str, Any] = field(default_factory=dict)
    force: bool = False
    as_json: bool = False
    quiet: bool = False


def run_export(request: ExportRequest) -> int:
    """Write the file with its companions, and log it in the run's folder; 0 when done."""
    order = _order(request)
    order = order.model_copy(update={"suppress": tuple(absolute(p, Path.cwd()) for p in order.suppress)})
    out = expand_home(request.out).absolute()
    narrator = Narrator(quiet=request.quiet)
    waiting = held_run(request.run, partial(narrator.note, say(WAITING)))
    with narrator, ExitStack() as stack, waiting as (run, journal):
        narrator.language = run.plan.report.language
        inputs = Inputs.of(read_by(run.plan.model_copy(update={"export": (*run.plan.export, order)}), run.path))
        refuse = partial(refuse_output, inputs)
        refuse(out)
        refuse_taken(out, replace=True)
        with Staging(force=request.force, journal=journal, refuse=refuse) as staging:
            for note in run.told_newer():
                narrator.note(note)
            held, number = held_of(run.home, run.plan.seed), number_of_next(run.home)
            reread = partial(reopened, run, stack) if run.is_in_parts and run.plan.source else None
            session = ExportSession(run, held, number, run.path, reread=reread)
            try:
                exported = export_one(order, session, out, staging, narrator)
            except PlanError as error:
                raise _OptionsError(error.faults) from None
            held.stage(staging)
            export_log.note(run.home, [(out, exported)], staging)
            remember(run.home, Records(len(held.ids), number), staging)
            staging.publish()
    files = [str(request.out.with_name(f.path)) for f in exported.summary.files]
    if request.as_json:
        facts = exported.summary.facts()
        files_shown = [{**f, "path": path} for f, path in zip(facts["files"], files, strict=True)]
        print_json({**facts, "files": files_shown})
    elif not request.quiet:
        print_lines(*files)
    return 0


def _order(request: ExportRequest) -> Export:
    usable_target(request.to)
    keys = {k: v for k, v in request.keys.items() if v is not None}
    if request.segments:
        keys["segments"] = list(request.segments)
    if request.columns is not None:
        keys["attributes"] = _split(request.columns)
    if "allow" in keys:
        keys["allow"] = _split(keys["allow"])
    if "consent" in keys:
        keys["consent"] = _consent(keys["consent"])
    try:
        return Export.model_validate({"to": request.to, "columns": dict(map(_pair, request.maps)), **keys})
    except ValidationError as error:
        raise _OptionsError(faults(error, Export)) from None


def _split(text: str) -> list[str]:
    """Names separated by commas; a name with a comma must be in double quotes."""
    return [name for name in parted(text) if name.strip()]


def _consent(given: Sequence[str]) -> str | dict[str, str]:
    """One column, or one per channel."""
    pairs = [one.partition("=") for one in given]
    if len(given) == 1 and not (pairs[0][1] and pairs[0][0].strip() in get_args(Channel)):
        return given[0]
    if wrong := [one for one, (channel, sign, _) in zip(given, pairs, strict=True) if not sign]:
        fix = say(
            "for example --consent email=accepts_email; channels are {channel}", channel=", ".join(get_args(Channel))
        )
        raise UsageError(say('expected CHANNEL=COLUMN, found "{wrong}"', wrong=wrong[0]), where="--consent", fix=fix)
    return {channel.strip(): column.strip() for channel, _, column in pairs}


def _pair(text: str) -> tuple[str, str]:
    header, sign, column = text.partition("=")
    if not sign or not header.strip():
        raise UsageError(
            say('expected HEADER=COLUMN, found "{text}"', text=text),
            where="--map",
            fix=say("for example --map 'Email Address=email'"),
        )
    return header.strip(), column.strip()


class _OptionsError(UsageError):
    """The faults of an export, under the command-line options that they came from."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(say("invalid options"))

    def describe(self) -> str:
        """All faults, one or two lines each."""
        lines = [SegtuiError(fault.what, where=_option(fault.key), fix=fault.fix).describe() for fault in self.faults]
        return "\n  ".join(line.replace("\n", "\n  ") for line in lines)


def _option(key: str) -> str:
    first, _, rest = key.partition(".")
    return f"{_OPTIONS.get(first, '--' + first.replace('_', '-') if first != 'plan' else '')} {rest}".strip()
