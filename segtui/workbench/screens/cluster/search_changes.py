"""The actions of the Cluster screen: changing the plan, keeping names, comparing two candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from segtui.engine.transport.messages import CheckRules, Describe
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.sentences import say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.cluster.grids_in_words import changes
from segtui.workbench.screens.cluster.leaderboard_rows import label
from segtui.workbench.screens.segments.name_ownership import Owner, give, has_any, move_names, owners

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from segtui.workbench.screens.cluster.leaderboard_view import LeaderboardView
    from segtui.workbench.screens.cluster.rules_form import RulesForm

MOVE = Answer("m", to_translate("move them to the segments with most of their rows"))
KEEP = Answer("k", to_translate("keep them at their numbers"))
DROP = Answer("d", to_translate("drop them"))


async def edit_grids(bench: Bench) -> None:
    """Ask for the grids."""
    from segtui.plan.model import Search
    from segtui.workbench.screens.cluster.grid_form import GridForm

    plan = bench.store.plan
    assert plan is not None
    rules = [grid for grid in plan.grids() if grid.by_rules]
    made = await bench.push_screen_wait(GridForm([grid for grid in plan.grids() if not grid.by_rules]))
    made = [*made, *rules] if made else None
    before = {grid.name: grid for grid in plan.grids()}
    grids: dict[str, Any] = {grid.name: grid for grid in made or []}
    if made and grids != before:
        bench.store.edit(changes(plan.grids(), made), search=Search(sample=plan.sample(), **grids))


async def edit_rules(bench: Bench) -> None:
    """Ask for segments by rules, and show what they do with the rows meanwhile."""
    from segtui.plan.dump import dump
    from segtui.plan.model import RuleTable, Search
    from segtui.workbench.screens.cluster.rules_form import RulesForm

    plan = bench.store.plan
    assert plan is not None
    grids: dict[str, Any] = {grid.name: grid for grid in plan.grids() if not grid.by_rules}
    before = plan.search.rules if plan.search else None

    def search(rules: RuleTable | None) -> Search:
        return Search(sample=plan.sample(), rules=rules, **grids)

    def check(rules: RuleTable) -> None:
        bench.engine.ask(CheckRules, plan=dump(plan.model_copy(update={"search": search(rules)})))

    made = await bench.push_screen_wait(RulesForm(before, check))
    if made is not None and (made or None) != before:
        rules = made if isinstance(made, RuleTable) else None
        bench.store.edit(
            say("segments by rules: {rules}", rules=rules.in_words()) if rules else say("no segments by rules"),
            search=search(rules),
        )


def rules_form(bench: Bench) -> RulesForm | None:
    """The form of the rules if it is open."""
    from segtui.workbench.screens.cluster.rules_form import RulesForm

    return bench.screen if isinstance(bench.screen, RulesForm) else None


async def edit_conditions(bench: Bench) -> None:
    """Ask what makes a candidate useful."""
    from segtui.plan.model import Select
    from segtui.workbench.parts.form import Form

    plan = bench.store.plan
    assert plan is not None
    made = await bench.push_screen_wait(Form(_("Which candidates are useful"), Select, plan.select))
    if made is not None:
        bench.store.edit(say("change the conditions"), select=made)


def choose(view: LeaderboardView, key: str | None) -> None:
    """Choose a candidate; on the one chosen by hand, go back to the automatic choice."""
    store, bench, shown = view.store, view.bench, view.bench.status.say
    row = store.found.get(key or "")
    if row is None or store.plan is None:
        shown(with_keys("No candidate to choose yet: {cluster.search} searches."))
    elif bench.engine.busy("SearchGrids"):
        shown(with_keys("The search is running: choose when it is done, or stop it with {app.cancel}."))
    elif not row["clusters"]:
        shown(tell("{candidate} has no segments: all rows are noise.", candidate=label(row)))
    elif key == store.chosen and store.plan.select.candidate is not None:
        if store.choose(None):
            shown(with_keys("Back to the automatic choice. {app.undo} undoes it."))
    elif has_any(store.plan) and store.chosen in store.found and key != store.chosen:
        view.pane.run_worker(_choose_another(view, store.chosen, row), group="cluster.choose.ask", exclusive=True)
    elif store.choose(key):
        _say_chosen(bench, row)


async def _choose_another(view: LeaderboardView, old: str, row: LeaderboardRow) -> None:
    """Choose a candidate, and ask what to do with the names and notes of the previous one's segments."""
    store, bench, plan = view.store, view.bench, view.store.plan
    assert plan is not None
    body = tell("Segment numbers in {new} mean different segments than in {old}.", new=label(row), old=view.called(old))
    answer = await bench.push_screen_wait(Question(_("Segments have names or notes"), body, [MOVE, KEEP, DROP]))
    if answer == KEEP.key and store.choose(row["key"]):
        give(store, *owners(store), Owner(row["name"]))
        _say_chosen(bench, row)
    elif answer == DROP.key and store.choose(row["key"], segments={}):
        _say_chosen(bench, row)
    elif answer == MOVE.key and await described(view, old, row["key"]):
        made, lost = move_names(plan, store.described[old], store.described[row["key"]])
        if store.choose(row["key"], segments=made):
            give(store, *owners(store), Owner(row["name"]))
            _say_chosen(
                bench,
                row,
                tell("No segment was left for the names and notes of {segments}.", segments=_listed(lost))
                if lost
                else "",
            )


def _say_chosen(bench: Bench, row: LeaderboardRow, more: str = "") -> None:
    keys = with_keys("{cluster.segments} shows its segments; {cluster.choose} goes back to the automatic choice.")
    chosen = tell("{candidate} is chosen.", candidate=label(row))
    bench.status.say(" ".join(part for part in (chosen, more, keys) if part))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


async def compare(view: LeaderboardView, one: str, other: str) -> None:
    """Show two candidates side by side, as soon as the segments of both are known."""
    from segtui.workbench.screens.cluster.candidate_comparison import CandidateComparison

    store, bench = view.store, view.bench
    if await described(view, one, other):
        rows = (store.found[one], store.found[other])
        bench.push_screen(CandidateComparison(rows, (store.described[one], store.described[other]), ascii=bench.ascii))


async def described(view: LeaderboardView, *keys: str) -> bool:
    """Wait for the segments of candidates; False, with a message, if they are not available."""
    store, bench = view.store, view.bench
    for key in keys:
        while key not in store.described:
            if bench.engine.busy("SearchGrids") or key not in store.found:
                bench.status.say(_("Segments are available when the search is done."))
                return False
            if not store.found[key]["clusters"]:
                bench.status.say(
                    tell("{candidate} has no segments to compare: all rows are noise.", candidate=view.called(key))
                )
                return False
            view.answered.clear()
            bench.engine.ask(Describe, key=key)
            await view.answered.wait()
            if failed := store.failed.get("Describe"):
                bench.trouble(failed.what)
                return False
    return True
