"""What keeps people out of an export: suppression lists, the control group, small segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.eligibility.everybody import Everybody, meet
from segtui.delivery.export.eligibility.exclusions import Exclusions, small_segments
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.identity.pseudonyms import needed_key
from segtui.delivery.export.run_people import People
from segtui.delivery.export.segment_filter import chosen
from segtui.delivery.export.suppression.match import ListTally
from segtui.delivery.export.suppression.suppression_list import SuppressionList, read_suppression
from segtui.delivery.export.target import eea_targets
from segtui.errors import DataError, Fault
from segtui.language.sentences import listing, say, say_counted
from segtui.segments.campaigns.control_group import draws

_TRIED = say("e-mails, domains, phone numbers, ids and hashes")


def guards_of(order: CareOrder, people: People, everybody: Everybody, held: ControlGroup, number: int) -> Exclusions:
    """The guards of one export of these people, with their known suppression lists.

    Extends the control group `held` where the order has a holdout, and by the other ids of those who are held out:
    `number` is the export's. Segments are counted by person.
    """
    small = small_segments(_sizes(people, everybody), order.min_size)
    if order.holdout or len(held.ids):
        reached = set(chosen(order.segments, people.names)) - small
        hold_out_all(people, everybody, held, order.holdout or 0, reached, number)
    return replace(people.guards, control=held.ids, small=small)


def hold_out_all(
    people: People,
    everybody: Everybody,
    held: ControlGroup,
    share: float = 0,
    reached: Collection[int] = (),
    since: int = 0,
) -> None:
    """Hold out all ids of those who are held out under one, and a share of each of the `reached` segments."""
    already = everybody.called(held.ids)
    if share:
        held.extend(partial(_within_reach, people, everybody, already, frozenset(reached)), share, since)
    else:
        more = _under_other_ids(people, everybody, already, held.ids)
        held.extend(lambda *_: (more, {}), 0, since)


def _under_other_ids(people: People, everybody: Everybody, held: NDArray[np.bool_], known: pl.Series) -> pl.DataFrame:
    """The rows of people who are held out, under ids that are not among the known ones."""
    frames, at = (
        [pl.DataFrame(schema={"id": pl.String, "segment": pl.Int32, "person": pl.Int64, "held": pl.Boolean})],
        0,
    )
    for batch in people.batches(["id", "segment"]):
        mine = pl.Series("held", held[at : at + batch.height])
        person = pl.Series("person", everybody.persons.numbers(at, at + batch.height))
        rows = batch.cast({"segment": pl.Int32}).with_columns(person, mine).filter(mine)
        frames.append(rows.filter(~pl.col("id").is_in(known.implode())))
        at += batch.height
    return pl.concat(frames, rechunk=True)


def _within_reach(
    people: People, everybody: Everybody, held: NDArray[np.bool_], reached: Collection[int], reach: float, seed: int
) -> tuple[pl.DataFrame, dict[int, int]]:
    """Those who are held, have several rows, or a low number; and how many others each reached segment has."""
    frames, others, at = [], Counter[int](), 0
    for batch in people.batches(["id", "segment"]):
        rows = batch.with_columns(
            person=pl.Series(everybody.persons.numbers(at, at + batch.height)),
            held=pl.Series(held[at : at + batch.height]),
            drawn_from=pl.col("segment").is_in(sorted(reached)),
        )
        at += batch.height
        alone = ~pl.col("held") & (pl.col("person") < everybody.persons.height) & pl.col("id").str.contains(r"\w")
        rows = rows.filter(~alone.fill_null(False) | pl.col("drawn_from"))
        if reach < 1:
            rows = rows.with_columns(far=alone.fill_null(False) & (draws(pl.col("id"), seed) > reach))
            others.update(dict(rows.filter("far").group_by("segment").len().iter_rows()))
            rows = rows.filter(~pl.col("far")).drop("far")
        frames.append(rows)
    return pl.concat(frames, rechunk=True), dict(others)


def _sizes(people: People, everybody: Everybody) -> dict[int, int]:
    """How many people are in each segment."""
    shared, of = everybody.persons.shared, everybody.persons.of
    segments = people.rows.select(pl.col("segment").cast(pl.Int32)).collect(engine="streaming")["segment"]
    mine = shared[: np.searchsorted(shared, everybody.rows)]
    sizes = Counter[int](dict(segments.value_counts().iter_rows()))
    several = pl.DataFrame({"segment": segments.gather(pl.Series(mine)), "person": of[: mine.size]})
    sizes.subtract(dict(several["segment"].value_counts().iter_rows()))
    sizes.update(dict(several.unique()["segment"].value_counts().iter_rows()))
    return dict(sizes)


def lists_of(orders: Iterable[CareOrder], folder: Path, id_column: str) -> tuple[SuppressionList, ...]:
    """All the lists that any of the orders names; their paths lead from `folder`."""
    return read_suppression([path for order in orders for path in order.suppress], folder, id_column)


def refuse_missed(tallies: Iterable[ListTally], orders: Iterable[CareOrder]) -> None:
    """Raise DataError for a list of which nothing matches anyone, unless an order that names it allows that.

    Such a list was most likely made for other data, and the people on it would be contacted. Empty lists are fine.
    """
    allowed = {path for order in orders if order.suppress_may_miss for path in order.suppress}
    for tally in tallies:
        if tally.missed and tally.path not in allowed:
            what = say_counted(
                "no entry of this suppression list matches anyone ({count:,} entry, tried as {tried})",
                "no entry of this suppression list matches anyone ({count:,} entries, tried as {tried})",
                tally.entries,
                tried=_TRIED,
            )
            fix = say(
                "name its column after the run's id column, or email, phone, sha256; if it is right "
                "that nobody on it is in the data, use --suppress-may-miss, or suppress_may_miss = "
                "true in the plan"
            )
            raise DataError(what, where=tally.path, fix=fix)


def refuse_care(orders: Iterable[tuple[str, CareOrder]]) -> list[Fault]:
    """Check, before hours of search, what would stop the orders at the end; raises UsageError for a missing key."""
    orders = list(orders)
    if any(order.pseudonym for _, order in orders):
        needed_key()
    wrong = [key for key, order in orders if order.eea_consent and not order.target().needs_eea_consent]
    what = say("is for {targets}", targets=listing(eea_targets()))
    return [Fault(f"{key}.eea_consent", what, say("name the column in consent")) for key in wrong]


def tallies_of(
    orders: Sequence[CareOrder], folder: Path, tables: Sequence[Beside], id_column: str
) -> tuple[ListTally, ...]:
    """How far the lists of a plan match the people of `tables`, under the region of each export; the best counts.

    Raises DataError as `refuse_missed` does, before hours of search.
    """
    lists = lists_of(orders, folder, id_column)
    if not lists:
        return ()
    groups = [group for table in tables if (group := table.group((), {})) is not None]
    every = [meet(groups, lists, (), region).tallies for region in dict.fromkeys(order.region for order in orders)]
    best = tuple(max(same, key=lambda tally: tally.matched) for same in zip(*every, strict=True))
    refuse_missed(best, orders)
    return best
