"""Which column of the data fills which column of the platform's file: from the plan, else detected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.people.detect import DetectedPart
from segtui.delivery.export.target import SEGMENT_COLUMNS, Part, Target, TargetColumn
from segtui.errors import Fault, PlanError, nearest
from segtui.language.listings import either
from segtui.language.sentences import row_of, say
from segtui.language.translation import to_translate

WORDS: dict[Part, str] = {
    "email": to_translate("e-mail"),
    "phone": to_translate("phone number"),
    "madid": to_translate("advertising id"),
    "external_id": to_translate("external id"),
    "platform_id": to_translate("platform's id"),
    "last_name": to_translate("address"),
}
"""Names of the parts by which a platform finds a person."""


@dataclass(frozen=True)
class FilledColumn:
    """A column of the file and the data's column that fills it; `told_by` says how it was found."""

    column: TargetColumn
    source: str
    told_by: str


@dataclass(frozen=True)
class ColumnMapping:
    """The columns of a file: those of the platform that are filled, then further ones as (header, data's column).

    `holds` names the data's column of every known part of a person, whether exported or not.
    """

    filled: tuple[FilledColumn, ...]
    attributes: tuple[tuple[str, str], ...]
    holds: dict[str, str]
    notes: tuple[str, ...] = ()

    def leaves(self) -> list[str]:
        """The columns of the data that are written, in any form."""
        return list(dict.fromkeys([*(f.source for f in self.filled), *(source for _, source in self.attributes)]))

    def told(self) -> list[str]:
        """A sentence for each column of the platform about what fills it."""
        return [f'{f.column.header} is "{f.source}" ({f.told_by})' for f in self.filled]


def columns_of(
    order: CareOrder, target: Target, known: Sequence[str], found: Mapping[Part, DetectedPart]
) -> ColumnMapping:
    """Map the data's columns (`known`) to the target's; raises PlanError with every wrong name.

    Keys of the faults are relative to the export: `columns.Email`, `attributes`.
    """
    faults = [*_unknown(order, known), *_unsuitable(order, target)]
    given: dict[str, str] = {c.holds: order.columns[c.header] for c in target.columns if order.columns.get(c.header)}
    holds: dict[str, str] = {part: one.column for part, one in found.items()}
    holds |= given
    filled = [f for c in target.columns if (f := _filled(c, order, found, holds)) is not None]
    filled, notes = _whole(filled, target)
    attributes = _attributes(order, target, known)
    heads = [f.column.header for f in filled] + [h for h, _ in attributes]
    heads += [target.segment.header] if target.segment else []
    heads += SEGMENT_COLUMNS if target.plain else []
    faults += [_twice(header, known) for header in sorted({h for h in heads if heads.count(h) > 1})]
    if target.most_columns and len(heads) > target.most_columns:
        faults.append(
            Fault(
                "attributes",
                say(
                    "{heads:,} columns, but {title} takes at most {most_columns:,}",
                    heads=len(heads),
                    title=target.title,
                    most_columns=target.most_columns,
                ),
            )
        )
    if target.needs and not {f.column.holds for f in filled} & set(target.needs):
        faults.append(_needed(target))
    if faults:
        raise PlanError(faults)
    return ColumnMapping(tuple(filled), tuple(attributes), holds, tuple(notes))


def _filled(
    column: TargetColumn, order: CareOrder, found: Mapping[Part, DetectedPart], holds: Mapping[str, str]
) -> FilledColumn | None:
    if column.header in order.columns:
        source = order.columns[column.header]
        return FilledColumn(column, source, "as asked for") if source else None
    if column.asked or column.holds not in holds:
        return None
    told = found[column.holds].told_by if column.holds in found else "as asked for"
    return FilledColumn(column, holds[column.holds], told)


def _attributes(order: CareOrder, target: Target, known: Sequence[str]) -> list[tuple[str, str]]:
    declared = {c.header for c in target.columns}
    named = [(header, source) for header, source in order.columns.items() if header not in declared and source]
    # A plain file already has our own columns; a data column of the same name has another name here.
    there = [name for name in SEGMENT_COLUMNS if target.plain and f"{name}_2" not in known]
    asked = dict.fromkeys(name for name in order.attributes if name not in there)
    return named + [(target.attribute(name), name) for name in asked]


def _twice(header: str, known: Sequence[str]) -> Fault:
    own = f"{header}_2"
    fix = (
        say('the data\'s own column "{header}" is named "{own}" in a run', header=header, own=own)
        if own in known
        else say("name one of them")
    )
    return Fault("attributes", say('two columns would be named "{header}"', header=header), fix)


def _whole(filled: list[FilledColumn], target: Target) -> tuple[list[FilledColumn], list[str]]:
    """The columns without all-or-none parts if the data lacks one of them."""
    there = [f for f in filled if f.column.holds in target.together]
    if not there or len(there) == len(target.together):
        return filled, []
    lacking = [c.header for c in target.columns if c.holds in target.together and c not in [f.column for f in there]]
    told = say(
        "{headers} left out: {platform} also needs {lacking}",
        headers=row_of([f.column.header for f in there]),
        platform=target.title,
        lacking=row_of(lacking),
    )
    return [f for f in filled if f not in there], [told]


def _unknown(order: CareOrder, known: Sequence[str]) -> list[Fault]:
    named = [(f"columns.{header}", source) for header, source in order.columns.items() if source]
    named += [("attributes", source) for source in order.attributes]
    return [
        Fault(key, say('there is no column "{name}"', name=name), nearest(name, known))
        for key, name in named
        if name not in known
    ]


def _unsuitable(order: CareOrder, target: Target) -> list[Fault]:
    """Headers that the platform does not have, or spells differently."""
    heads = [c.header for c in target.columns]
    taken = [target.segment.header] if target.segment else []
    faults = []
    for header in order.columns:
        close = next((h for h in heads if h.casefold() == header.casefold()), None)
        if header in taken:
            faults.append(Fault(f"columns.{header}", say("holds the segment's name")))
        elif header not in heads and (close or not target.attributes):
            what = say('{title} has no column "{header}"', title=target.title, header=header)
            faults.append(
                Fault(
                    f"columns.{header}",
                    what,
                    say('did you mean "{close}"?', close=close) if close else nearest(header, heads),
                )
            )
    if order.attributes and not target.attributes:
        faults.append(
            Fault(
                "attributes",
                say("{title} accepts no other columns", title=target.title),
                say("it has: {heads}", heads=", ".join(heads)),
            )
        )
    return faults


def _needed(target: Target) -> Fault:
    words = either([say(WORDS[part]) if part in WORDS else part for part in target.needs])
    header = next(c.header for c in target.columns if c.holds in target.needs)
    fix = say(
        'choose the column: columns = {{ "{header}" = "…" }} in the plan, --map "{header}=…" on the command line',
        header=header,
    )
    return Fault(
        "columns", say("no column was found with the {words} that {title} needs", words=words, title=target.title), fix
    )
