"""Reads a run, its control group and a file of outcomes, and compares treated with control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import polars as pl

from segtui.data.table import Table
from segtui.delivery.export.eligibility.control_group import NAME, recorded
from segtui.errors import DataError, UsageError, nearest
from segtui.language.column_labels import sayable
from segtui.language.listings import quoted_name
from segtui.language.sentences import row_of, say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.records import Records
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.compared_people import ComparedPeople, compared_people
from segtui.segments.campaigns.outcomes import Outcomes, outcomes_of
from segtui.segments.campaigns.readout import Blank, Effect, read_out
from segtui.segments.campaigns.uplift import Uplift

_BLANK: dict[Blank | None, str] = {
    "too_few": to_translate("too few people in a group for a comparison"),
    "no_variance": to_translate(
        "everyone within a group has the same outcome: figures that need its variance stay blank"
    ),
    "no_difference": to_translate("treated and control do not differ, so no sample size would show a difference"),
}


@dataclass(frozen=True)
class ReadoutOptions:
    """The options of a readout: the id column, the outcomes, the days, and whether a missing row means 0."""

    id: str | None = None
    outcomes: tuple[str, ...] = ()
    when: str | None = None
    since: date | None = None
    until: date | None = None
    drop_missing: bool = False


@dataclass(frozen=True)
class Readout:
    """The effects, and caveats for interpreting them.

    `people` (id, segment, segment_name, control) are those who were compared, of a run in parts those whose features it
    keeps; `outcomes` are those of all people.
    """

    effects: tuple[Effect, ...]
    notes: tuple[str, ...]
    people: pl.DataFrame
    outcomes: Outcomes

    def facts(self) -> dict[str, Any]:
        """The readout in JSON types: rates and means unchanged, uplift as a difference."""
        blank = dict.fromkeys(field.name for field in fields(Uplift))
        effects = [{**blank, **(known.pop("uplift") or {}), **known} for known in map(asdict, self.effects)]
        return {"effects": effects, "notes": list(self.notes)}


def reading_out(run: RunFiles, table: Table, options: ReadoutOptions) -> Readout:
    """Compare; raises UsageError for a run without a control group, DataError for outcomes of nobody in the run."""
    control = recorded(run.home, Records.at(run.home).held)
    if control.is_empty():
        fix = say("first export with a control group: holdout = 0.1 in the plan's [[export]], or --holdout 0.1")
        raise UsageError(say("this run has no control group"), where=str(run.home / NAME), fix=fix)
    id = _id_of(table, run, options.id)
    frame = table.frame.drop(cols([table.id])) if table.made_id() and id != table.id else table.frame
    outcomes = outcomes_of(frame, id, options.outcomes, when=options.when, since=options.since, until=options.until)
    compared = compared_people(run, control, outcomes)
    if compared.rows.is_empty():
        raise UsageError(say("no member of the control group is in this run"), where=str(run.home / NAME))
    strangers = compared.strangers
    if strangers == outcomes.people.height and strangers:
        what = say('none of the ids in "{id}" is in the run, whose id column is "{id_2}"', id=id, id_2=run.id)
        raise DataError(what, where=table.reading.path, fix=say("choose the id column with --id"))
    notes = _notes(compared)
    if without := compared.without:
        notes.append(_without(without, options.drop_missing))
    if strangers:
        notes.append(
            say_counted(
                "{count:,} id of the outcomes is not in the run",
                "{count:,} ids of the outcomes are not in the run",
                strangers,
            )
        )
    if outcomes.outside:
        notes.append(
            say_counted("{count:,} row outside the dates", "{count:,} rows outside the dates", outcomes.outside)
        )
    effects = tuple(
        read_out(compared.rows, compared.outcomes, compared.names, outcomes.kinds, drop_missing=options.drop_missing)
    )
    return Readout(effects, (*notes, *_why_blank(effects)), compared.people, outcomes)


def _without(people: int, dropped: bool) -> str:
    if dropped:
        return say_counted(
            "{count:,} person without a row in the outcomes is left out",
            "{count:,} people without a row in the outcomes are left out",
            people,
        )
    return say_counted(
        "{count:,} person without a row in the outcomes counts as 0 (--missing drop leaves them out)",
        "{count:,} people without a row in the outcomes count as 0 (--missing drop leaves them out)",
        people,
    )


def _why_blank(effects: Sequence[Effect]) -> list[str]:
    """For each outcome, why figures are blank, with the segments concerned."""
    notes: list[str] = []
    for outcome in dict.fromkeys(effect.outcome for effect in effects):
        for blank, why in _BLANK.items():
            mine = [e for e in effects if e.outcome == outcome]
            names = [quoted_name(e.name) if e.segment is not None else say("all") for e in mine if e.blank == blank]
            if names:
                where = row_of([sayable(outcome), *(names if len(names) < len(mine) else [])])
                notes.append(say("{column}: {message}", column=where, message=say(why)))
    return notes


def _notes(compared: ComparedPeople) -> list[str]:
    notes: list[str] = [
        say("treated means everyone in the segment outside its control group, reached or not (intention to treat)")
    ]
    if late := compared.late:
        notes.append(
            say_counted(
                "{count:,} person of the control group was held out later than the others and may have been contacted "
                "before",
                "{count:,} people of the control group were held out later than the others and may have been contacted "
                "before",
                late,
            )
        )
    if never := compared.never:
        notes.append(
            say_counted(
                "{count:,} segment without a control group left out",
                "{count:,} segments without a control group left out",
                never,
            )
        )
    return notes


def _id_of(table: Table, run: RunFiles, options: str | None) -> str:
    """The column of the outcomes that names people: as asked, called as in the run, else the one that looks like it."""
    columns = table.frame.columns
    if options is not None:
        if options not in columns:
            raise UsageError(
                say('there is no column "{options}"', options=options), where="--id", fix=nearest(options, columns)
            )
        return options
    same = [name for name in columns if name.casefold() == run.id.casefold()]
    if same:
        return same[0]
    if table.made_id():
        raise UsageError(say("the outcomes have no id column"), where="--id", fix=nearest(run.id, columns))
    return table.id
