"""Stability without being asked for: one candidate after the other while the compute process has nothing else to do."""

from __future__ import annotations

from segtui.engine.transport.messages import AssessFirst
from segtui.workbench.bench import Bench

AT_REST = 0.5
"""Seconds without a question after which the next candidate is resampled."""


def resample_while_idle(bench: Bench) -> None:
    """Ask for the next candidate; a user's question waits for no more than the one under way."""
    store, plan = bench.store, bench.store.plan
    wanted = plan is not None and plan.stability.resamples and store.searched is not None and store.chosen is not None
    if not wanted or not bench.engine.idle or store.failed.keys() & {"Assess", AssessFirst.__name__}:
        return
    known = store.assessed
    if known is None or known.left:
        bench.engine.ask(AssessFirst, first=known.looked_at + 1 if known else 1)
