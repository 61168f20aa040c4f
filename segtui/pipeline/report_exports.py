"""The report's part on exports: for whom, with whose consent, and who is held out."""

from __future__ import annotations

from segtui.export.find_target import find_target
from segtui.export.order import Export
from segtui.pipeline.markdown import Marked, bullets, code
from segtui.plan.model import Plan


def exports_part(plan: Plan) -> list[str]:
    """A line for each export of the plan; nothing where there is none."""
    if not plan.export:
        return []
    lines = [Marked(f"{find_target(order.to).title}: {_told(order)}") for order in plan.export]
    return ["## Exports", "", *bullets(lines)]


def _told(order: Export) -> str:
    if order.consent is None:
        said = "**no consent column: nobody's consent was looked at**"
    else:
        columns = ", ".join(map(code, order.columns_asked()))
        said = f"only people with a yes in {columns}"
    more = [f"{order.holdout:.3g} of each segment held out as control group"] if order.holdout else []
    more += [f"nobody of {', '.join(map(code, order.suppress))}"] if order.suppress else []
    return "; ".join([said, *more]) + "."
