"""The figures that the verdict on the structure rests on."""

from __future__ import annotations

from segtui.pipeline.report.markdown import figure
from segtui.segments.choosing.structure import LEAST_AGREEMENT, LEAST_GAIN, LEAST_VALLEY, Structure


def structure_part(found: Structure | None) -> list[str]:
    """Each figure beside the least that groups have; nothing where no verdict was made."""
    if found is None:
        return []
    return [
        f"Structure: gap + recurrence {figure(found.gap + found.recurrence)} (groups from {LEAST_AGREEMENT}), valley "
        f"{figure(found.valley)} (from {LEAST_VALLEY}), gain {figure(found.gain)} (from {LEAST_GAIN}); any of them is "
        "enough.",
        "",
    ]
