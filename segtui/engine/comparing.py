"""Answers who moved between the segments of two finished runs."""

from __future__ import annotations

from segtui.engine.kept import Kept
from segtui.engine.messages import Compare, Compared
from segtui.engine.teller import Teller
from segtui.pipeline.comparing import compare as compare_runs
from segtui.pipeline.finished import RunFiles
from segtui.segments.fates import fates


def compare(question: Compare, kept: Kept, teller: Teller) -> Compared:
    """The migration matrix of two runs' folders, and what became of their segments."""
    teller.stage("comparing the runs")
    found = compare_runs(RunFiles.open(question.old), RunFiles.open(question.new))
    return Compared(
        question.ticket,
        str(found.old.path),
        str(found.new.path),
        found.migration.to_dicts(),
        found.counts,
        found.adjusted_rand,
        fates(found.matched, found.old.names, found.new.names),
    )
