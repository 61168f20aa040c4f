"""The one-line texts of the Clean screen: what all the steps did together, and notes of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import StepLog
from segtui.language.sentences import in_language, in_sequence, tell, tell_counted
from segtui.language.translation import _, to_translate
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


_SUGGESTED = to_translate("No steps yet: {clean.add} adds one, {clean.fixes} goes to the suggestions.")


def line(bench: Bench, plan: Plan, ways: Sequence[Fix]) -> PlainText:
    """What all the steps did together, and how many alerts have `ways` to fix them."""
    store = bench.store
    off = sum(step.off for step in plan.clean)
    line = PlainText(no_wrap=True, overflow="ellipsis")
    line.append(tell_counted("{count} step", "{count} steps", len(plan.clean)), "bold")
    line.append(tell(", {off} off", off=off) if off else "").append(_did(bench))
    alerts = len({(f.column, f.code) for f in ways})
    said = (
        tell_counted(
            "{count} alert open ({fixes})", "{count} alerts open ({fixes})", alerts, fixes=key_of("clean.fixes")
        )
        if alerts
        else _("no open alerts")
    )
    return line.append(f"   {said}" if store.opened else "")


def _did(bench: Bench) -> str:
    """How many rows and cells the steps changed, or why that is unknown."""
    store, arrow = bench.store, "->" if bench.ascii else "→"
    if store.prepared is not None and (logs := store.prepared.cleaning):
        first, last = logs[0]["rows_before"], logs[-1]["rows_after"]
        return tell(
            "   {first:,} {arrow} {last:,} rows   {cells:,} cells changed",
            first=first,
            arrow=arrow,
            last=last,
            cells=sum(c["cells_changed"] for c in logs),
        )
    if "Prepare" in store.failed:
        return "   " + _("not run")
    if store.prepared is not None:
        return ""
    dots = "..." if bench.ascii else "…"
    return (
        "   " + _("preparing") + dots if bench.engine.busy() else "   " + with_keys("not run ({show.clean} runs them)")
    )


def sentence(bench: Bench) -> PlainText:
    """What is shown instead of the steps while there are none."""
    store = bench.store
    if store.plan is None:
        return PlainText(no_file(bench))
    if "Read" in store.failed:
        other = with_keys("{show.data} shows how the file is read; {app.open} opens another.")
        return PlainText.assemble((store.failed["Read"].what, "bold"), f"\n\n{other}")
    return PlainText()


def note(plan: Plan | None, step: Step | None, log: StepLog | None, fix: Fix | None, *, fixes: bool) -> PlainText:
    """What the suggestion `fix` is for; else the notes of a step. `fixes`: whether there are suggestions to go to."""
    if fix:
        return PlainText(
            "\n".join(
                (visible(tell("{label}: {said}", label=fix.column, said=fix.reason)), visible(in_language(fix.said)))
            ),
            "dim",
        )
    if plan is not None and not plan.clean:
        said = with_keys(_SUGGESTED if fixes else "No steps yet: {clean.add} adds one.")
        if plan.source is None:
            maker = plan.derive[0].called()
            said += " " + tell("They clean what {maker} makes of the log, a row for each customer.", maker=maker)
        return PlainText(said)
    if step is not None and step.off:
        return PlainText(
            tell("{step} is off: {switch} switches it on.", step=label(step), switch=key_of("clean.switch")), "dim"
        )
    return PlainText(visible(in_sequence(log["notes"])), "dim") if log and log["notes"] else PlainText()
