"""Single people as a list takes them, whichever segments they are in: the gate of its push, for those who are named."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligible_people import EligiblePeople
from segtui.delivery.export.run_people import People
from segtui.delivery.push.audience import KIND, WHO, audience_names, consenting, member_of, member_rows
from segtui.delivery.push.config import Push
from segtui.delivery.push.member import Member
from segtui.language.sentences import Sentence


@dataclass
class ListedPeople:
    """`members` are those who may be put on the list, by id; `back` says of the others the reason and a detail.

    `words` are the reasons as sentences, where they are made of parts.
    """

    members: dict[str, Member] = field(default_factory=dict)
    back: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    words: dict[str, Sentence] = field(default_factory=dict)


def listed_people(order: Push, people: People, everybody: Everybody, ids: pl.Series) -> ListedPeople:
    """The people with these ids as members of the list of an order, in whichever of the segments they are.

    Raises PlanError with keys relative to the push.
    """
    anywhere = order.model_copy(update={"segments": tuple(people.names)})
    eligible, platform = EligiblePeople(anywhere, people, everybody), order.platform()
    names, found = audience_names(order, people.names), ListedPeople()
    for batch in eligible.batches(ids=ids):
        outs = [batch.sorted.out, *(made.out for made in batch.made.values())]
        for out in outs:
            mine = out.with_columns(batch.sorted.ids_of(out["id"]).alias("id"))
            for id, reason, detail in mine.select("id", "reason", "detail").iter_rows():
                found.back.setdefault(id, (reason, detail))
        for part, made in batch.made.items():
            rows = consenting(member_rows(made.rows, eligible, platform, names), part, platform)
            fields = [name for name in rows.columns if name not in (WHO, KIND)]
            mine_ids = batch.sorted.ids_of(made.rows["id"]).to_list()
            for id, row in zip(mine_ids, rows.iter_rows(named=True), strict=True):
                if row[WHO] is not None:
                    found.members.setdefault(id, member_of(row, fields))
    found.back = {id: why for id, why in found.back.items() if id not in found.members}
    found.words = {str(reason): reason for reason in eligible.builder.reasons()}
    return found
