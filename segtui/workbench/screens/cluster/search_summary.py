"""The lines above the leaderboard: the grids, the conditions, the forecast, the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.figures import localised
from segtui.language.sentences import in_sequence, tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.screens.cluster.grids_in_words import conditions, lines, needs
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Searched
    from segtui.engine.transport.messages.payloads import StabilityFacts, StructureFacts
    from segtui.plan.model import Plan
    from segtui.workbench.state.store import Store

_CHANGED = to_translate("the plan has changed: {cluster.search} searches again")


def plan_words(plan: Plan, room: int | None) -> PlainText:
    """The grids, one line each or all in one of `room` cells, then the conditions."""
    grids = lines(plan)
    text = PlainText(no_wrap=True, overflow="ellipsis")
    text.append_text(_each_grid(grids) if room is None else _all_grids(grids, room))
    return text.append("\n").append(_("want") + " ", "dim").append(conditions(plan.select))


def _each_grid(grids: list[tuple[str, str, int]]) -> PlainText:
    """What is searched in a line each; then what is off, in one."""
    text, searched = PlainText(), [grid for grid in grids if grid[2]]
    title_room = 2 + max((len(title) for title, _, _ in searched), default=0)
    wide = max((len(said) for _, said, _ in searched), default=0)
    for title, said, count in searched:
        text.append(f"{title:<{title_room}}", "bold").append(f"{said:<{wide}}").append(f"{count:>5,}\n", "dim")
    off = ", ".join(title for title, _, count in grids if not count)
    text.append(tell("off: {names}", names=off) if off else "", "dim")
    text.rstrip()
    return text


def _all_grids(grids: list[tuple[str, str, int]], room: int) -> PlainText:
    """What is searched; then what is off, by name if there is room for all names."""
    searched = [f"{title} {count}" for title, _, count in grids if count]
    off = [title for title, _, count in grids if not count]
    text = PlainText.assemble((_("grid") + " ", "dim"), "   ".join(searched))
    for said in (
        ("   " + tell("off: {names}", names=", ".join(off)), "   " + tell("{count} off", count=len(off))) if off else ()
    ):
        if text.cell_len + len(said) <= room:
            return text.append(said, "dim")
    return text if text.cell_len <= room else PlainText.assemble((_("grid") + " ", "dim"), ", ".join(searched))


def forecast_words(store: Store, asked: bool, *, ascii: bool) -> PlainText:
    """What the search needs, or how many it has searched."""
    text = PlainText()
    if store.searched is not None and store.found:
        found = tell_counted("{count:,} candidate", "{count:,} candidates", len(store.found))
        return PlainText.assemble((_("searched:") + " ", "dim"), found)
    text.append(_("to search:") + " ", "dim")
    if store.forecasted is not None:
        ahead = store.forecasted
        text.append(needs(ahead), "bold red" if ahead.bytes > ahead.free else "")
        # once something was found, what was found or how to go on stands beside it
        after = store.plan is not None and store.plan.stability.resamples and not store.found
        return text.append(_("; ") + _("then stability") if after else "", "dim")
    dots = "..." if ascii else "…"
    return text.append(_("reckoning") + dots if asked else _("not known"), "dim")


def outcome_words(store: Store, *, searching: bool, outdated: bool) -> PlainText:
    """The progress of the search, or its result."""
    found = len(store.found)
    if searching:
        said = tell("{found:,} found so far; {cancel} stops", found=found, cancel=key_of("app.cancel"))
        return PlainText(said, "bold")
    if store.searched is not None:
        distinct = store.searched.distinct
        if store.chosen is None:
            closest = store.searched.closest
            return PlainText(
                tell("{distinct:,} distinct; none meets the conditions: {closest}", distinct=distinct, closest=closest)
            )
        again = store.assessed.stability.get(store.chosen) if store.assessed else None
        verdict = certainty_words(store.searched.structure, again)
        counts = (
            _("; ") + tell("{found:,} found", found=found)
            if verdict
            else tell("{found:,} found, {distinct:,} distinct", found=found, distinct=distinct)
        )  # 80 columns have no room for more
        return PlainText.assemble(*verdict, counts)
    if found:
        return PlainText(with_keys("stopped: {cluster.search} continues"), "bold")
    if store.failed.keys() & {"Forecast", "SearchGrids", "Prepare"}:
        return PlainText("")
    return PlainText(with_keys(_CHANGED if outdated else to_translate("{cluster.search} searches")), "bold")


def certainty_words(found: StructureFacts | None, again: StabilityFacts | None) -> list[tuple[str, str]]:
    """Words of warning if the data shows no clear groups, else if resamples do not find segments again."""
    if found is not None and found["kind"] == "none":
        return [(_("no clear segments"), "bold")]
    said = []
    if found is not None and found["kind"] == "set_apart":
        said.append(tell("one main group, {share} set apart", share=localised(f"{found['smallest']:.1%}")))
    badges = [one["badge"] for one in again["clusters"] if one["cluster"] >= 0 and one["badge"]] if again else []
    if lost := badges.count("don't trust"):
        said.append(tell("{lost} of {count} dissolve", lost=lost, count=len(badges)))
    return [(in_sequence(said), "bold")] if said else []


def elbow_words(searched: Searched | None) -> str:
    """Kneedle's result for the inertia by k, in words."""
    if searched is None:
        return ""
    return (
        tell("elbow at k={elbow} (Kneedle)", elbow=searched.elbow)
        if searched.elbow is not None
        else _("no knee (Kneedle)")
    )
