"""Ledgers of triggers that have a person on record; they stand beside the runs."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from segtui.delivery.trigger.trigger_ledger import forget_in_ledger, trigger_ledgers
from segtui.pipeline.artifacts.run_json import BrokenRunError


def in_trigger_ledgers(folder: Path, texts: Collection[str], broken: BrokenRunError) -> dict[Path, int]:
    """How many lines about the person each ledger in a folder has; a damaged one is reported to `broken`."""
    found: dict[Path, int] = {}
    for place in trigger_ledgers(folder):
        with broken.passing(place):
            found[place] = forget_in_ledger(place, texts, dry_run=True)
    return {place: lines for place, lines in found.items() if lines}
