"""The report's section about the segments: an overview table, and a card for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from segtui.language.column_labels import called
from segtui.language.figures import localised, number
from segtui.language.translation import _, plural
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import Marked, bullets, code, escaped, listed, percent, table
from segtui.pipeline.report.overview import overview
from segtui.pipeline.report.segment_facts import (
    DIFFERENCES,
    NOISE,
    average,
    by_rules,
    differences,
    members,
    segment_facts,
    titled,
    too_few,
)
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.describing.value_shares import ValueShares
from segtui.segments.lineage.renumber_segments import Lineage, fates
from segtui.segments.naming.cards import Card


def overview_part(prepared: PreparedRun, segmented: Segmented) -> list[str]:
    """Each segment's size, outcomes and share of the value."""
    found = overview(prepared, segmented)
    rows = [(card.segment, card.name, *cells) for card, cells in found.rows]
    head = ("", _("name"), *found.head)
    lines = ["## " + _("The segments"), "", *table(head, rows, numbers=range(2, len(head)))]
    value = segmented.value
    if value is not None and len(value.columns) > 1:
        lines += [escaped(_sum_of(value)), ""]
    return [*lines, *bullets(segmented.notes)]


def _sum_of(value: ValueShares) -> str:
    name, columns = _(value.column), listed([called(c) for c in value.columns])
    return _("{value}: the sum of {columns}.").format(value=name[:1].upper() + name[1:], columns=columns)


def cards_part(segmented: Segmented, notes: Mapping[int, str], hidden: Collection[str]) -> list[str]:
    """A card for each segment: size, outcomes, value, the plan's note, what sets it apart, rule segments, a rule.

    Features in `hidden` are left out.
    """
    return [line for card in segmented.cards for line in _card(card, segmented, notes.get(card.segment, ""), hidden)]


def _card(card: Card, segmented: Segmented, note: str, hidden: Collection[str]) -> list[str]:
    lines = [f"### {escaped(titled(card))}", ""]
    fact = _("{what}: {value} ({more})")
    lines += bullets(
        fact.format(what=what, value=value, more=more) for what, value, more in segment_facts(card, segmented)
    )
    lines += [_("Note: {note}").format(note=escaped(note)), ""] if note else []
    if not is_shown(card):
        return [*lines, too_few(), ""]
    if card.segment < 0:
        return [*lines, _(NOISE), ""]
    rows = differences(card, segmented.kinds, hidden)
    lines += table([*map(_, DIFFERENCES)], rows, numbers=(2, 3)) if rows else [average(card), ""]
    lines += [part for told in members(card, hidden) for part in (escaped(told), "")]
    lines += [part for told in by_rules(card, segmented.comparison, hidden) for part in (escaped(told), "")]
    by = card.found_by()
    return [*lines, *([escaped("".join(by)), ""] if by else [])]


def lineage_part(segmented: Segmented) -> list[str]:
    """A row per segment with the one it was, what was born, died, split or merged, and how many people moved."""
    lineage = segmented.lineage
    if lineage is None:
        return []
    was = {p.new: p for p in lineage.matched.pairs}
    before = lineage.sizes_before()
    rows = []
    for card in (c for c in segmented.cards if c.segment >= 0):
        pair = was.get(card.segment)
        then = number(before.get(pair.old, 0)) if pair else ""
        matched = _matched_by(pair.likeness, pair.by) if pair else _("new")
        rows.append((card.segment, card.name, then, number(card.rows), matched))
    name = Path(lineage.previous).name or lineage.previous
    inherited = _("Numbers and names are kept from the run {run}; those of vanished segments are not reused.").format(
        run=code(name)
    )
    head = ["", _("name"), _("then"), _("now"), _("matched by")]
    lines = ["### " + _("Changes since the previous run"), "", inherited, "", *table(head, rows, numbers=(0, 2, 3))]
    return [*lines, *bullets([*fates(lineage.matched, lineage.old_names, segmented.names), _people(lineage)])]


def _matched_by(likeness: float, by: str) -> str:
    if by != "people":
        return _("centroid")
    return _("its people (Jaccard {likeness})").format(likeness=localised(f"{likeness:.2f}"))


def _people(lineage: Lineage) -> str:
    counts = lineage.facts()["people"]
    moved = percent(counts["moved"] / counts["both"]) if counts["both"] else _("none")
    text = plural(
        "{both} person is in both runs, and {moved} of them ({share}) changed segment; {new} are new, {gone} are "
        "gone. See `migration.csv` for all moves.",
        "{both} people are in both runs, and {moved} of them ({share}) changed segment; {new} are new, {gone} are "
        "gone. See `migration.csv` for all moves.",
        counts["both"],
    )
    told = {name: number(counts[name]) for name in ("both", "moved", "new", "gone")}
    return Marked(text.format(share=moved, **told))
