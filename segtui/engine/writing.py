"""Carries a plan out into a run's folder, going on from what the session has found."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.kept import Kept
from segtui.engine.messages import Write, Wrote
from segtui.engine.teller import Teller
from segtui.pipeline.run import How, carry_out
from segtui.plan.load import parse


def write(question: Write, kept: Kept, teller: Teller) -> Wrote:
    """The same files as `segtui run` of the plan writes; a relative `out` starts where the workbench was started."""
    how = How(Path(question.folder), Path(question.out).expanduser(), force=question.force, finds=kept.finds)
    finished = carry_out(parse(question.plan), how, teller)
    files = sorted(str(f.relative_to(finished.out)) for f in finished.out.rglob("*") if f.is_file())
    return Wrote(question.ticket, str(finished.out), files, finished.concluded.segmented is not None)
