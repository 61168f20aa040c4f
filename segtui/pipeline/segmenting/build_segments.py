"""The last part of a run: choose, number, name, compare and describe the segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from segtui.clustering.algorithm import Candidate, Labels
from segtui.features.maker import excluded_columns
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.progress import Listener
from segtui.pipeline.searching.leaders.assess import Assessment
from segtui.pipeline.searching.leaders.resolve_ties import tied_with_winner
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.forecasts import forecasts_of
from segtui.pipeline.segmenting.previous_run import ancestor_of, clustered_now
from segtui.pipeline.segmenting.segment_table import segment_table
from segtui.pipeline.segmenting.stated_rules import stated_rules
from segtui.plan.model import Plan
from segtui.prediction.by_segment import SegmentForecast
from segtui.segments.choosing.certainty import Certainty, certainty
from segtui.segments.choosing.choose import Ranked, Selection, choose_candidate, relabel
from segtui.segments.choosing.how_many import HowMany
from segtui.segments.choosing.leaderboard import Scored
from segtui.segments.choosing.structure import Structure, structure
from segtui.segments.cohorts.triangle import CohortTable, cohort_table
from segtui.segments.describing.comparison import comparison
from segtui.segments.describing.effect_sizes import codes, effect_sizes
from segtui.segments.describing.outcome_effects import OutcomeEffect, outcome_effects
from segtui.segments.describing.value_shares import ValueShares, value_shares
from segtui.segments.lineage.renumber_segments import Lineage, descend
from segtui.segments.measures import Kind, kinds
from segtui.segments.naming.cards import Card, describe
from segtui.segments.naming.monetary_columns import Worth, worth
from segtui.segments.naming.name_segments import misplaced, name_segments
from segtui.validity.stability.bootstrap import SegmentStability, Stability


@dataclass(frozen=True)
class Segmented:
    """The chosen labeling, one label, name and confidence per row of the matrix.

    `kinds` says by feature of the comparison how its figures are written.
    `outcomes` is what became of each segment's customers, `value` what they bring, `stability` how far each segment is
    found again, by number, empty until that is looked at. `cohorts` are the tables of each [[cohort]] of the plan,
    `forecasts` what each [[predict]] says of each segment.
    Numbered by falling size, or by `lineage` like the previous run's segments that they come from.
    """

    labels: Labels
    mapping: dict[int, int]
    names: dict[int, str]
    table: pl.DataFrame
    comparison: pl.DataFrame
    kinds: dict[str, Kind]
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    lineage: Lineage | None = None
    outcomes: tuple[OutcomeEffect, ...] = ()
    value: ValueShares | None = None
    stability: dict[int, SegmentStability] = field(default_factory=dict)
    cohorts: tuple[CohortTable, ...] = ()
    forecasts: tuple[SegmentForecast, ...] = ()


@dataclass(frozen=True)
class Concluded:
    """The choice, and the segments unless no candidate met the conditions.

    `equal` are the candidates tied with the chosen one, see `tied_with_winner`. `structure` says whether
    the segments are groups that are there; None where the chosen candidate has no consensus. `assessment` is what
    resamples say, `how_many` what speaks for each number of segments; the candidates of `choice` know theirs.
    """

    choice: Selection
    segmented: Segmented | None
    equal: tuple[Ranked, ...] = ()
    structure: Structure | None = None
    assessment: Assessment = field(default_factory=Assessment)
    how_many: HowMany | None = None

    @property
    def stability(self) -> Stability | None:
        """That of the chosen candidate, its segments by the run's numbers; None where it was not looked at."""
        found = self.choice.chosen.scored.stability if self.choice.chosen else None
        return found.renumbered(self.segmented.mapping) if found and self.segmented else None

    @property
    def certainty(self) -> Certainty:
        """How sure the segments are: their structure, weighed with what resamples say."""
        return certainty(self.structure, self.segmented.stability.values() if self.segmented else ())

    def with_assessment(self, found: Assessment, most: int) -> Concluded:
        """The same with what resamples say, and what speaks for each number of segments up to `most`."""
        choice = found.told(self.choice)
        whole = replace(self, choice=choice, assessment=found, how_many=found.how_many(choice, most))
        if self.segmented is None or whole.stability is None:
            return whole
        stability = {each.label: each for each in whole.stability.segments}
        return replace(whole, segmented=replace(self.segmented, stability=stability))


