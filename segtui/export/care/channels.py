"""Which cells of a row may leave by the consent of its person, channel by channel, and who may not leave at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from segtui.export.care.asked import Care
from segtui.export.care.consent import said
from segtui.export.care.why import nothing, why

REACHES: dict[str, tuple[str, ...]] = {
    "email": ("email",),
    "phone": ("phone",),
    "post": ("city", "zip", "state"),
    "ads": ("madid",),
}
"""The parts of a person by which a channel reaches them."""


class Channels:
    """Judges a batch by its columns of consent.

    With one column, its yes lets the row leave. With a column for each channel, a cell by which a channel reaches
    the person (its e-mail, its phone, its advertising id) leaves by that channel's own yes only, never where the
    channel has no column; a row leaves if any of the channels that the file carries says yes, and where it carries
    none, if all do. In a file for advertising, `ads` decides alone where it is named.
    """

    def __init__(self, care: Care, holds: Mapping[str, str], leaves: Collection[str], *, advertising: bool) -> None:
        self.misread: Counter[str] = Counter()
        """Cells that were neither a yes nor a no nor empty, by what they say."""
        self.withheld: Counter[str] = Counter()
        """Cells emptied in rows that leave, by channel."""
        named = care.channels()
        self._one = care.consent if isinstance(care.consent, str) else None
        if advertising and "ads" in named:
            self._one, named = named["ads"], {}
        self._named = named
        self._cells = {
            channel: [holds[part] for part in parts if holds.get(part) in leaves] for channel, parts in REACHES.items()
        }

    def judge(self, batch: pl.DataFrame) -> pl.Series:
        """Why each row may not leave: "refused" is a spoken no, "no consent" all else that is no yes."""
        if self._one:
            return self._told(batch, {self._one: said(batch[self._one])}, whole=True)
        answers = {column: said(batch[column]) for column in dict.fromkeys(self._named.values())}
        carried = {channel for channel in self._named if self._cells[channel]}
        deciding = {self._named[c]: answers[self._named[c]] for c in sorted(carried or self._named)}
        return self._told(batch, deciding, whole=not carried)

    def refused(self, batch: pl.DataFrame, channel: str) -> pl.Series:
        """Who says no to a channel that has a column of its own."""
        if column := self._named.get(channel):
            return said(batch[column]) == "no"
        return pl.repeat(False, batch.height, dtype=pl.Boolean, eager=True)

    def without_refused(self, kept: pl.DataFrame) -> pl.DataFrame:
        """Rows that leave, without the cells whose channel has no yes."""
        for channel, cells in self._cells.items() if self._named else ():
            if not cells or (channel == "post" and channel not in self._named):
                continue
            column = self._named.get(channel)
            yes = said(kept[column]) == "yes" if column else pl.repeat(False, kept.height, dtype=pl.Boolean, eager=True)
            there = kept.select(pl.any_horizontal(pl.col(cells).is_not_null())).to_series()
            self.withheld[channel] += int((there & ~yes).sum())
            kept = kept.with_columns(pl.when(yes).then(pl.col(name)).alias(name) for name in cells)
        return kept

    def _told(self, batch: pl.DataFrame, answers: Mapping[str, pl.Series], *, whole: bool) -> pl.Series:
        for column, answer in answers.items():
            unclear = batch[column].cast(pl.String).filter(answer == "unclear")
            self.misread.update(unclear.to_list())
        if not answers:
            return nothing(batch.height)
        frame = pl.DataFrame({column: answer for column, answer in answers.items()})
        yes = [pl.col(column) == "yes" for column in answers]
        no = [pl.col(column) == "no" for column in answers]
        may = pl.all_horizontal(yes) if whole else pl.any_horizontal(yes)
        refused = pl.any_horizontal(no) if whole else pl.all_horizontal(no)
        reason = pl.when(refused).then(pl.lit("refused")).otherwise(pl.lit("no consent"))
        words = pl.concat_str([pl.lit(f"{column}: ") + pl.col(column) for column in answers], separator=", ")
        return frame.select(why(~may, reason, words)).to_series()
