"""report.md: the run told for a person."""

from __future__ import annotations

from segtui.pipeline.conclude import Concluded
from segtui.pipeline.markdown import percent, table
from segtui.pipeline.prepare import Prepared
from segtui.pipeline.report_choice import choice_part
from segtui.pipeline.report_data import data_part
from segtui.pipeline.report_figures import figures_part
from segtui.pipeline.search import Searched
from segtui.plan.model import Plan
from segtui.segments.describe import Card


def report(plan: Plan, prepared: Prepared, searched: Searched, concluded: Concluded) -> str:
    """The run as Markdown: the segments first, then the choice, then the data and what was done to it.

    `plan` is the plan as carried out. The text depends on the plan and the data alone: no times, no dates.
    """
    lines = [f"# Segments of {_name(prepared)}", "", *_summary(prepared, concluded)]
    if concluded.segmented:
        lines += _overview(concluded.segmented.cards)
        lines += figures_part(prepared, concluded.segmented)
        for card in concluded.segmented.cards:
            lines += _card(card)
    lines += choice_part(plan, searched, concluded)
    lines += data_part(plan, prepared)
    return "\n".join(lines).rstrip() + "\n"


def _name(prepared: Prepared) -> str:
    return " and ".join(t.reading.path.rsplit("/", 1)[-1] for t in prepared.tables)


def _summary(prepared: Prepared, concluded: Concluded) -> list[str]:
    clustered = prepared.matrix.values.shape[0]
    features = len(prepared.matrix.columns)
    counted = f"{clustered:,} rows were clustered on {features} features."
    chosen = concluded.choice.chosen
    if chosen is None or concluded.segmented is None:
        return [
            f"**No candidate met the plan's conditions**, so there are no segments. {counted}",
            "",
            concluded.choice.closest,
            "",
        ]
    scores = chosen.scored.scores
    noise = f" {percent(scores.noise_share)} of the rows fit in none (noise)." if scores.noise_share else ""
    return [f"**{scores.clusters} segments.** {counted}{noise}", ""]


def _overview(cards: tuple[Card, ...]) -> list[str]:
    rows = [(c.segment, c.name, f"{c.rows:,}", percent(c.share), c.traits[0] if c.traits else "") for c in cards]
    return [
        "## The segments",
        "",
        *table(["", "name", "rows", "share", "what sets it apart most"], rows, numbers=(2, 3)),
    ]


def _card(card: Card) -> list[str]:
    lines = [f"### {card.segment} · {card.name}", "", f"{card.rows:,} rows, {percent(card.share)}.", ""]
    lines += [f"- {trait}" for trait in card.traits]
    lines += ["", f"Rule of thumb: {card.rule}"] if card.rule else []
    return [*lines, ""]
