"""What the Segments screen writes to the plan: a segment's name and note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.language.figures import number
from segtui.language.sentences import Sentence, in_language, say, tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
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
        return tell('another segment is named "{name}"', name=text.strip()) if text.strip().casefold() in others else ""

    made = _("leave empty for the automatic name")
    answer = await bench.prompts.answer(
        _("name of the noise") if segment < 0 else tell("name of segment {number}", number=segment),
        value=old,
        selected=True,
        purpose="segments.name",
        placeholder=made,
        check=fault,
    )
    if answer is None or answer.strip() == old:
        return
    if _write(bench, described, "names", segment, answer, say("rename {segment}", segment=name_in_plan(segment))):
        named = to_translate('{segment} is called "{name}" now.')
        automatic = to_translate("{segment} is named automatically now.")
        said = say(named if answer.strip() else automatic, segment=name_in_plan(segment), name=answer.strip())
        bench.status.say(f"{_capital(in_language(said))} {with_keys('{app.undo} undoes it.')}")


async def annotate(bench: Bench, described: Described, segment: int) -> None:
    """Ask for a note on a segment; an empty answer deletes it."""
    plan = bench.store.plan
    assert plan is not None
    old = (plan.segments.notes or {}).get(segment, "")
    answer = await bench.prompts.answer(in_language(_note_on(segment)), value=old, purpose="segments.note")
    if answer is None or answer.strip() == old:
        return
    if _write(bench, described, "notes", segment, answer, _note_on(segment)):
        added = to_translate("The note on {segment} was added to the plan and the report.")
        said = added if answer.strip() else to_translate("The note on {segment} was deleted.")
        bench.status.say(f"{tell(said, segment=name_in_plan(segment))} {with_keys('{app.undo} undoes it.')}")


def name_in_plan(segment: int) -> Sentence:
    """A segment's name within a sentence."""
    return say("the noise") if segment < 0 else say("segment {number}", number=segment)


def _note_on(segment: int) -> Sentence:
    return say("note on {segment}", segment=name_in_plan(segment))


async def settle(bench: Bench, described: Described, stray: Owner | None) -> None:
    """Ask what to do with names and notes given to other segments, or to numbers that do not exist."""
    plan, store = bench.store.plan, bench.store
    assert plan is not None
    numbers = misfits(plan, described)
    if stray is None and not numbers:
        bench.status.say(_("All names and notes belong to the segments shown."))
        return
    ways = [Answer("k", _("keep all of them as they are"))] if stray else []
    ways += (
        [
            Answer(
                "l",
                tell_counted(
                    "drop the names and notes of segment {numbers}",
                    "drop the names and notes of segments {numbers}",
                    len(numbers),
                    numbers=_listed(numbers),
                ),
            )
        ]
        if numbers
        else []
    )
    ways += [Answer("d", _("drop all names and notes"))]
    answer = await bench.push_screen_wait(Question(_("Whose names and notes?"), whose_words(stray, numbers), ways))
    if answer == "k":
        give(store, *owners(store), owner_of(described))
        bench.panes.refresh()
    elif answer == "l":
        before = owners(store)
        if store.edit(say("drop names"), segments=drop_names(plan, numbers)):
            give(store, *before)
    elif answer == "d":
        store.edit(say("drop names and notes"), segments={})


def whose_words(stray: Owner | None, numbers: list[int]) -> str:
    """What is wrong with the names and notes, in one or two sentences."""
    said = []
    if stray is not None:
        with_rows = to_translate("Names and notes were given for the segments of {name} ({rows} rows).")
        given = with_rows if stray.rows else to_translate("Names and notes were given for the segments of {name}.")
        said.append(tell(given, name=stray.name, rows=", ".join(map(number, stray.rows or ()))))
    if numbers:
        said.append(
            tell("The plan has names or notes for {numbers}, but there is no such segment.", numbers=_listed(numbers))
        )
    return " ".join(said)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


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
