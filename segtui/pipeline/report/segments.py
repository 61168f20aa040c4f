"""The report's section about the segments: an overview table, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from segtui.features.maker import makers
from segtui.language.wording import counted
from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import Marked, brief_percent, bullets, code, escaped, listed, percent, table
from segtui.segments.lineage.renumber_segments import Lineage, fates
from segtui.segments.naming.cards import Card
from segtui.segments.naming.monetary_columns import Worth, worth

_RULE_NAMED = 0.10
_AVERAGE = "close to the average of all"


def overview_part(prepared: PreparedRun, segmented: Segmented) -> list[str]:
    """Each segment's name, size, share of what customers spent where that is known, and strongest trait."""
    spent = worth(_amounts(segmented))
    shares = worth_shares(segmented.comparison, spent) if spent else {}
    head = ["", "name", noun(prepared), "share"]
    head += [f"share of {spent.name}"] if spent and shares else []
    rows = []
    for card in segmented.cards:
        row = [card.segment, card.name, f"{card.rows:,}", percent(card.share)]
        row += [percent(shares[card.segment])] if shares else []
        rows.append([*row, str(card.traits[0]) if card.traits else _AVERAGE if card.segment >= 0 else ""])
    numbers = range(2, len(head))
    legend = "sd: number of standard deviations by which the segment's mean is above (+) or below (-) the overall mean."
    if spent and shares and len(spent.columns) > 1:
        legend += escaped(f" Spend: the sum of {listed(spent.columns)}.")
    overview = table([*head, "most distinctive"], rows, numbers=numbers)
    return ["## The segments", "", *overview, legend, "", *bullets(segmented.notes)]


def _amounts(segmented: Segmented) -> list[str]:
    """The features that may be amounts by their values: numbers that vary, of which not all are between 0 and 1."""
    varied = segmented.comparison.filter(pl.col("effect_size").is_not_null())
    large = varied.filter(~pl.col("mean").is_between(0, 1))["feature"].unique()
    return [f for f in varied["feature"].unique(maintain_order=True) if f in large and segmented.kinds[f] == "number"]


def cards_part(prepared: PreparedRun, segmented: Segmented, notes: Mapping[int, str] | None = None) -> list[str]:
    """A card for each segment: size, the plan's note, traits with figures, the rule segments it meets, a rule."""
    said = notes or {}
    return [
        line
        for card in segmented.cards
        for line in _card(card, noun(prepared), segmented.comparison, said.get(card.segment, ""))
    ]


def noun(prepared: PreparedRun) -> str:
    """What a row stands for: with features from orders it is a customer."""
    return "customers" if prepared.derived else "rows"


def worth_shares(comparison: pl.DataFrame, spent: Worth) -> dict[int, float]:
    """Each segment's share (0 to 1) of the sum of the columns over all; nothing where that is not above zero."""
    rows = comparison.filter(pl.col("feature").is_in(spent.columns)).select("segment", "count", "mean").iter_rows()
    sums: dict[int, float] = {}
    for segment, count, mean in rows:
        sums[segment] = sums.get(segment, 0.0) + (count or 0) * (mean or 0.0)
    total = sum(sums.values())
    return {segment: part / total for segment, part in sums.items()} if total > 0 else {}


def _card(card: Card, noun: str, comparison: pl.DataFrame, note: str) -> list[str]:
    lines = [
        f"### {card.segment} · {escaped(card.name)}",
        "",
        f"{card.rows:,} {noun}, {brief_percent(card.share)}.",
        "",
    ]
    lines += [f"Note: {escaped(note)}", ""] if note else []
    lines += bullets(
        [*map(str, card.traits)] or ([f"No distinctive features: {_AVERAGE}."] if card.segment >= 0 else [])
    )
    lines += [*_by_rules(card, comparison)]
    lines += [f"Rule of thumb: {escaped(card.rule)}.", ""] if card.rule else []
    return lines


def _by_rules(card: Card, comparison: pl.DataFrame) -> list[str]:
    """Which of the segments by a maker's rules its customers are in, the most frequent first."""
    lines = []
    for maker in makers():
        if maker.segment_column is None:
            continue
        feature, head = pl.col("feature"), f"{maker.segment_column}="
        mine = comparison.filter((pl.col("segment") == card.segment) & feature.str.starts_with(head))
        shares = [(f.removeprefix(head), m) for f, m in mine.select("feature", "mean").iter_rows()]
        found = sorted(((f, m) for f, m in shares if (m or 0) >= _RULE_NAMED), key=lambda pair: (-pair[1], pair[0]))
        if found:
            named = ", ".join(f"{name} {share * 100:.0f} %" for name, share in found)
            lines += [f"By the {maker.rules_title} rules: {named}.", ""]
    return lines


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
        matched = _matched_by(pair.likeness, pair.by) if pair else "new"
        rows.append((card.segment, card.name, then, f"{card.rows:,}", matched))
    name = Path(lineage.previous).name or lineage.previous
    inherited = f"Numbers and names are kept from the run {code(name)}; those of vanished segments are not reused."
    head = ["", "name", "then", "now", "matched by"]
    lines = ["### Changes since the previous run", "", inherited, "", *table(head, rows, numbers=(0, 2, 3))]
    return [*lines, *bullets([*fates(lineage.matched, lineage.old_names, segmented.names), _people(lineage)])]


def _matched_by(likeness: float, by: str) -> str:
    return f"its people (Jaccard {likeness:.2f})" if by == "people" else "centroid"


def _people(lineage: Lineage) -> str:
    counts = lineage.facts()["people"]
    moved = f"{percent(counts['moved'] / counts['both'])}" if counts["both"] else "none"
    both = counted(counts["both"], "person is", "people are")
    return Marked(
        f"{both} in both runs, and {counts['moved']:,} of them ({moved}) changed segment; "
        f"{counts['new']:,} are new, {counts['gone']:,} are gone. See `migration.csv` for all moves."
    )
