"""Applies a fix: asks for its rates, changes the plan, and says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import key_of

if TYPE_CHECKING:
    from segtui.plan.suggestions.suggest import Fix
    from segtui.workbench.bench import Bench


async def carry_out(bench: Bench, fix: Fix) -> bool:
    """Apply a fix to the plan; returns whether it was applied. Must run in a worker, because it may ask."""
    plan = bench.store.plan
    assert plan is not None
    if fix.asks:
        rates: dict[str, float] = {}
        for unit in fix.asks:
            answer = await bench.prompts.answer(
                f"1 {unit} in {fix.to}", purpose="profile.rate", placeholder="a rate, such as 0.92", check=_faulty
            )
            if answer is None:
                return False
            rates[unit] = float(answer)
        fix = fix.with_rates(plan, rates)
    if not bench.store.edit(f"fix {fix.column}: {fix.label}", **fix.values):
        return False
    bench.status.say(f"{fix.said[:1].upper()}{fix.said[1:]} ({fix.label}). {key_of('app.undo')} undoes it.")
    return True


def _faulty(text: str) -> str:
    try:
        return "" if 0 < float(text) < float("inf") else "a number above 0"
    except ValueError:
        return "a number above 0, such as 0.92"
