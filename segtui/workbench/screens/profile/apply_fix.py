"""Applies a fix: asks for its rates, changes the plan, and says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import say, tell
from segtui.language.translation import _
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
                tell("1 {unit} in {other}", unit=unit, other=fix.to),
                purpose="profile.rate",
                placeholder=_("a rate, such as 0.92"),
                check=_faulty,
            )
            if answer is None:
                return False
            rates[unit] = float(answer)
        fix = fix.with_rates(plan, rates)
    if not bench.store.edit(say("fix {column}: {label}", column=fix.column, label=fix.label), **fix.values):
        return False
    bench.status.say(
        tell(
            "{said:sentence} {undo} undoes it.",
            said=say("{said} ({fix})", said=fix.said, fix=fix.label),
            undo=key_of("app.undo"),
        )
    )
    return True


def _faulty(text: str) -> str:
    try:
        return "" if 0 < float(text) < float("inf") else _("a number above 0")
    except ValueError:
        return _("a number above 0, such as 0.92")
