"""The summary of an export: who would be in the file, who would not and why, what fills its columns."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.engine.transport.messages.payloads import ExportSummary, SuppressionTally
from segtui.language.figures import number
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_MEND = to_translate("{export.edit} fixes it: set consent to the column that says who agreed to be contacted")


def summary_told(facts: ExportSummary, *, consent: bool, wide: bool, ascii: bool, sample: bool = False) -> PlainText:
    """The summary as in the file beside the export; warnings first, one fact per line if there is room.

    With `sample` it is that of a sample. Without `consent` nobody was asked, and the first warning says so.
    """
    parts = [
        _warnings(facts["warnings"], consent),
        _counts(facts, wide, sample),
        _lists(facts),
        _columns(facts, wide, ascii),
    ]
    parts.append(_segments(facts) if wide else PlainText())
    parts.append(PlainText("\n").join(PlainText(visible(note), "dim") for note in facts["notes"]))
    return PlainText("\n\n" if wide else "\n").join(part for part in parts if part.plain)


def _warnings(warnings: Sequence[str], consent: bool) -> PlainText:
    lines = [PlainText(f"! {visible(warning)}", "bold") for warning in warnings]
    if lines and not consent:
        lines[:1] = [
            PlainText(f"! {visible(warnings[0])}", "bold reverse"),
            PlainText("  " + with_keys(_MEND), "bold"),
        ]
    return PlainText("\n").join(lines)


def _counts(facts: ExportSummary, wide: bool, sample: bool) -> PlainText:
    """All people, by what happens to them."""
    of_all, of_sample = (
        to_translate("of {people:,} people written"),
        to_translate("of {people:,} people of the sample written"),
    )
    people = tell(of_sample if sample else of_all, people=facts["people"])
    said = PlainText.assemble((number(facts["written"]), "bold"), f" {people}")
    kinds = {
        _("held back"): facts["kept_back"],
        _("unusable"): facts["unusable"],
        _("left empty"): facts["emptied"],
        _("cut"): facts["shortened"],
    }
    for word, counts in kinds.items():
        if not counts:
            continue
        if wide:
            lines = [f"\n  {number(count):>7} {visible(reason)}" for reason, count in counts.items()]
            said.append(f"\n{word}", "dim").append("".join(lines))
        else:
            said.append(f"   {word} ", "dim").append(
                ", ".join(f"{number(count)} {visible(r)}" for r, count in counts.items())
            )
    return said


def _lists(facts: ExportSummary) -> PlainText:
    """How far each suppression list matched."""
    return PlainText("\n").join(PlainText(_list(one)) for one in facts["suppression"])


def _list(one: SuppressionTally) -> str:
    if not one["entries"]:
        return tell("{list}: no entries", list=one["list"])
    entries = tell_counted("{count:,} entry", "{count:,} entries", one["entries"])
    people = tell_counted("{count:,} person", "{count:,} people", one["people"])
    told = to_translate("{list}: {matched:,} of {entries} matched {people}")
    return tell(told, list=one["list"], matched=one["matched"], entries=entries, people=people)


def _columns(facts: ExportSummary, wide: bool, ascii: bool) -> PlainText:
    """What fills each column, and how it was recognized."""
    arrow = "<-" if ascii else "←"
    if not facts["columns"]:
        return PlainText()
    if not wide:
        pairs = [visible(f"{header} {arrow} {one['from']}") for header, one in facts["columns"].items()]
        return PlainText.assemble((_("columns") + " ", "dim"), "   ".join(pairs))
    said = PlainText().append(_("columns"), "dim")
    for header, one in facts["columns"].items():
        said.append("\n" + visible(f"  {header} {arrow} {one['from']}")).append(f"\n    {one['told']}", "dim")
    return said


def _segments(facts: ExportSummary) -> PlainText:
    said = PlainText().append(_("segments"), "dim")
    for name, count in facts["segments"].items():
        said.append(f"\n  {number(count):>7} {visible(name)}")
    return said if facts["segments"] else PlainText()
