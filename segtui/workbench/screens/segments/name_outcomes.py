"""What the Segments screen asks of the plan's judges: which columns are outcomes, and which one holds amounts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from segtui.language.sentences import say, tell
from segtui.language.translation import _
from segtui.language.wording import joined, parted
from segtui.workbench.keys.key_names import key_of, with_keys

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described
    from segtui.workbench.bench import Bench

_AUTO = "auto"


async def name_outcomes(bench: Bench, described: Described) -> None:
    """Ask which columns say what became of the customers; "auto" detects them, an empty answer means none."""
    plan = bench.store.plan
    assert plan is not None
    clustered = frozenset(plan.features.use or ())

    def fault(text: str) -> str:
        names = [] if text.strip() == _AUTO else parted(text)
        if missing := _unknown(names, described.columns):
            return missing
        taken = [name for name in names if name in clustered]
        return (
            tell(
                '"{column}" is clustered: leave it out on Features ({key})',
                column=taken[0],
                key=key_of("show.features"),
            )
            if taken
            else ""
        )

    shown = dict.fromkeys(one["column"] for one in described.outcomes)
    answer = await bench.prompts.answer(
        _("outcome columns"),
        value=joined(plan.segments.outcome if plan.segments.outcome is not None else shown),
        placeholder=_("none; auto detects them"),
        purpose="segments.outcome",
        complete=_completion(described.columns),
        check=fault,
    )
    if answer is None:
        return
    named = None if answer.strip() == _AUTO else tuple(dict.fromkeys(parted(answer)))
    if named == plan.segments.outcome or (plan.segments.outcome is None and named == tuple(shown)):
        return
    label = (
        say("detect outcomes")
        if named is None
        else say("outcome {columns}", columns=joined(named))
        if named
        else say("no outcome")
    )
    if bench.store.edit(label, segments=plan.segments.model_copy(update={"outcome": named})):
        bench.status.say(
            with_keys("Outcomes are not clustered: {cluster.search} on Cluster ({show.cluster}) searches again.")
        )


async def name_value(bench: Bench, described: Described) -> None:
    """Ask for the column of amounts whose sum is shared among the segments; an empty answer detects it."""
    plan = bench.store.plan
    assert plan is not None

    def fault(text: str) -> str:
        name = text.strip()
        if missing := _unknown([name] if name else [], described.columns):
            return missing
        return tell('"{name}" holds no numbers', name=name) if name and name not in described.numbers else ""

    answer = await bench.prompts.answer(
        _("column of amounts"),
        value=plan.segments.value or "",
        placeholder=_("detect it"),
        purpose="segments.value",
        complete=_completion(described.numbers),
        check=fault,
    )
    if answer is None or (answer.strip() or None) == plan.segments.value:
        return
    name = answer.strip() or None
    label = say("value {column}", column=name) if name else say("detect the value")
    if bench.store.edit(label, segments=plan.segments.model_copy(update={"value": name})):
        bench.status.say(
            (
                tell("{column} is shared out.", column=name)
                if name
                else _("The column that looks like it is shared out.")
            )
            + " "
            + with_keys("{app.undo} undoes it.")
        )


def _unknown(names: Collection[str], columns: Collection[str]) -> str:
    missing = [name for name in names if name not in columns]
    return tell('there is no column "{text}"', text=missing[0]) if missing else ""


def _completion(columns: Collection[str]) -> Callable[[str], list[str]]:
    """Completes the last of several names, whatever stands before it."""

    def complete(text: str) -> list[str]:
        before, comma, begun = text.rpartition(",")
        lead = f"{before}{comma} " if comma else ""
        start = begun.strip().casefold()
        return [f"{lead}{joined([name])}" for name in columns if name.casefold().startswith(start)]

    return complete
