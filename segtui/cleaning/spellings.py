"""Values that mean the same: which spelling of each wins, and what another text becomes by that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from segtui.cleaning.spelling_keys import Method, keys, trimmed
from segtui.profiling.near_texts import NearTexts


@dataclass(frozen=True)
class Spellings:
    """The spelling that stands for each key, and what single texts become whatever their key.

    With the method "nearest", a key that is not among `winners` takes the one at most `edits` letters away.
    """

    method: Method
    edits: int
    winners: Mapping[str, str]
    values: Mapping[str, str]

    def apply(self, column: pl.Series) -> pl.Series:
        """The column with every text as the spelling that won, else without extra blanks; blank cells stay."""
        texts = column.drop_nulls().unique(maintain_order=True)
        bare = trimmed(texts)
        near = NearTexts(self.edits)
        for key in self.winners if self.method == "nearest" else ():
            near.add(key)
        made = [
            self.values.get(text) or self._winner(key, near) or text or old
            for old, text, key in zip(texts, bare, keys(bare, self.method), strict=True)
        ]
        return column.replace_strict(texts, pl.Series(made, dtype=pl.String), default=None, return_dtype=pl.String)

    def _winner(self, key: str, near: NearTexts) -> str | None:
        if not key or key in self.winners or self.method != "nearest":
            return self.winners.get(key)
        found = near.nearest(key)
        return None if found is None else self.winners[found]


def learn_spellings(
    column: pl.Series, method: Method, edits: int, values: Mapping[str, str], *, rarest: int = 1
) -> Spellings:
    """The spellings of a column of text: the most frequent wins, of equally frequent ones the first by Unicode.

    What a text becomes by `values` wins before all. Spellings that only one text has are left out if fewer than
    `rarest` cells hold it: they change no cell of the column.
    """
    decided = {old: new for old, new in values.items() if old != new}
    counts = trimmed(column.drop_nulls()).alias("text").value_counts(name="n")
    counts = counts.filter(~pl.col("text").is_in(list(values))).with_columns(rank=1)
    named = pl.DataFrame({"text": sorted(set(decided.values()))}, schema={"text": pl.String})
    counts = pl.concat([counts, named.with_columns(n=pl.lit(0, dtype=counts.schema["n"]), rank=0)])
    counts = counts.with_columns(key=keys(counts.get_column("text"), method)).filter(pl.col("key") != "")
    counts = counts.sort("rank", "n", "text", descending=[False, True, False])
    groups = counts.group_by("key", maintain_order=True).agg(
        pl.first("text"), pl.sum("n"), pl.first("rank"), several=pl.col("text").n_unique() > 1
    )
    groups = groups.sort("rank", "n", "text", descending=[False, True, False])
    kept: dict[str, str] = {}
    merged, near = set(), NearTexts(edits)
    rare = set(groups.filter((pl.col("n") < rarest) & (pl.col("rank") > 0) & ~pl.col("several")).get_column("key"))
    for key, text in groups.select("key", "text").iter_rows():
        if method == "nearest" and near.nearest(key) is not None:
            merged.add(key)
            continue
        kept[key] = text
        near.add(key)
    taking = {near.nearest(key) for key in merged}
    winners = {key: text for key, text in kept.items() if key not in rare or key in taking}
    return Spellings(method, edits, winners, dict(values))
