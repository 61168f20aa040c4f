"""The report's part on where the segments come from: those of the previous run, and what became of them."""

from __future__ import annotations

from pathlib import Path

from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.report.markdown import Marked, bullets, code, percent, table
from segtui.segments.lineage.descend import Lineage, fates
from segtui.wording import counted


def lineage_part(segmented: Segmented) -> list[str]:
    """A row per segment with the one it was, what was born, died, split or merged, and how many people moved."""
    lineage = segmented.lineage
    if lineage is None:
        return []
    was = {p.new: p for p in lineage.matched.pairs}
    before = dict(lineage.people.group_by("old_segment").len().iter_rows())
    rows = []
    for card in (c for c in segmented.cards if c.segment >= 0):
        pair = was.get(card.segment)
        then = f"{before.get(pair.old, 0):,}" if pair else ""
        rows.append((card.segment, card.name, then, f"{card.rows:,}", _how(pair.likeness, pair.by) if pair else "new"))
    name = Path(lineage.previous).name or lineage.previous
    told = f"Numbers and names are kept from the run {code(name)}; those of vanished segments are not reused."
    head = ["", "name", "then", "now", "matched by"]
    lines = ["### Changes since the previous run", "", told, "", *table(head, rows, numbers=(0, 2, 3))]
    return [*lines, *bullets([*fates(lineage.matched, lineage.old_names, segmented.names), _people(lineage)])]


def _how(likeness: float, by: str) -> str:
    return f"its people (Jaccard {likeness:.2f})" if by == "people" else "centroid"


def _people(lineage: Lineage) -> str:
    counts = lineage.facts()["people"]
    moved = f"{percent(counts['moved'] / counts['both'])}" if counts["both"] else "none"
    both = counted(counts["both"], "person is", "people are")
    return Marked(
        f"{both} in both runs, and {counts['moved']:,} of them ({moved}) changed segment; "
        f"{counts['new']:,} are new, {counts['gone']:,} are gone. See `migration.csv` for all moves."
    )
