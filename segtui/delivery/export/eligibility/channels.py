"""Which cells of a row may be exported by the consent of its person, by channel, and who may not be exported at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.consent_answers import answers, is_no
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.exclusions import nothing, why
from segtui.delivery.export.identity.contacts import Contacts
from segtui.language.translation import to_translate
from segtui.libraries.columns import col, cols

REACHES: dict[str, tuple[str, ...]] = {
    "email": ("email",),
    "phone": ("phone",),
    "post": ("city", "zip", "state"),
    "ads": ("madid",),
}
"""The parts of a person by which a channel reaches them."""


class Channels:
    """Judges a batch by its consent columns.

    With one column, its yes lets the row through. With a column for each channel, a cell by which a channel reaches
    the person (any e-mail, any phone, its advertising id) leaves by that channel's own yes only, never where the
    channel has no column; a row leaves if any of the channels that the file carries says yes, and where it carries
    none, if all do. An id that is an address leaves by the yes of its channel. In a file for advertising, `ads` alone
    decides if it is named. Answers are those of the person; see `answers`.
    """

    def __init__(
        self,
        export: CareOrder,
        holds: Mapping[str, str],
        leaves: Collection[str],
        contacts: Contacts,
        everybody: Everybody,
        *,
        advertising: bool,
        ids_leave: bool,
    ) -> None:
        self.misread: Counter[str] = Counter()
        """Cells that were neither a yes nor a no nor empty, by their text."""
        self.withheld: Counter[str] = Counter()
        """Cells emptied in rows that leave, by channel."""
        self._everybody = everybody
        named = export.channels()
        self._one = export.consent if isinstance(export.consent, str) else None
        if advertising and "ads" in named:
            self._one, named = named["ads"], {}
        self._named = named
        also = {"email": contacts.emails, "phone": contacts.phones}
        self._cells = {}
        for channel, parts in REACHES.items():
            columns = dict.fromkeys([*(holds[part] for part in parts if part in holds), *also.get(channel, ())])
            self._cells[channel] = [name for name in columns if name in leaves and name != "id"]
        self._ids = [channel for channel, columns in also.items() if named and ids_leave and "id" in columns]

    def judge(self, batch: pl.DataFrame) -> pl.Series:
        """Why each row may not be exported: "refused" is an explicit no, "no consent" anything else that is not a
        yes."""
        if self._one:
            return self._told(batch, {self._one: self._answer(batch, self._one)}, whole=True)
        given = {column: self._answer(batch, column) for column in dict.fromkeys(self._named.values())}
        carried = {channel for channel in self._named if self._cells[channel]}
        deciding = {self._named[c]: given[self._named[c]] for c in sorted(carried or self._named)}
        told = self._told(batch, deciding, whole=not carried)
        for channel in self._ids:
            column = self._named.get(channel)
            mine = self._told(batch, {column: given[column]}, whole=True) if column else _without_a_word(batch.height)
            told = pl.DataFrame({"a": told, "b": mine}).select(pl.coalesce("a", "b")).to_series()
        return told

    def refused(self, batch: pl.DataFrame, channel: str) -> pl.Series:
        """Who says no to a channel with a column of its own."""
        if column := self._named.get(channel):
            return is_no(self._answer(batch, column))
        return pl.repeat(False, batch.height, dtype=pl.Boolean, eager=True)

    def without_refused(self, kept: pl.DataFrame) -> pl.DataFrame:
        """The rows to export, without the cells whose channel has no yes."""
        for channel, cells in self._cells.items() if self._named else ():
            if not cells or (channel == "post" and channel not in self._named):
                continue
            column = self._named.get(channel)
            yes = pl.repeat(False, kept.height, dtype=pl.Boolean, eager=True)
            yes = self._answer(kept, column) == "yes" if column else yes
            there = kept.select(pl.any_horizontal(cols(cells).is_not_null())).to_series()
            self.withheld[channel] += int((there & ~yes).sum())
            kept = kept.with_columns(pl.when(yes).then(col(name)).alias(name) for name in cells)
        return kept

    def _answer(self, batch: pl.DataFrame, column: str) -> pl.Series:
        return answers(batch, column, self._everybody)

    def _told(self, batch: pl.DataFrame, given: Mapping[str, pl.Series], *, whole: bool) -> pl.Series:
        for column, answer in given.items():
            unclear = batch[column].cast(pl.String).filter(answer == "unclear")
            self.misread.update(unclear.to_list())
        if not given:
            return nothing(batch.height)
        frame = pl.DataFrame({column: answer for column, answer in given.items()})
        yes = [col(column) == "yes" for column in given]
        no = [pl.Series(column, is_no(answer)) for column, answer in given.items()]
        may = pl.all_horizontal(yes) if whole else pl.any_horizontal(yes)
        refused = pl.any_horizontal(no) if whole else pl.all_horizontal(no)
        reason = pl.when(refused).then(pl.lit(to_translate("refused"))).otherwise(pl.lit(to_translate("no consent")))
        words = pl.concat_str([pl.lit(f"{column}: ") + col(column) for column in given], separator=", ")
        return frame.select(why(~may, reason, words)).to_series()


def _without_a_word(rows: int) -> pl.Series:
    """An objection to this many rows: the id is an address, and no column records consent to its channel."""
    said = why(pl.repeat(True, rows, dtype=pl.Boolean), "no consent", pl.lit("the id is an address"))
    return pl.select(said).to_series()
