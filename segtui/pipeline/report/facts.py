"""What the reports of a run say: what the run found, and what had to be worked out from its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.delivery.export.suppression.match import ListTally
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.cautions import few_values
from segtui.pipeline.report.choice.alternatives import Beside, beside
from segtui.pipeline.report.choice.runner_up import NamedShares, runner_up_segments
from segtui.pipeline.report.figures import Difference, Medians, differences, medians_of
from segtui.pipeline.report.page.map_of_groups import Map, map_of_groups
from segtui.pipeline.report.small_groups import hidden_features
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.plan.model import Plan


@dataclass(frozen=True)
class RowFacts:
    """What the reports say that only the rows can tell: a finished run keeps these, but no row.

    `distinct` is from `few_values`, `runner_up` has the segments of the runner-up, `beside` the next coarser and the
    next finer candidate, `rare` the categories of fewer than five people, `map` the map of the groups.
    """

    distinct: int | None = None
    medians: Medians = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    runner_up: NamedShares = ()
    beside: Beside = (None, None)
    rare: frozenset[str] = frozenset()
    map: Map | None = None


@dataclass(frozen=True)
class ReportFacts:
    """All that the reports of a run are made from.

    `plan` is the plan as run, `lists` say how far its suppression lists match. The reports look at no row: of a
    finished run `prepared` and `concluded` have the sizes of frames, matrix and labels only, so what they say of rows
    is in `rows`.
    """

    plan: Plan
    prepared: PreparedRun
    searched: SearchResult
    concluded: Concluded
    lists: tuple[ListTally, ...] = ()
    rows: RowFacts = field(default_factory=RowFacts)


def row_facts(plan: Plan, prepared: PreparedRun, concluded: Concluded) -> RowFacts:
    """Look at the rows once, for all reports."""
    segmented = concluded.segmented
    if segmented is None:
        return RowFacts()
    return RowFacts(
        few_values(prepared.matrix),
        medians_of(prepared, segmented),
        differences(prepared, segmented, plan.derive, [name for order in plan.predict for name in order.columns()]),
        runner_up_segments(plan, prepared, concluded),
        beside(concluded),
        hidden_features(prepared, segmented),
        map_of_groups(prepared.matrix, segmented, plan.seed),
    )
