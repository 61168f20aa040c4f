"""Merges rows of the same person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import Field, PrivateAttr, model_validator

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.matching.comparison import ComparedColumn, Kind, compared
from segtui.cleaning.matching.decisions import contradiction
from segtui.cleaning.matching.find_people import NEAR, FoundPeople, find_people
from segtui.cleaning.matching.keys_told import keys_told
from segtui.cleaning.matching.known_people import KnownPeople
from segtui.cleaning.matching.merging import ON_NUMBERS, MergeRule, merged
from segtui.cleaning.matching.model import MatchModel
from segtui.cleaning.matching.review import pairs_to_review, side_by_side
from segtui.cleaning.step import Names, Step, StepResult, matching
from segtui.declare import Seed
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say, say_counted

_MOST_NEAR = 1_000
IdPair = Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]


class Match(Step):
    """Merge rows that are probably one person written differently, such as "Zoë Martin" and "Zoe Martn"."""

    place: ClassVar[int] = 0
    merges_rows: ClassVar[bool] = True

    step: Literal["match"] = "match"
    on: Annotated[dict[str, Kind], Field(min_length=1)]
    """The columns to compare and what each holds: name, email, phone, date, or exact for anything else."""
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    """The lowest probability at which rows are merged."""
    agree: Names | None = None
    """Columns of `on` that must at least be similar where filled, because families share addresses; default: names."""
    merge: dict[str, MergeRule] = Field(default={"*": "most_complete"})
    """Which value a merged row gets, by column: most_complete, first, last, latest, most_frequent, longest, sum, mean,
    min, max; "*" is every column not named. Empty cells are skipped."""
    latest_by: str | None = None
    """The column of dates that latest goes by; default: the last row of the file is the latest."""
    largest: Annotated[int, Field(ge=2, le=1000)] = 10
    """The most rows that may become one; where more would, only the most probable pairs are merged."""
    seed: Seed | None = None
    """The seed with which pairs of rows are drawn, if there are many, to learn how alike any two people are; default:
    the plan's."""
    same: tuple[IdPair, ...] = ()
    """Pairs of ids that are one person, whatever the probability: [["C1", "C7"]]."""
    different: tuple[IdPair, ...] = ()
    """Pairs of ids that are two people."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if unknown := [name for name in self.agree or () if name not in self.on]:
            raise ValueError(say('agree names "{unknown}", which is not a column of on', unknown=unknown[0]))
        if self.latest_by is not None and "latest" not in self.merge.values():
            raise ValueError(say("latest_by needs a column whose merge rule is latest"))
        if any(one == other for one, other in (*self.same, *self.different)):
            raise ValueError(say("same and different need pairs of two ids that differ"))
        if wrong := contradiction(self.same, self.different):
            chain = " = ".join(f'"{id}"' for id in wrong)
            raise ValueError(say("{chain} by same, but different says they are two people", chain=chain))
        return self

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns of `on`, `merge` and `latest_by`."""
        named = [*(("on", name) for name in self.on), *(("merge", name) for name in self.merge)]
        return [*named, ("latest_by", self.latest_by)] if self.latest_by is not None else named

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Keep the first row of each person, in the original order, with the values that `merge` says."""
        return self._merged(frame, self._find(frame, id, None), id)

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same step with what it learned: among later rows, those of one person are merged as well."""
        return (_Matched(match=self, model=self._find(before, id, None).model),)

    def review(self, frame: pl.DataFrame, *, id: str) -> pl.DataFrame:
        """The pairs that are near the threshold or decided about, as lines for each column (see `side_by_side`)."""
        found, columns = self._find(frame, id, None), self._compared(frame)
        ids, decided = frame.get_column(id).cast(pl.String), (*self.same, *self.different)
        pairs = pairs_to_review(columns, ids, found, probability=self.probability, decided=decided)
        return side_by_side(frame, id, columns, pairs)

    def _compared(self, frame: pl.DataFrame) -> list[ComparedColumn]:
        return [compared(frame.get_column(name), kind) for name, kind in self.on.items()]

    def _find(
        self, frame: pl.DataFrame, id: str, model: MatchModel | None, known: KnownPeople | None = None
    ) -> FoundPeople:
        if faults := [*self._unsuitable(frame)]:
            raise PlanError(faults)
        return find_people(
            self._compared(frame),
            frame.get_column(id).cast(pl.String),
            probability=self.probability,
            agree=self.agree if self.agree is not None else [c for c, kind in self.on.items() if kind == "name"],
            largest=self.largest,
            same=self.same,
            different=self.different,
            model=model,
            known=known,
            seed=self.seed or 0,
        )

    def _unsuitable(self, frame: pl.DataFrame) -> Iterator[Fault]:
        for name, kind in self.on.items():
            if kind == "date" and not frame.schema[name].is_temporal():
                yield Fault(
                    "on",
                    say('"{name}" is not a column of dates', name=name),
                    say("cast it first, or compare it as exact"),
                )
        for name, rule in self.merge.items():
            if rule in ON_NUMBERS and name != "*" and not frame.schema.get(name, pl.Int64()).is_numeric():
                yield Fault(
                    f"merge.{name}",
                    say('"{name}" is not a column of numbers: it has no {rule}', name=name, rule=rule),
                    say("use first"),
                )
        if self.latest_by is not None and not frame.schema[self.latest_by].is_temporal():
            yield Fault(
                "latest_by",
                say('"{latest_by}" is not a column of dates', latest_by=self.latest_by),
                say("cast it first"),
            )

    def _merged(self, frame: pl.DataFrame, found: FoundPeople, id: str) -> StepResult:
        rules = self._rules(frame, id)
        of = found.people.of
        after = merged(frame, of, rules, self.latest_by)
        stayed = np.flatnonzero(of == np.arange(len(of)))
        changed = cells_changed(frame[stayed], after, list(rules))
        told = _table(found, frame.get_column(id).cast(pl.String))
        return StepResult(after, tuple(self.on), changed, tuple(self._notes(found)), told, stayed)

    def _rules(self, frame: pl.DataFrame, id: str) -> dict[str, MergeRule]:
        """The rule of each column, an exact name before a glob; never of the id."""
        rules: dict[str, MergeRule] = {}
        for pattern, rule in sorted(self.merge.items(), key=lambda each: (each[0] in frame.columns, each[0] != "*")):
            fits = [c for c in matching([pattern], frame.columns) if c != id]
            if rule in ON_NUMBERS and pattern not in frame.columns:
                fits = [c for c in fits if frame.schema[c].is_numeric()]
            rules |= dict.fromkeys(fits, rule)
        return {c: rules[c] for c in frame.columns if c in rules}

    def _notes(self, found: FoundPeople) -> Iterator[str]:
        rows = len(found.people.of)
        gone = rows - int((found.people.of == np.arange(rows)).sum())
        yield say(
            "{rows} of {people}; {pairs} compared",
            rows=say_counted("{count:,} row", "{count:,} rows", rows),
            people=say_counted("{count:,} person", "{count:,} people", rows - gone),
            pairs=say_counted("{count:,} pair", "{count:,} pairs", len(found.compared.left)),
        )
        yield from keys_told(found.compared, [*self.on])
        if len(self.on) == 1 and not gone and len(found.compared.left):
            yield say(
                "{column} alone is too little to call rows one person: compare more columns, or deduplicate by it",
                column=next(iter(self.on)),
            )
        if gone and len(self.on) == 1:
            yield say(
                "how many merges are wrong can't be estimated from {column} alone: the probability says only how "
                "rare a value is",
                column=next(iter(self.on)),
            )
        if gone and not set(self.on.values()) - {"email", "phone"}:
            yield say_counted(
                "{count:,} row merged by {columns} alone, which people of one household may share: compare a name too",
                "{count:,} rows merged by {columns} alone, which people of one household may share: compare a name too",
                gone,
                columns=", ".join(self.on),
            )
        if near := len(found.open.left):
            yield say_counted(
                "{count:,} pair has a probability of {near:figure} or more and is not merged: see matches.csv",
                "{count:,} pairs have a probability of {near:figure} or more and are not merged: see matches.csv",
                near,
                near=NEAR,
            )
        if refused := found.people.refused:
            yield say_counted(
                "{count:,} link not followed: it joins more than {largest} rows, or rows that differ",
                "{count:,} links not followed: they join more than {largest} rows, or rows that differ",
                refused,
                largest=self.largest,
            )
        if found.unknown:
            yield say("decisions about ids that no row has: {ids}", ids=", ".join(found.unknown[:5]))


