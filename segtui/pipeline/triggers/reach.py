"""Who of those for whom a condition holds may be reached, by the one gate, and who was already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from segtui.delivery.export.eligibility.consent_answers import ROW
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligible_people import EligiblePeople
from segtui.delivery.export.identity.match_keys import id_keys
from segtui.delivery.export.identity.persons import among
from segtui.delivery.export.run_people import People
from segtui.delivery.export.suppression.match import hashed
from segtui.delivery.push.member import Member
from segtui.delivery.trigger.once import is_due
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.trigger.trigger_ledger import Reached, TriggerLedger
from segtui.language.sentences import Sentence
from segtui.language.translation import to_translate
from segtui.libraries.columns import col, cols

ALREADY = to_translate("already triggered")
FORGOTTEN = to_translate("forgotten")
SAME = to_translate("the same person under another id")


@dataclass(frozen=True)
class TriggerChoice:
    """`due` (n): id, shown (what is sent as the id), segment, segment_name, the sent columns of the data as text,
    null where they may not leave; and `before` (n), how often each was reached. `back`: id, reason, detail. `members`
    (n) are the same as a list takes them, where they are put on one; `words` are reasons as sentences, where made of
    parts."""

    due: pl.DataFrame
    before: list[int]
    back: pl.DataFrame
    members: Sequence[Member] = ()
    words: Mapping[str, Sentence] = field(default_factory=dict)


def sort_people(
    order: TriggerOrder,
    people: People,
    everybody: Everybody,
    ids: pl.Series,
    ledger: TriggerLedger,
    now: dt.datetime,
    more: Iterable[pl.Series] = (),
) -> TriggerChoice:
    """Sort the people with these ids, in their order in `people`; of one person with several ids the first is due.

    `more` are ids of rows beside theirs, under which they may have been reached.
    """
    judged = _judged(order, people, everybody, ids)
    reached = _reached(people, everybody, ledger, more)
    due, before, back, met = [], [], [], set[int]()
    for row, (id, person, reason, detail) in enumerate(judged.select("id", "person", "reason", "detail").iter_rows()):
        known = reached.get(person)
        if reason is not None:
            back.append((id, reason, detail))
        elif known and known.forgotten:
            back.append((id, FORGOTTEN, None))
        elif known and not is_due(known.last, now, order.trigger.once):
            back.append((id, ALREADY, f"{known.last:%Y-%m-%d %H:%M} UTC"))
        elif person in met:
            back.append((id, SAME, None))
        else:
            met.add(person)
            due.append(row)
            before.append(known.count if known else 0)
    schema = {"id": pl.String, "reason": pl.String, "detail": pl.String}
    return TriggerChoice(
        judged[due].drop("person", "reason", "detail"), before, pl.DataFrame(back, schema=schema, orient="row")
    )


def _judged(order: TriggerOrder, people: People, everybody: Everybody, ids: pl.Series) -> pl.DataFrame:
    """A row for each of the ids: its person's number, why it may not be reached, and what is sent of it."""
    eligible, sent = EligiblePeople(order, people, everybody), list(order.attributes)
    schema = {"id": pl.String, "person": pl.Int64, "segment": pl.Int32, "segment_name": pl.String, "shown": pl.String}
    schema |= {"reason": pl.String, "detail": pl.String, **dict.fromkeys(sent, pl.String)}
    found = [pl.DataFrame(schema=schema)]
    for rows in eligible.batches():
        batch, sorted = rows.batch, rows.sorted
        at = batch[ROW].to_numpy()
        first = int(at[0]) if len(at) else 0
        numbers = everybody.persons.numbers(first, int(at[-1]) + 1)[at - first] if len(at) else at
        mine = batch.select("id", "segment", "segment_name").with_columns(pl.Series("person", numbers, dtype=pl.Int64))
        mine = mine.filter(pl.col("id").is_in(ids.implode())).unique("id", keep="first", maintain_order=True)
        kept = sorted.kept.select(
            sorted.ids_of(sorted.kept["id"]).alias("id"), pl.col("id").alias("shown"), cols(sent).cast(pl.String)
        ).unique("id", keep="first", maintain_order=True)
        out = sorted.out.select(sorted.ids_of(sorted.out["id"]).alias("id"), "reason", "detail")
        out = out.unique("id", keep="first", maintain_order=True)
        joined = mine.join(kept, on="id", how="left", maintain_order="left")
        found.append(joined.join(out, on="id", how="left", maintain_order="left").select(*map(col, schema)))
    judged = pl.concat(found).unique("id", keep="first", maintain_order=True)
    lost = pl.col("shown").is_null() & pl.col("reason").is_null()  # a gate that says nothing of somebody keeps them
    return judged.with_columns(pl.when(lost).then(pl.lit("no id")).otherwise("reason").alias("reason"))


def _reached(
    people: People, everybody: Everybody, ledger: TriggerLedger, more: Iterable[pl.Series]
) -> dict[int, Reached]:
    """Who was reached before, by the number of the person, under whichever of their ids, also one of `more`."""
    if not ledger.reached:
        return {}
    texts: dict[str, Reached] = {}
    for ids in (*(batch["id"] for batch in people.batches(["id"])), *more):
        for id in ids.cast(pl.String).drop_nulls().to_list():
            if known := ledger.reached.get(ledger.hashed(id)):
                texts[id] = known
    by_key: dict[int, Reached] = {}
    for key, known in zip(
        hashed(id_keys(pl.Series(list(texts), dtype=pl.String))).tolist(), texts.values(), strict=True
    ):
        by_key[key] = known.and_also(by_key.get(key))
    keys, numbers = np.sort(np.array(list(by_key), dtype=np.uint64)), everybody.persons.numbers()
    pairs = {
        (int(numbers[row]), int(key))
        for part in everybody.ids
        if (which := among(part.keys, keys)).any()
        for row, key in zip(part.numbered(which).tolist(), part.keys[which].tolist(), strict=True)
    }
    found: dict[int, Reached] = {}
    for person, key in pairs:
        found[person] = by_key[key].and_also(found.get(person))
    return found
