"""What the Cluster screen does to the plan, and the comparison of two candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.screens.cluster.grid import changes
from segtui.workbench.screens.cluster.rows import label

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench
    from segtui.workbench.screens.cluster.pane import ClusterPane


async def edit_grids(bench: Workbench) -> None:
    """Ask what is searched."""
    from segtui.plan.model import Search
    from segtui.workbench.screens.cluster.form import GridForm

    plan = bench.store.plan
    assert plan is not None
    made = await bench.push_screen_wait(GridForm(plan.grids()))
    before = {grid.name: grid for grid in plan.grids()}
    grids = {grid.name: grid for grid in made or []}
    if made and grids != before:
        bench.store.edit(changes(plan.grids(), made), search=Search(sample=plan.sample(), **grids))


async def edit_conditions(bench: Workbench) -> None:
    """Ask what makes a candidate useful."""
    from segtui.plan.model import Select
    from segtui.workbench.form import Form

    plan = bench.store.plan
    assert plan is not None
    made = await bench.push_screen_wait(Form("Which candidates are useful", Select, plan.select))
    if made is not None:
        bench.store.edit("change the conditions", select=made)


def choose(bench: Workbench, key: str | None) -> None:
    """Take a candidate; the one that was chosen by hand is given back to the conditions."""
    store, say = bench.store, bench.status.say
    row = store.found.get(key or "")
    if row is None or store.plan is None:
        say("There is no candidate to choose yet: g searches.")
    elif bench.busy("Search"):
        say("The search is under way: choose when it is done, or stop it with x.")
    elif not row["clusters"]:
        say(f"{label(row)} has no segments: all rows are noise.")
    elif key == store.chosen and store.plan.select.candidate is not None:
        if store.choose(None):
            say("The conditions choose again. u undoes it.")
    elif store.choose(key):
        say(f"{label(row)} is chosen. n shows its segments; c gives the choice back.")


async def compare(pane: ClusterPane, one: str, other: str) -> None:
    """Show two candidates side by side, as soon as the segments of both are there."""
    from segtui.workbench.screens.cluster.compare import Compare

    store, bench = pane.store, pane.bench
    for key in (one, other):
        while key not in store.described:
            if bench.busy("Search") or key not in store.found:
                bench.status.say("The two are compared when the search is done.")
                return
            if not store.found[key]["clusters"]:
                bench.status.say(f"{pane.called(key)} has no segments to compare: all rows are noise.")
                return
            pane.answered.clear()
            bench.ask_describe(key)
            await pane.answered.wait()
            if failed := store.failed.get("Describe"):
                bench.trouble(failed.what)
                return
    rows = (store.found[one], store.found[other])
    bench.push_screen(Compare(rows, (store.described[one], store.described[other]), ascii=bench.ascii))
