"""Carries a plan out into a run's folder, going on from what the session has found."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.engine.kept import Kept
from segtui.engine.messages import Write, Wrote
from segtui.engine.teller import Teller
from segtui.pipeline.exporting import place_of
from segtui.pipeline.run import How, carry_out
from segtui.plan.load import parse


def write(question: Write, kept: Kept, teller: Teller) -> Wrote:
    """The same files as `segtui run` of the plan writes; a relative `out` starts where the workbench was started."""
    plan, out = parse(question.plan), Path(question.out).expanduser()
    finished = carry_out(plan, How(Path(question.folder), out, force=question.force, finds=kept.finds), teller)
    files = sorted(str(f.relative_to(finished.out)) for f in finished.out.rglob("*") if f.is_file())
    exports = []
    for number, (_, exported) in enumerate(finished.exports, start=1):
        place = Path(os.path.normpath(place_of(plan.export[number - 1], number, finished.out)))
        exports.append([str(place.with_name(f.path)) for f in exported.summary.files])
    return Wrote(question.ticket, str(finished.out), files, finished.concluded.segmented is not None, exports)
