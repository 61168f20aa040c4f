"""What the Segments screen writes into the plan: the name of a segment, and a note on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segtui.engine.messages import Described
    from segtui.workbench.app import Workbench


async def rename(bench: Workbench, described: Described, segment: int) -> None:
    """Ask for a segment's name; an empty answer gives back the name made from what sets it apart."""
    old = described.names[str(segment)]
    others = {name.casefold() for number, name in described.names.items() if int(number) != segment}

    def fault(text: str) -> str:
        return f'another segment is called "{text.strip()}"' if text.strip().casefold() in others else ""

    made = "empty: a name made from what sets it apart"
    answer = await bench.prompted(
        f"name of {called(segment)}", value=old, purpose="segments.name", placeholder=made, check=fault
    )
    if answer is None or answer.strip() == old:
        return
    if _write(bench, "names", segment, answer, f"rename {called(segment)}"):
        said = f'called "{answer.strip()}"' if answer.strip() else "called by what sets it apart"
        bench.status.say(f"{_capital(called(segment))} is {said} now. u undoes it.")


async def annotate(bench: Workbench, segment: int) -> None:
    """Ask for a note on a segment; an empty answer takes it away."""
    plan = bench.store.plan
    assert plan is not None
    old = (plan.segments.notes or {}).get(segment, "")
    answer = await bench.prompted(f"note on {called(segment)}", value=old, purpose="segments.note")
    if answer is None or answer.strip() == old:
        return
    if _write(bench, "notes", segment, answer, f"note on {called(segment)}"):
        said = "is in the plan, and in the report." if answer.strip() else "is gone."
        bench.status.say(f"The note on {called(segment)} {said} u undoes it.")


def called(segment: int) -> str:
    """A segment in a sentence."""
    return "the noise" if segment < 0 else f"segment {segment}"


def _write(bench: Workbench, key: str, segment: int, text: str, label: str) -> bool:
    plan = bench.store.plan
    assert plan is not None
    known: dict[str, Any] = plan.segments.model_dump()
    texts = {**(known[key] or {}), segment: text.strip()}
    known[key] = {number: texts[number] for number in sorted(texts) if texts[number]} or None
    return bench.store.edit(label, segments=known)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
