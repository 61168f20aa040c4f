"""The report's first part on the segments: what became of their customers, and what they bring."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.column_labels import called, coded, column_labels, measured
from segtui.language.figures import alike, chance, localised, number
from segtui.language.figures import figure as rounded
from segtui.language.translation import _
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import brief_percent, escaped, percent, table
from segtui.pipeline.report.small_groups import FEWEST, is_shown
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.profiling.outcome_columns import Outcome
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.describing.value_shares import SegmentValue, ValueShares

SURE = 0.05
"""A difference counts as shown from this p-value (corrected) down."""
MUCH_NOISE = 0.10
MOST_OUTCOMES = 8
"""As many have a picture and a table in report.html, which with thirty of sixty segments would have 1.5 MB."""


def outcomes_part(prepared: PreparedRun, segmented: Segmented) -> list[str]:
    """A sentence and a table for each outcome; nothing without one."""
    lines, shown = [], {card.segment for card in segmented.cards if is_shown(card)}
    for outcome in prepared.outcomes:
        own = [
            e for e in segmented.outcomes if e.column == outcome.column and e.value is not None and e.segment in shown
        ]
        if own:
            lines += [
                "### " + _("Outcome: {column}").format(column=escaped(outcome_name(outcome))),
                "",
                escaped(_headline(own, segmented)),
                "",
            ]
            lines += _table(own, segmented)
    return lines


def _headline(effects: Sequence[OutcomeEffect], segmented: Segmented) -> str:
    """The segment that stands out most among those whose difference is more than chance."""
    sure = [e for e in effects if e.segment >= 0 and e.p_adjusted is not None and e.p_adjusted <= SURE]
    overall = figure_of(effects[0], effects[0].overall)
    if not sure:
        return _("No segment differs from the others beyond chance ({overall} overall).").format(overall=overall)
    best, worst = max(sure, key=relative), min(sure, key=relative)
    facts = {"best": segmented.names[best.segment], "figure": _stands(best), "overall": overall}
    if worst is best or not relative(worst) < 1 < relative(best):
        return _("{best}: {figure}, against {overall} overall.").format(**facts)
    facts |= {"worst": segmented.names[worst.segment], "lowest": _stands(worst)}
    return _("{best}: {figure}, against {overall} overall; lowest in {worst}, {lowest}.").format(**facts)


def outcome_name(one: Outcome | OutcomeEffect) -> str:
    """What people call an outcome, with the value that counts where they have to know it: gender = Male.

    Of probabilities it says that they are.
    """
    if one.is_predicted:
        return _("probability of {name}").format(name=called(one.column))
    return coded(called(one.column), one.code)


def relative(effect: OutcomeEffect) -> float:
    """The segment's value as a multiple of everybody's; 1 where that is 0."""
    return (effect.value or 0.0) / effect.overall if effect.overall else 1.0


def _stands(effect: OutcomeEffect) -> str:
    return f"{figure_of(effect, effect.value)}{times(effect)}"


def times(effect: OutcomeEffect) -> str:
    """How many times the average it is, in brackets after a blank; nothing where that rounds to 0 or is negative."""
    if effect.index is None or effect.overall <= 0 or effect.index < 5:
        return ""
    return " " + _("({times} × average)").format(times=localised(f"{effect.index / 100:.1f}"))


def figure_of(effect: OutcomeEffect, value: float | None) -> str:
    """A rate as a percentage, a mean as a figure with its unit."""
    if value is None:
        return "–"
    return percent(value) if effect.kind == "rate" else measured(effect.column, rounded(value, digits=3))


def _table(effects: Sequence[OutcomeEffect], segmented: Segmented) -> list[str]:
    head = ["", _("segment"), _("customers"), _("rate") if effects[0].kind == "rate" else _("mean")]
    head += [_("index"), _("difference from the others (95 %)"), _("p, corrected")]
    rows = [
        [
            _("noise") if e.segment < 0 else str(e.segment),
            segmented.names[e.segment],
            number(e.known),
            figure_of(e, e.value),
            "–" if e.index is None else f"{e.index:.0f}",
            interval(e),
            p_value(e),
        ]
        for e in sorted(effects, key=relative, reverse=True)
    ]
    told = _(
        "Index: 100 is the average of all. p against all others (rates: score test, means: Welch), corrected by Holm."
    )
    return [*table(head, rows, numbers=range(2, len(head))), told, ""]


def p_value(effect: OutcomeEffect) -> str:
    """The corrected p-value in three digits."""
    return "–" if effect.p_adjusted is None else chance(effect.p_adjusted)


def interval(effect: OutcomeEffect) -> str:
    """The difference from all others with its 95 % interval, a rate's in percentage points."""
    if effect.difference is None or effect.low is None or effect.high is None:
        return "–"
    if effect.kind == "mean":
        means = alike(effect.difference, effect.low, effect.high)
        return _("{difference} ({low} to {high})").format(difference=means[0], low=means[1], high=means[2])
    rates = [localised(f"{100 * value:+.1f}") for value in (effect.difference, effect.low, effect.high)]
    return _("{difference} points ({low} to {high})").format(difference=rates[0], low=rates[1], high=rates[2])