class _Matched(Step):
    """Merge later rows that are probably one person, as a run learned to."""

    merges_rows: ClassVar[bool] = True

    step: Literal["matched"] = "matched"
    match: Match
    """The step as it stands in the plan."""
    model: MatchModel
    """What it learned."""
    _known: KnownPeople | None = PrivateAttr(default=None)

    def knowing(self, people: KnownPeople) -> Step:
        """The same step, which also links the rows of people whom the run knew and keeps their ids."""
        step = self.model_copy()
        step._known = people
        return step

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns that the plan's step names."""
        return self.match.referenced()

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Keep the first row of each person."""
        return self.match._merged(frame, self.match._find(frame, id, self.model, self._known), id)


def _table(found: FoundPeople, ids: pl.Series) -> pl.DataFrame:
    """Who was merged into whom, in the table's order, then the pairs that may be worth a look."""
    of = found.people.of
    gone = np.flatnonzero(of != np.arange(len(of)))
    near = slice(0, _MOST_NEAR)
    rows = np.append(gone, found.open.right[near]), np.append(of[gone], found.open.left[near])
    chance = np.append(found.people.probability[gone], found.open.probability[near])
    return pl.DataFrame(
        {
            "id": ids.gather(rows[0]),
            "other": ids.gather(rows[1]),
            "probability": pl.Series(chance, dtype=pl.Float64).round(4),
            "merged": np.arange(len(chance)) < len(gone),
        }
    )
