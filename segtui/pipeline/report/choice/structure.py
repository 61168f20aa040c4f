"""The figures that the verdict on the structure rests on."""

from __future__ import annotations

from segtui.language.figures import localised
from segtui.language.translation import _
from segtui.pipeline.report.markdown import figure
from segtui.segments.choosing.structure import LEAST_AGREEMENT, LEAST_GAIN, LEAST_VALLEY, Structure


def structure_part(found: Structure | None) -> list[str]:
    """Each figure beside the least that groups have; nothing where no verdict was made."""
    if found is None:
        return []
    text = _(
        "Structure: gap + recurrence {agreement} (groups from {least_agreement}), valley {valley} (from "
        "{least_valley}), gain {gain} (from {least_gain}); any of them is enough."
    ).format(
        agreement=figure(found.gap + found.recurrence),
        least_agreement=localised(str(LEAST_AGREEMENT)),
        valley=figure(found.valley),
        least_valley=localised(str(LEAST_VALLEY)),
        gain=figure(found.gain),
        least_gain=localised(str(LEAST_GAIN)),
    )
    return [text, ""]
