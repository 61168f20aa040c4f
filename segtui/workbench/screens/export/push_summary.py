"""The text of a push: what it would do to its list, what was pushed before, and how the first call begins, masked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from segtui.engine.transport.messages import PushPreviewed, PushSent
from segtui.engine.transport.messages.payloads import EarlierPushFacts, PushFacts
from segtui.language.figures import number
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.workbench.keys.key_names import with_keys
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_EARLIER = {True: 10, False: 3}
"""Earlier pushes that are shown, by whether there is room."""
_REFUSED = 5


def push_told(known: PushPreviewed | None, sent: PushSent | None, *, wide: bool) -> PlainText:
    """What was just sent, what a push would do now, who is kept back, the earlier pushes, the first call."""
    parts: list[PlainText] = [_sent(sent.facts)] if sent else []
    if known is None:
        return PlainText("\n").join(parts)
    if known.facts is None:
        parts.append(PlainText(with_keys("{export.write} writes the run first: a push sends a finished run."), "dim"))
    else:
        parts += [_warnings(known.facts), _changes(known.facts, wide), _kept(known.facts, wide)]
    parts.append(_earlier(known.earlier, wide))
    if known.facts is not None:
        parts.append(_notes(known.facts))
        parts.append(_payload(known.facts))
    return PlainText("\n\n" if wide else "\n").join(part for part in parts if part.plain)


def _sent(facts: PushFacts) -> PlainText:
    """What the last push did, with those whom the platform did not take."""
    done = tell("Sent: {added:,} people, removed: {removed:,}.", added=facts["added"], removed=facts["removed"])
    said = PlainText(done, "bold")
    for one in facts["refused"][:_REFUSED]:
        who, reason = visible(one["who"]), visible(one["reason"])
        said.append("\n" + tell("not taken: {who}: {reason}", who=who, reason=reason), "not bold")
    if (more := len(facts["refused"]) - _REFUSED) > 0:
        said.append("\n" + tell("not taken: {count:,} more", count=more), "not bold")
    if facts["missing"]:
        said.append("\n" + tell("{count:,} on the list could not be found there", count=facts["missing"]), "not bold")
    if error := facts.get("error"):
        said.append("\n! " + visible(error, lines=True), "bold")
    return said


def _warnings(facts: PushFacts) -> PlainText:
    return PlainText("\n").join(PlainText(f"! {visible(warning)}", "bold") for warning in facts["warnings"])


def _changes(facts: PushFacts, wide: bool) -> PlainText:
    """The difference to what was pushed before."""
    counts = {
        _("new"): facts["new"],
        _("changed"): facts["changed"],
        _("unchanged"): facts["unchanged"],
        _("to remove"): facts["to_remove"],
    }
    if not wide:
        return PlainText("   ").join(
            PlainText.assemble((number(count), "bold"), f" {word}") for word, count in counts.items()
        )
    lines = [PlainText.assemble((f"{number(count):>9}", "bold"), f" {word}") for word, count in counts.items()]
    empty = PlainText(_("nobody is left in the segments: the list is kept as it is"), "dim")
    return PlainText("\n").join([*lines, *([empty] if facts["kept_empty"] else [])])


def _kept(facts: PushFacts, wide: bool) -> PlainText:
    """Who is kept back, by the reason."""
    kept = facts["kept_back"]
    if not kept:
        return PlainText()
    if not wide:
        told = ", ".join(f"{number(count)} {visible(reason)}" for reason, count in kept.items())
        return PlainText.assemble((_("held back") + " ", "dim"), told)
    said = PlainText(_("held back"), "dim")
    for reason, count in kept.items():
        said.append(f"\n{number(count):>9} {visible(reason)}", "not dim")
    return said


def _earlier(pushes: Sequence[EarlierPushFacts], wide: bool) -> PlainText:
    """What the ledger of the list has."""
    if not pushes:
        return PlainText(_("Nothing was pushed to this list before."), "dim")
    said = PlainText(_("pushed before"), "dim")
    for line in _lines(pushes[: _EARLIER[wide]]):
        said.append("\n" + line, "not dim")
    return said


def _lines(pushes: Sequence[EarlierPushFacts]) -> Iterator[str]:
    for each in pushes:
        at = visible(each["at"][:16].replace("T", " "))
        told = tell("{added:,} sent, {removed:,} removed", added=each["added"], removed=each["removed"])
        if each["forgotten"]:
            told += ", " + tell("{count:,} forgotten", count=each["forgotten"])
        yield f"  {at}  {told}  {visible(each['run'])}".rstrip()


def _notes(facts: PushFacts) -> PlainText:
    return PlainText("\n").join(PlainText(visible(note), "dim") for note in facts["notes"])


def _payload(facts: PushFacts) -> PlainText:
    payload = facts.get("payload")
    if payload is None:
        return PlainText()
    said = PlainText(_("the first call would begin so, masked:"), "dim")
    text = json.dumps(payload, indent=1, ensure_ascii=False)
    return said.append("\n" + visible(text, lines=True), "not dim")
