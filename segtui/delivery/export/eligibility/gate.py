"""The one gate that every row of every export passes before anything is made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.channels import Channels
from segtui.delivery.export.eligibility.consent_answers import ROW
from segtui.delivery.export.eligibility.eea import Eea
from segtui.delivery.export.eligibility.everybody import LISTED, Everybody
from segtui.delivery.export.eligibility.exclusions import Exclusions, why
from segtui.delivery.export.eligibility.mentions import Mentions
from segtui.delivery.export.identity.contacts import Contacts
from segtui.delivery.export.identity.pseudonyms import needed_key, pseudonyms
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.language.sentences import row_of, say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.columns import col

OUT = {"id": pl.String, "reason": pl.String, "detail": pl.String}
"""The columns of the rows that a gate holds back."""
_REMOVED = ("suppressed", "refused")


@dataclass(frozen=True)
class SortedRows:
    """A sorted batch: the rows that may be exported, and for each of the others its `id`, `reason` and `detail`.

    The first of these reasons counts: suppressed, refused, no consent, no consent in the EEA, control group, no id,
    small segment. `parts` are the exported rows by the file that they belong to: one nameless part, or `consented` and
    `others`. `removed` are the whole rows of those who must also be taken off the platform's list. With pseudonyms,
    every frame has these instead of ids, and `ids` has the id of each. `reasons` has a reason, or null, for each row.
    """

    kept: pl.DataFrame
    out: pl.DataFrame
    parts: dict[str, pl.DataFrame]
    removed: pl.DataFrame
    ids: dict[str, str]
    reasons: pl.Series

    def ids_of(self, named: pl.Series) -> pl.Series:
        """The ids behind the `id` column of rows made of these."""
        return named.replace_strict(self.ids, return_dtype=pl.String) if self.ids else named


class EligibilityGate:
    """Built once for an export, from its settings, from which column holds which part of a person, and from `guards`.

    `holds` maps parts, such as "email", to the data's columns; `leaves` names the columns to be written, and no other
    passes (except the country, by which phone numbers are read); without `leaves` all do. `everybody` knows the people
    of all rows. Raises UsageError for a target without `eea_consent`.
    """

    def __init__(
        self,
        order: CareOrder,
        holds: Mapping[str, str],
        leaves: Collection[str] | None,
        guards: Exclusions,
        everybody: Everybody,
        contacts: Contacts = Contacts(),  # noqa: B008 - frozen
    ) -> None:
        self.order = order
        self.holds = dict(holds)
        self._leaves = None if leaves is None else frozenset(leaves)
        self._guards, self._everybody = guards, everybody
        target = order.target()
        carried = frozenset(holds.values()) if leaves is None else frozenset(leaves)
        self._channels = Channels(
            order,
            holds,
            carried,
            contacts,
            everybody,
            advertising=target.advertising,
            ids_leave=not order.pseudonym and (target.plain or "id" in carried),
        )
        self._held = everybody.called(guards.control)
        mentioning = [name for name in contacts.mentioning if name in carried]
        calling = [name for name in mentioning if name not in contacts.phones]
        where = {"country": holds.get("country"), "region": order.region}
        self._mentions = Mentions(everybody, self._held, mentioning, calling=calling, **where)
        self._eea = Eea(order, holds, everybody)
        self._key = needed_key() if order.pseudonym else None
        self._opting_out = {out.holds for out in target.optouts}
        self.parts = self._eea.parts
        """The names of the parts that every `SortedRows` has."""

    def sort(self, batch: pl.DataFrame) -> SortedRows:
        """Sort a batch with the columns id, segment, segment_name, ROW and those of the data."""
        reasons = pl.DataFrame(
            [batch["id"].cast(pl.String), *(rule.alias(f"why {i}") for i, rule in enumerate(self._rules(batch)))]
        )
        whys = pl.coalesce(name for name in reasons.columns if name.startswith("why")).alias("why")
        judged = reasons.select("id", whys).unnest("why")
        back = judged["reason"].is_not_null()
        leaving = batch.filter(~back)
        kept = self._channels.without_refused(leaving).select(self._passing(batch.columns))
        kept = self._mentions.without(kept)
        parts = {part: kept.filter(mine) for part, mine in self._eea.parts_of(leaving).items()}
        removed = judged["reason"].is_in(_REMOVED).fill_null(False)
        for channel in ("email", "phone"):
            if channel in self._opting_out:
                removed |= self._channels.refused(batch, channel)
        return self._named(
            SortedRows(kept, judged.filter(back), parts, batch.filter(removed), {}, judged["reason"]), batch["id"]
        )

    def _named(self, sorted: SortedRows, ids: pl.Series) -> SortedRows:
        """The same with pseudonyms instead of ids, if requested."""
        if self._key is None:
            return sorted
        texts = ids.cast(pl.String).unique(maintain_order=True)
        names = dict(zip(texts.to_list(), pseudonyms(texts, self._key).to_list(), strict=True))

        def hide(frame: pl.DataFrame) -> pl.DataFrame:
            known = [n for n in dict.fromkeys(("id", self._guards.id_column)) if n in frame.columns]
            return frame.with_columns(
                col(n).cast(pl.String).replace_strict(names, default=None, return_dtype=pl.String) for n in known
            )

        parts = {part: hide(frame) for part, frame in sorted.parts.items()}
        back = {name: id for id, name in names.items()}
        return SortedRows(hide(sorted.kept), hide(sorted.out), parts, hide(sorted.removed), back, sorted.reasons)

    def notes(self) -> list[str]:
        """What people should know about the batches so far."""
        withheld = {channel: count for channel, count in self._channels.withheld.items() if count}
        told = to_translate("{count:,} × {channel} left empty: no consent")
        lines: list[str] = [say(told, count=n, channel=say(channel)) for channel, n in sorted(withheld.items())]
        if mentioned := self._mentions.count:
            lines.append(
                say_counted(
                    "{count:,} cell left empty: it mentions someone who must not be contacted",
                    "{count:,} cells left empty: they mention someone who must not be contacted",
                    mentioned,
                )
            )
        if misread := self._channels.misread:
            words = [say('"{word}" ({count:,})', word=word, count=count) for word, count in misread.most_common(5)]
            lines.append(
                say_counted(
                    "{count:,} answer was neither yes nor no and counts as no consent: {words}",
                    "{count:,} answers were neither yes nor no and count as no consent: {words}",
                    misread.total(),
                    words=row_of(words),
                )
            )
        return lines

    def warnings(self) -> list[str]:
        """What must be said prominently."""
        if self.order.consent is None:
            return [say("NO CONSENT COLUMN: consent was not checked (no_consent_column)")]
        return []

    def _passing(self, columns: list[str]) -> list[str]:
        if self._leaves is None:
            return [n for n in columns if n != ROW]
        return [n for n in columns if n in SEGMENT_COLUMNS or n in self._leaves or n == self.holds.get("country")]

    def _rules(self, batch: pl.DataFrame) -> list[pl.Series]:
        """Why each row may not be exported, by each rule, the first rule first."""
        frame = pl.DataFrame(
            {
                "id": batch["id"].cast(pl.String).str.strip_chars(),
                "segment": batch["segment"],
                "by": self._listed(batch),
                "held": self._held[batch[ROW].to_numpy()],
            }
        )
        small = pl.col("segment").is_in(sorted(self._guards.small))
        fewer = pl.lit(f"fewer than {self.order.min_size:,} people")
        return [
            frame.select(why(pl.col("by").is_not_null(), to_translate("suppressed"), pl.col("by"))).to_series(),
            self._channels.judge(batch),
            self._eea.judge(batch),
            frame.select(why(pl.col("held"), to_translate("control group"))).to_series(),
            frame.select(why(pl.col("id").fill_null("") == "", to_translate("no id"))).to_series(),
            frame.select(why(small, to_translate("small segment"), fewer)).to_series(),
        ]

    def _listed(self, batch: pl.DataFrame) -> pl.Series:
        """What each row's person is on a suppression list by; null if they are on none."""
        rows, known = batch[ROW].to_numpy(), self._everybody
        here = {kind: pl.Series(kind, known.listed(kind, rows, here=True)) for kind in LISTED}
        there = {f"{kind} in another row": pl.Series(known.listed(kind, rows)) for kind in LISTED}
        frame = pl.DataFrame({**here, **there}, schema=dict.fromkeys((*here, *there), pl.Boolean))
        return frame.select(pl.coalesce(pl.when(name).then(pl.lit(name)) for name in frame.columns)).to_series()
