"""Texts that differ by a few letters from another one, as typing errors do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_LETTERS_PER_EDIT = 5
_ENDS = 3


@dataclass(frozen=True)
class NearTexts:
    """Texts in the order in which they were added, found again by texts a few letters away (Levenshtein).

    One letter may differ for every five, so that short words stay apart, and no digit. Only texts are compared that
    begin or end in the same three letters.
    """

    edits: int
    order: dict[str, int] = field(default_factory=dict)
    blocks: defaultdict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str) -> None:
        """Let later texts find this one."""
        self.order[text] = len(self.order)
        for block in _blocks(text):
            self.blocks[block].append(text)

    def nearest(self, text: str) -> str | None:
        """The text with the fewest letters that differ, of several the one added first; None if none is near."""
        from rapidfuzz.distance import Levenshtein

        best: tuple[int, int, str] | None = None
        for other in dict.fromkeys(o for block in _blocks(text) for o in self.blocks.get(block, ())):
            most = min(self.edits, max(len(text), len(other)) // _LETTERS_PER_EDIT)
            distance = Levenshtein.distance(text, other, score_cutoff=most)
            if distance <= most and (best is None or (distance, self.order[other]) < best[:2]):
                best = distance, self.order[other], other
        return best[2] if best else None


def _blocks(text: str) -> Iterator[tuple[str, ...]]:
    digits = "".join(c for c in text if c.isdigit())
    yield "begins", text[:_ENDS], digits
    yield "ends", text[-_ENDS:], digits
