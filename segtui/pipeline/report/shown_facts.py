"""A finished run as `segtui show --json` has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.segmenting.build_segments import Segmented

_OF_RUN = (
    "refreshed",
    "rows",
    "candidates",
    "chosen",
    "structure",
    "certainty",
    "closest",
    "lineage",
    "forgotten",
    "warnings",
)


def shown_facts(
    run: RunFiles, facts: ReportFacts | None, comparison: pl.DataFrame | None, segment: int | None
) -> dict[str, Any]:
    """What run.json says of the run, its segments with outcomes, value and rule where the run keeps them, and
    comparison.csv as a list of rows; with `segment` only that one of both."""
    known = {name: run.manifest[name] for name in _OF_RUN if name in run.manifest}
    listed = [each for each in run.manifest.get("segments", []) if segment in (None, each["segment"])]
    segmented = facts.concluded.segmented if facts else None
    rows = [] if comparison is None else comparison.to_dicts()
    return {
        **known,
        "segments": [{**each, **(_more(segmented, each["segment"]) if segmented else {})} for each in listed],
        "comparison": [row for row in rows if segment in (None, row["segment"])],
    }


def _more(segmented: Segmented, number: int) -> dict[str, Any]:
    card = next(card for card in segmented.cards if card.segment == number)
    value, found = segmented.value, segmented.stability.get(number)
    own = next((s for s in value.segments if s.segment == number), None) if value else None
    return {
        "stability": {**asdict(found), "badge": found.badge} if found else None,
        "rule": str(card.stated or card.rule or "") or None,
        "outcomes": [asdict(effect) for effect in segmented.outcomes if effect.segment == number],
        "value": {"column": value.column, **asdict(own)} if value and own else None,
    }
