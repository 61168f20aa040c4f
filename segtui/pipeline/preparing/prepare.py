"""The first half of a run: read, profile, clean, derive, and make the matrix."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

import polars as pl

from segtui.cleaning.clean import Cleaning, clean
from segtui.cleaning.clean import check as check_steps
from segtui.cleaning.step import Step
from segtui.clustering.rules.rule_matches import faults as rule_faults
from segtui.data.databases.reading import reading
from segtui.data.table import Table
from segtui.errors import Fault, PlanError, nearest
from segtui.features.features import check as check_features
from segtui.features.join_features import join
from segtui.features.maker import Derived, excluded_columns
from segtui.features.row_maker import RowMaker
from segtui.features.scaled_matrix.matrix import Matrix, build_matrix
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.pipeline.preparing.enough_rows import refuse_few_rows
from segtui.pipeline.preparing.outcomes import label_faults, outcome_faults, plan_outcomes
from segtui.pipeline.preparing.predicted_names import predict_faults
from segtui.pipeline.preparing.read_tables import TellingNotes, read_orders, read_tables
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.pipeline.progress import Listener, StepWatcher, rows_to, tell_rows
from segtui.plan.followed import not_ready
from segtui.plan.model import Plan
from segtui.prediction.found import FoundPrediction
from segtui.profiling.outcome_columns import Outcome
from segtui.profiling.profile import Profile
from segtui.segments.cohorts.triangle import FollowedOrders, follow


@dataclass(frozen=True)
class PreparedRun:
    """Everything a search needs, and everything the report says about its preparation.

    `tables` are as read, the source first; `frame` is cleaned and joined, one row per customer; `matrix` is what
    is clustered, `outcomes` are the columns that segments are judged by, `step_notes` what each step of the cleaning
    noted. `order_tables` are those of the plan's cohort tables as read, `followed` their orders. `matches` are pairs of
    rows that cleaning found to be one person, or nearly. `predictions` are what its [[predict]] found, once they have:
    their columns stand in the frame and are not clustered.
    """

    tables: tuple[Table, ...]
    profile: Profile
    cleaning: pl.DataFrame
    derived: tuple[Derived, ...]
    frame: pl.DataFrame
    id: str
    matrix: Matrix
    notes: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()
    step_notes: tuple[tuple[str, ...], ...] = ()
    order_tables: tuple[Table, ...] = ()
    followed: tuple[FollowedOrders, ...] = ()
    matches: pl.DataFrame | None = None
    predictions: tuple[FoundPrediction, ...] = ()

    def derive_tables(self, plan: Plan) -> Iterator[tuple[tuple[int, TableMaker], Table]]:
        """Each maker of the plan that reads a table, with its number from 1 and that table."""
        return zip(plan.table_makers(), self.tables[1 if plan.source else 0 :], strict=True)


@dataclass(frozen=True)
class RunInput:
    """What cleaning starts from: the tables as read, what is derived from them by number, and the customers."""

    tables: tuple[Table, ...]
    derived: dict[int, Derived]
    frame: pl.DataFrame
    id: str
    notes: tuple[str, ...]
    order_tables: tuple[Table, ...] = ()


def start(
    plan: Plan, folder: Path, listener: Listener, stdin: BinaryIO | None = None, reader: TableReader | None = None
) -> RunInput:
    """Read and derive, and check every name of the plan; raises as `prepare` does."""
    reader = reader or TableReader()
    if found := not_ready(plan):
        raise PlanError(found)
    notes = TellingNotes(listener)
    with reading(rows_to(listener)):
        tables, faults = read_tables(plan, folder, notes, stdin, reader)
        orders, missing = read_orders(plan, folder, tables, notes, stdin, reader)
    faults += missing
    columns = tables[0].frame.columns if plan.source else None
    is_open = any(maker.has_open_columns() for maker in plan.derive)
    if faults := faults + ([] if is_open else unknown_names(plan, columns)):
        raise PlanError(faults)
    behind = tables[1:] if plan.source else tables
    makers = plan.table_makers()
    derived = {i: reader.derived(maker, table) for (i, maker), table in zip(makers, behind, strict=True)}
    if is_open and (faults := unknown_names(plan, columns, derived)):
        raise PlanError(faults)
    notes.tell(note for made in derived.values() for note in made.notes)
    frame, id = (tables[0].frame, tables[0].id) if plan.source else (derived[1].frame, derived[1].id)
    read = tables if plan.predict else [table.without_parts() for table in tables]
    return RunInput(tuple(read), derived, frame, id, tuple(notes.notes), tuple(orders))


class Preparation(Protocol):
    """How rows are cleaned and become numbers: all at once, or in parts of which these are a sample."""

    def tell_of_rows(self, notes: TellingNotes, sentences: Iterable[str]) -> None:
        """Tell what was seen of the rows, or keep it for when it is known of all of them."""
        ...

    def clean(self, begun: RunInput, steps: Sequence[Step], listener: Listener) -> Cleaning:
        """The cleaned rows; what each step did is told to the listener."""
        ...

    def matrix(
        self, joined: tuple[pl.DataFrame, str], derived: Mapping[int, Derived], plan: Plan, aside: Collection[str]
    ) -> Matrix:
        """The matrix of the cleaned rows with their features, and the name of the id; `aside` is not clustered."""
        ...


class WholeTable:
    """All rows at once, in memory."""

    def tell_of_rows(self, notes: TellingNotes, sentences: Iterable[str]) -> None:
        """See `Preparation.tell_of_rows`."""
        notes.tell(sentences)

    def clean(self, begun: RunInput, steps: Sequence[Step], listener: Listener) -> Cleaning:
        """See `Preparation.clean`."""
        done = listener.cleaned if isinstance(listener, StepWatcher) else None
        tick = lambda share: listener.advance(share, 1.0)  # noqa: E731
        cleaned = clean(begun.frame, steps, id=begun.id, tick=tick, done=done)
        for line in cleaned.sentences():
            listener.note(line)
        return cleaned

    def matrix(
        self, joined: tuple[pl.DataFrame, str], derived: Mapping[int, Derived], plan: Plan, aside: Collection[str]
    ) -> Matrix:
        """See `Preparation.matrix`."""
        return build_matrix(*joined, plan.features, aside, plan.seed, restating=excluded_columns(plan.derive))


def prepare(
    plan: Plan,
    folder: Path,
    listener: Listener,
    stdin: BinaryIO | None = None,
    reader: TableReader | None = None,
    how: Preparation | None = None,
) -> PreparedRun:
    """Run a plan up to the matrix; paths are relative to `folder`.

    Raises PlanError with every name that the data does not have, or DataError.
    """
    how, reader = how or WholeTable(), reader or TableReader()
    begun = start(plan, folder, listener, stdin, reader)
    tables, derived = begun.tables, dict(begun.derived)
    notes = TellingNotes(listener, begun.notes)
    listener.stage(say("profiling"))
    looks = reader.profile(tables[0])
    listener.stage(say("cleaning"))
    cleaned = how.clean(begun, plan.steps(), listener)
    frame, id = cleaned.frame, cleaned.id
    for i, maker in enumerate(plan.makers(), start=1):
        if isinstance(maker, RowMaker):
            derived[i] = reader.derived_rows(maker, frame, f"derive[{i}]")
            notes.tell(derived[i].notes)
        if plan.source or i > 1:
            frame, lost = join(frame, id, derived[i], f"derive[{i}]")
            how.tell_of_rows(notes, lost)
    how.tell_of_rows(notes, repeated_ids(frame, id))
    tell_rows(listener, frame.height)
    listener.stage(say("features"))
    refuse_few_rows(frame.height, tables[0], say("a segmentation needs one row per customer, for many customers"))
    outcomes = plan_outcomes(plan, frame, id)
    notes.tell(outcomes.notes)
    aside = {*outcomes.names, *(name for made in derived.values() for name in made.aside)}
    matrix = how.matrix((frame, id), derived, plan, aside)
    how.tell_of_rows(notes, matrix.notes)
    tell_rows(listener, matrix.values.shape[0])
    fix = say("rows with an empty cell in a clustered column are left out: impute those columns or use others")
    refuse_few_rows(matrix.values.shape[0], tables[0], fix)
    followed = _followed(plan, begun.order_tables, notes)
    return PreparedRun(
        tables,
        looks,
        cleaned.log,
        tuple(derived[i] for i in sorted(derived)),
        frame,
        id,
        matrix,
        tuple(notes.notes),
        outcomes.found,
        cleaned.notes,
        tuple(replace(table, parts=()) for table in begun.order_tables),
        followed,
        cleaned.matches,
    )


def unknown_names(plan: Plan, source: list[str] | None, derived: Mapping[int, Derived] | None = None) -> list[Fault]:
    """A fault for each such name in the steps, the features and the output; `source` are the customer table's columns.

    None stands for a plan without a source, whose customers are those of its first derive. `derived` is what the
    plan's makers made, by number, where they have: some let their table decide on columns.
    """
    read = source or []
    made = {i: tuple(c for c in one.frame.columns if c != one.id) for i, one in (derived or {}).items()}
    columns = source if source is not None else _first_columns(plan, made)
    faults = check_steps(plan.clean, columns)
    for step in (s for s in plan.clean if not s.off):
        columns = step.output_columns(columns)
    everything, unknown = _derived_columns(plan, columns, made)
    faults += unknown
    faults += check_features(plan.features, everything)
    faults += predict_faults(plan, everything)
    everything += [name for order in plan.predict for name in order.columns()]
    faults += outcome_faults(plan, everything)
    if plan.search and plan.search.rules:
        faults += rule_faults(plan.search.rules.rules, everything)
    faults += label_faults(plan, list(dict.fromkeys([*read, *everything])))
    if isinstance(plan.output.columns, tuple):
        faults += [
            Fault("output.columns", say('there is no column "{name}"', name=name), nearest(name, everything))
            for name in plan.output.columns
            if name not in everything
        ]
    return faults


def _first_columns(plan: Plan, made: Mapping[int, Sequence[str]]) -> list[str]:
    """Those of the first derive, which makes the customers of a plan without a source."""
    _, maker = plan.table_makers()[0]
    return [maker.id, *made.get(1, maker.output_columns())]


def _derived_columns(
    plan: Plan, cleaned: Sequence[str], made: Mapping[int, Sequence[str]]
) -> tuple[list[str], list[Fault]]:
    """The cleaned columns with those of every derive, and a fault for each that a derive reads and none before has."""
    columns, faults = dict.fromkeys(cleaned), list[Fault]()
    later = {name: i for i, maker in enumerate(plan.derive, start=1) for name in made.get(i, maker.output_columns())}
    for i, maker in enumerate(plan.derive, start=1):
        if isinstance(maker, RowMaker):
            faults += maker.unknown(list(columns), f"derive[{i}]", later, _waiting(plan, i, later))
        columns |= dict.fromkeys(made.get(i, maker.output_columns()))
    return list(columns), faults


def _waiting(plan: Plan, number: int, makers: Mapping[str, int]) -> set[int]:
    """The numbers of the derives that need this one, directly or by others; `makers` are the numbers by column."""
    needs = {
        i: {makers[name] for name in maker.inputs() if name in makers}
        for i, maker in enumerate(plan.derive, start=1)
        if isinstance(maker, RowMaker)
    }
    found, at = set[int](), {number}
    while at:
        at = {i for i, needed in needs.items() if needed & at and i not in found}
        found |= at
    return found


def _followed(plan: Plan, tables: Iterable[Table], notes: TellingNotes) -> tuple[FollowedOrders, ...]:
    """The orders of each cohort table."""
    made: list[FollowedOrders] = []
    told: set[str] = set()
    for cohort, table in zip(plan.cohort, tables, strict=True):
        orders, found = follow(cohort, table)
        notes.tell(note for note in found if note not in told)
        told.update(found)  # several tables of the same orders say the same
        made.append(orders)
    return tuple(made)


def repeated_ids(frame: pl.DataFrame, id: str) -> list[str]:
    """A sentence on rows that share an id, where there are such."""
    repeated = frame.height - frame.get_column(id).n_unique()
    told = say(
        '{repeated:,} of {rows:,} rows have a repeated value in the id "{id}"; a deduplicate step would merge them.',
        repeated=repeated,
        rows=frame.height,
        id=id,
    )
    return [told] if repeated else []