def build_segments(
    plan: Plan,
    matrix: Matrix,
    searched: SearchResult,
    listener: Listener,
    segments_of: Callable[[Candidate], Segmented],
) -> Concluded:
    """Choose a candidate, and have its segments made."""
    listener.stage(say("selecting and naming"))
    choice = choose_candidate(searched.scored, plan.select)
    if choice.chosen is None:
        return Concluded(choice, None)
    segmented = segments_of(choice.chosen.scored.candidate)
    for note in segmented.notes:
        listener.note(note)
    tied = tuple(tied_with_winner(choice, plan.select))
    return Concluded(choice, segmented, tied, structure_of(plan, matrix, choice.chosen.scored))


def structure_of(plan: Plan, matrix: Matrix, scored: Scored) -> Structure | None:
    """Whether a candidate's clusters are groups that are there; None where it has no consensus with the others."""
    if scored.consensus is None:
        return None
    return structure(matrix.values, scored.candidate.labels, scored.consensus, plan.seed)


def segment(
    plan: Plan,
    prepared: PreparedRun,
    candidate: Candidate,
    previous: RunFiles | None = None,
    sizes: Mapping[int, int] | None = None,
) -> Segmented:
    """The segments of one candidate: numbered, named, compared and described.

    They take the numbers and names of the `previous` run's that they come from. `sizes` are those of the clusters
    where the prepared rows are a sample of more.
    """
    labels, mapping = relabel(candidate.labels, sizes)
    lineage = None
    if previous is not None and mapping:
        ancestor = ancestor_of(previous, plan.segments.previous or previous.path.name)
        lineage, labels, numbers = descend(ancestor, clustered_now(prepared, labels))
        mapping = {cluster: numbers[s] for cluster, s in mapping.items()}
    rows = prepared.frame[prepared.matrix.kept]
    used = {c.source for c in prepared.matrix.used}
    named_by = [c for c in codes(rows) if c not in used and c != prepared.id]
    predicted = [name for order in plan.predict for name in order.columns() if name in rows.columns]
    own = rows.drop(
        cols(list(dict.fromkeys([outcome.column for outcome in prepared.outcomes] + predicted)))
    )  # what became of people does not describe them
    standing = effect_sizes(own, labels, id=prepared.id, used=used)
    ruled = stated_rules(plan, candidate, mapping, prepared.predictions)
    naming = name_segments(standing, _given(plan, lineage, {s: name for s, (name, _rule) in ruled.items()}))
    table, notes = segment_table(plan, prepared, candidate, labels, mapping, naming.names)
    return Segmented(
        labels,
        mapping,
        naming.names,
        table,
        comparison(_judged_first(rows, prepared), labels, naming.names, id=prepared.id, codes=named_by),
        kinds(rows, id=prepared.id, codes=named_by),
        describe(
            own,
            labels,
            naming.names,
            standing,
            id=prepared.id,
            seed=plan.seed,
            values=prepared.matrix.values,
            stated={s: rule for s, (_name, rule) in ruled.items()},
            restating=excluded_columns(plan.derive),
        ),
        (*naming.notes, *misplaced(plan.segments.notes or {}, standing.segments, "has a note on"), *notes),
        lineage,
        tuple(outcome_effects(rows, labels, prepared.outcomes)),
        _value(plan, rows, labels),
        cohorts=tuple(cohort_table(orders, prepared.matrix.ids, labels) for orders in prepared.followed),
        forecasts=forecasts_of(plan, prepared, candidate, labels, mapping),
    )


def _judged_first(rows: pl.DataFrame, prepared: PreparedRun) -> pl.DataFrame:
    """The rows with the outcomes before the other columns."""
    judged = [outcome.column for outcome in prepared.outcomes]
    return rows[[*judged, *(name for name in rows.columns if name not in judged)]]


def _value(plan: Plan, rows: pl.DataFrame, labels: Labels) -> ValueShares | None:
    """What each segment brings of the plan's column of amounts, or of the one that looks like it."""
    found = worth_of(plan, rows)
    if found is None:
        return None
    return replace(value_shares(found.name, found.amounts(rows).to_numpy(), labels), columns=found.columns)


def worth_of(plan: Plan, rows: pl.DataFrame) -> Worth | None:
    """The plan's column of amounts, or what looks like it."""
    named = plan.segments.value
    return Worth(named, (named,)) if named else worth(rows)


def _given(plan: Plan, lineage: Lineage | None, ruled: dict[int, str]) -> dict[int, str]:
    """The names given in advance: the plan's, then those of rules and inherited ones that are not used already."""
    chosen = dict(plan.segments.names or {})
    for names in (ruled, lineage.inherited() if lineage else {}):
        taken = {name.casefold() for name in chosen.values()}
        chosen = {s: name for s, name in names.items() if name.casefold() not in taken} | chosen
    return chosen
