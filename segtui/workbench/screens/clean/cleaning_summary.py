"""The one-line texts of the Clean screen: what all the steps did together, and notes of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import StepLog
from segtui.language.wording import counted
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from segtui.workbench.screens.clean.step_list import label
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan
    from segtui.plan.suggestions.suggest import Fix
    from segtui.workbench.bench import Bench


def line(bench: Bench, plan: Plan, ways: Sequence[Fix]) -> PlainText:
    """What all the steps did together, and how many alerts have `ways` to fix them."""
    store = bench.store
    off = sum(step.off for step in plan.clean)
    line = PlainText(no_wrap=True, overflow="ellipsis")
    line.append(counted(len(plan.clean), "step"), "bold")
    line.append(f", {off} off" if off else "").append(_did(bench))
    alerts = len({(f.column, f.code) for f in ways})
    said = f"{counted(alerts, 'alert')} open ({key_of('clean.fixes')})" if alerts else "no open alerts"
    return line.append(f"   {said}" if store.opened else "")


def _did(bench: Bench) -> str:
    """How many rows and cells the steps changed, or why that is unknown."""
    store, arrow = bench.store, "->" if bench.ascii else "→"
    if store.prepared is not None and (logs := store.prepared.cleaning):
        first, last = logs[0]["rows_before"], logs[-1]["rows_after"]
        return f"   {first:,} {arrow} {last:,} rows   {sum(c['cells_changed'] for c in logs):,} cells changed"
    if "Prepare" in store.failed:
        return "   not run"
    if store.prepared is not None:
        return ""
    dots = "..." if bench.ascii else "…"
    return f"   preparing{dots}" if bench.engine.busy() else f"   not run ({key_of('show.clean')} runs them)"


def sentence(bench: Bench) -> PlainText:
    """What is shown instead of the steps while there are none."""
    store = bench.store
    if store.plan is None:
        return PlainText(no_file(bench))
    if "Read" in store.failed:
        other = f"{key_of('show.data')} shows how the file is read; {key_of('app.open')} opens another."
        return PlainText.assemble((store.failed["Read"].what, "bold"), f"\n\n{other}")
    return PlainText()


def note(plan: Plan | None, step: Step | None, log: StepLog | None, fix: Fix | None, *, fixes: bool) -> PlainText:
    """What the suggestion `fix` is for; else the notes of a step. `fixes`: whether there are suggestions to go to."""
    if fix:
        return PlainText("\n".join((visible(f"{fix.column}: {fix.reason}"), visible(fix.said))), "dim")
    if plan is not None and not plan.clean:
        more = ", {clean.fixes} goes to the suggestions" if fixes else ""
        said = with_keys("No steps yet: {clean.add} adds one" + more + ".")
        if plan.source is None:
            said += f" They clean what {plan.derive[0].called()} makes of the log, a row for each customer."
        return PlainText(said)
    if step is not None and step.off:
        return PlainText(f"{label(step)} is off: {key_of('clean.switch')} switches it on.", "dim")
    return PlainText(visible("; ".join(log["notes"])), "dim") if log and log["notes"] else PlainText()
