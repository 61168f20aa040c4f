"""How sure segments are: whether there are groups, weighed with how many segments resamples find again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from segtui.segments.choosing.structure import Kind, Structure
from segtui.validity.stability.bootstrap import SegmentStability

Level = Literal["groups", "some_groups", "unsteady", "none"]


@dataclass(frozen=True)
class Certainty:
    """What speaks for the segments, and against them.

    `structure` is the kind of structure, None where it was not judged. Of the `segments` that were resampled (noise
    aside, 0 where none were), `dissolved` have the badge "don't trust" and `in_part` "pattern".
    """

    structure: Kind | None
    segments: int
    dissolved: int
    in_part: int

    @property
    def level(self) -> Level | None:
        """Both in a word, None where the structure was not judged.

        "none": no clear segments. "unsteady": there are groups, but half of several segments or more dissolve in
        resamples. "some_groups": a few do. "groups": none does, or nothing was resampled.
        """
        if self.structure is None or self.structure == "none":
            return self.structure
        if self.segments > 1 and 2 * self.dissolved >= self.segments:
            return "unsteady"
        return "some_groups" if self.dissolved else "groups"

    def facts(self) -> dict[str, Any]:
        """The same in JSON types."""
        return {"level": self.level, **vars(self)}


def certainty(structure: Structure | None, found: Iterable[SegmentStability]) -> Certainty:
    """Weigh a verdict on the structure with what resamples found of each segment."""
    badges = [each.badge for each in found if each.label >= 0 and each.badge is not None]
    kind = structure.kind if structure else None
    return Certainty(kind, len(badges), badges.count("don't trust"), badges.count("pattern"))