def value_name(found: ValueShares) -> str:
    """What people call the value: its column's label, or what the sum of several is."""
    return _(found.column) if len(found.columns) > 1 else called(found.column)


def per_head(found: ValueShares, part: SegmentValue) -> str:
    """What a segment's customer brings on average, with the unit of the value."""
    written, unit = rounded(part.per_head, digits=3), value_unit(found)
    return f"{written}\u00a0{unit}" if unit else written


def value_unit(found: ValueShares) -> str:
    """The unit that all columns of the value have, empty without one."""
    units = {column_labels().units.get(column, "") for column in found.columns or (found.column,)}
    return units.pop() if len(units) == 1 else ""


def no_shares(found: ValueShares) -> str:
    """Why nothing is shared out, where the sum of the value is not above 0."""
    text = _("{value} adds up to {total} over all customers, so that no segment has a share of it.")
    return text.format(value=value_name(found), total=rounded(found.total, digits=3))


def value_part(segmented: Segmented) -> list[str]:
    """Shares of the value by segment, and how few bring half of it; nothing without a column of amounts."""
    found = segmented.value
    if found is None:
        return []
    lines = ["### " + _("Value: {value}").format(value=escaped(value_name(found))), ""]
    if found.total <= 0:
        lines += [escaped(no_shares(found)), ""]
    if found.half is not None:
        lines += [_("{share} of the customers bring half of the value.").format(share=brief_percent(found.half)), ""]
    rows = [
        [
            _("noise") if s.segment < 0 else str(s.segment),
            segmented.names[s.segment],
            number(s.rows),
            percent(s.share_of_rows),
            "–" if s.share_of_value is None else percent(s.share_of_value),
            per_head(found, s),
        ]
        for s in sorted(found.segments, key=lambda s: -s.total)
        if s.rows >= FEWEST
    ]
    head = ["", _("segment"), _("customers"), _("share of customers"), _("share of value"), _("per customer")]
    lines += table(head, rows, numbers=range(2, len(head)))
    few = [s for s in found.segments if s.rows < FEWEST]
    if sum(s.rows for s in few) >= FEWEST:
        rest = _("The rest, {share}, is brought by {count} customers in segments of fewer than five.")
        share = brief_percent(sum(s.share_of_value or 0.0 for s in few))
        lines += [rest.format(share=share, count=sum(s.rows for s in few)), ""]
    noise = next((s for s in found.segments if s.segment < 0), None)
    if noise is not None and noise.rows >= FEWEST and (noise.share_of_value or 0.0) > MUCH_NOISE:
        caution = _("Caution: {share} of the value is in no segment (noise).")
        lines += [caution.format(share=brief_percent(noise.share_of_value or 0.0)), ""]
    return lines
