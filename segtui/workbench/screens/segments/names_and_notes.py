"""What the Segments screen writes to the plan: a segment's name and note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.segments.name_ownership import (
    Owner,
    drop_names,
    give,
    has_any,
    misfits,
    owner_of,
    owners,
    stray,
)

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described
    from segtui.workbench.bench import Bench


async def rename(bench: Bench, described: Described, segment: int) -> None:
    """Ask for a segment's name; an empty answer restores the automatic name."""
    old = described.names[str(segment)]
    others = {name.casefold() for number, name in described.names.items() if int(number) != segment}

    def fault(text: str) -> str:
        return f'another segment is named "{text.strip()}"' if text.strip().casefold() in others else ""

    made = "leave empty for the automatic name"
    answer = await bench.prompts.answer(
        f"name of {name_in_plan(segment)}",
        value=old,
        selected=True,
        purpose="segments.name",
        placeholder=made,
        check=fault,
    )
    if answer is None or answer.strip() == old:
        return
    if _write(bench, described, "names", segment, answer, f"rename {name_in_plan(segment)}"):
        said = f'called "{answer.strip()}"' if answer.strip() else "named automatically"
        bench.status.say(f"{_capital(name_in_plan(segment))} is {said} now. {key_of('app.undo')} undoes it.")


async def annotate(bench: Bench, described: Described, segment: int) -> None:
    """Ask for a note on a segment; an empty answer deletes it."""
    plan = bench.store.plan
    assert plan is not None
    old = (plan.segments.notes or {}).get(segment, "")
    answer = await bench.prompts.answer(f"note on {name_in_plan(segment)}", value=old, purpose="segments.note")
    if answer is None or answer.strip() == old:
        return
    if _write(bench, described, "notes", segment, answer, f"note on {name_in_plan(segment)}"):
        said = "was added to the plan and the report." if answer.strip() else "was deleted."
        bench.status.say(f"The note on {name_in_plan(segment)} {said} {key_of('app.undo')} undoes it.")


def name_in_plan(segment: int) -> str:
    """A segment's name within a sentence."""
    return "the noise" if segment < 0 else f"segment {segment}"


async def settle(bench: Bench, described: Described, stray: Owner | None) -> None:
    """Ask what to do with names and notes given to other segments, or to numbers that do not exist."""
    plan, store = bench.store.plan, bench.store
    assert plan is not None
    numbers = misfits(plan, described)
    if stray is None and not numbers:
        bench.status.say("All names and notes belong to the segments shown.")
        return
    ways = [Answer("k", "keep all of them as they are")] if stray else []
    ways += (
        [Answer("l", f"drop the names and notes of segment{'s' * (len(numbers) > 1)} {_listed(numbers)}")]
        if numbers
        else []
    )
    ways += [Answer("d", "drop all names and notes")]
    answer = await bench.push_screen_wait(Question("Whose names and notes?", whose_words(stray, numbers), ways))
    if answer == "k":
        give(store, *owners(store), owner_of(described))
        bench.panes.refresh()
    elif answer == "l":
        before = owners(store)
        if store.edit("drop names", segments=drop_names(plan, numbers)):
            give(store, *before)
    elif answer == "d":
        store.edit("drop names and notes", segments={})


def whose_words(stray: Owner | None, numbers: list[int]) -> str:
    """What is wrong with the names and notes, in one or two sentences."""
    said = []
    if stray is not None:
        rows = f" ({', '.join(f'{n:,}' for n in stray.rows)} rows)" if stray.rows else ""
        said.append(f"Names and notes were given for the segments of {stray.name}{rows}.")
    if numbers:
        said.append(f"The plan has names or notes for {_listed(numbers)}, but there is no such segment.")
    return " ".join(said)


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _write(bench: Bench, described: Described, key: str, segment: int, text: str, label: str) -> bool:
    plan, store = bench.store.plan, bench.store
    assert plan is not None
    # Other names given at the same time do not show that these belong here too.
    before = owners(store) if stray(store, described) else (owner_of(described),)
    known: dict[str, Any] = plan.segments.model_dump()
    texts = {**(known[key] or {}), segment: text.strip()}
    known[key] = {number: texts[number] for number in sorted(texts) if texts[number]} or None
    done = store.edit(label, segments=known)
    if done and has_any(store.plan):
        give(store, *before)
    return done


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
