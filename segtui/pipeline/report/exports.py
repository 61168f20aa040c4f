"""The report's part on exports: for whom, with whose consent, and who is held out."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.export.config import Export
from segtui.export.suppression.match import ListTally
from segtui.export.target import find_target
from segtui.pipeline.report.markdown import Marked, bullets, code, escaped
from segtui.plan.model import Plan


def exports_part(plan: Plan, lists: Sequence[ListTally] = ()) -> list[str]:
    """A line for each export of the plan, and for each suppression list; nothing where there is no export."""
    if not plan.export:
        return []
    lines = [Marked(f"{find_target(order.to).title}: {_told(order)}") for order in plan.export]
    lines += [Marked(f"Suppression list {escaped(one.sentence())}.") for one in lists]
    return ["## Exports", "", *bullets(lines)]


def _told(order: Export) -> str:
    if order.consent is None:
        said = "**no consent column: consent was not checked**"
    else:
        columns = ", ".join(map(code, order.columns_asked()))
        said = f'only people with "yes" in {columns}'
    more = [f"{order.holdout:.3g} of each segment is held out as control group"] if order.holdout else []
    more += [f"without anyone in {', '.join(map(code, order.suppress))}"] if order.suppress else []
    return "; ".join([said, *more]) + "."
