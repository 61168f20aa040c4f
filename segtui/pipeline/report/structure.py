"""The report's verdict on whether the segments are groups that are there."""

from __future__ import annotations

from segtui.pipeline.report.markdown import brief_percent, figure
from segtui.segments.choosing.structure import LEAST_AGREEMENT, LEAST_GAIN, LEAST_VALLEY, Structure

_WORDS = {
    "none": "**No clear segments.** The rows form one crowd without gaps, so the segments are a convenient partition: "
    "useful to treat customers differently, but other boundaries would be as good.",
    "set_apart": "**One main group, {share} set apart.** Apart from that small group, the rows form one crowd.",
}


def structure_part(found: Structure | None) -> list[str]:
    """One sentence where there is no clear structure, with the figures that it rests on; nothing where there is one."""
    if found is None or found.kind == "groups":
        return []
    lines = [_WORDS[found.kind].format(share=brief_percent(found.smallest)), ""]
    if found.kind == "none":
        lines += [
            f"Gap + recurrence {figure(found.gap + found.recurrence)} (groups from {LEAST_AGREEMENT}), valley "
            f"{figure(found.valley)} (from {LEAST_VALLEY}), gain {figure(found.gain)} (from {LEAST_GAIN}).",
            "",
        ]
    return lines
