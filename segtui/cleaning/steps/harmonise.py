"""Gives values that mean the same one spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, get_args

import polars as pl
from pydantic import Field

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.fitted.harmonise import FittedHarmonise
from segtui.cleaning.select_columns import choose, is_text
from segtui.cleaning.spelling_keys import Method
from segtui.cleaning.spellings import Spellings, learn_spellings
from segtui.cleaning.step import Columns, Step, StepResult, Way
from segtui.language.sentences import listing, row_of, say, say_counted, with_counts
from segtui.language.wording import quoted

_MOST_DISTINCT = 0.5
_TOLD = 20
_NAMED = 5
_RAREST = 5
"""Spellings of fewer cells than this that replaced nothing are not kept for later rows: they may tell of a person."""

Spelling = Annotated[str, Field(min_length=1)]


class Harmonise(Step):
    """Give values that mean the same one spelling, the most frequent."""

    leaves_id: ClassVar[bool] = True
    deals_with: ClassVar[tuple[str, ...]] = ("spellings", "typos")

    step: Literal["harmonise"] = "harmonise"
    columns: Columns
    """The text columns, as names or globs; "*" is every text column in which values recur, except the id."""
    method: Method = "fingerprint"
    """Which values mean the same: fingerprint if they have the same words, ngram the same pairs of letters, both
    ignoring case, accents, punctuation and order; nearest if at most `edits` letters differ."""
    edits: Annotated[int, Field(ge=1, le=5)] = 1
    """The number of letters that may differ for `nearest`, at most one in five; digits never differ."""
    values: Annotated[dict[str, Spelling], Field(min_length=1)] | None = None
    """Old value = new value, even if the old one is more frequent; other spellings of the new value become it too. A
    value that becomes itself is left alone: {"Lion" = "Lion"}."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Replace rarer spellings; extra blanks go too, and empty cells stay empty."""
        names = self._chosen(frame, id)
        after = frame.with_columns(self._learned(frame.get_column(c)).apply(frame.get_column(c)) for c in names)
        notes = [n for c in names for n in _told(frame.get_column(c), after.get_column(c))]
        return StepResult(after, tuple(names), cells_changed(frame, after, names), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same step with the spellings that won in each column."""
        names = self._chosen(before, id)
        known = {c: dict(self._learned(before.get_column(c), rarest=_RAREST).winners) for c in names}
        if not names:
            return ()
        made = FittedHarmonise(
            columns=tuple(names), method=self.method, edits=self.edits, values=self.values or {}, winners=known
        )
        return (made,)

    def ways(self, before: pl.DataFrame, *, id: str) -> tuple[Way, ...]:
        """Each method, with the texts and the cells that it replaces."""
        columns = [before.get_column(name) for name in self._chosen(before, id)]
        return tuple(self._way(method, columns) for method in get_args(Method))

    def _way(self, method: Method, columns: Sequence[pl.Series]) -> Way:
        step = self.model_copy(update={"method": method})
        changed = [_replaced(column, step._learned(column).apply(column)) for column in columns]
        cells = sum(int(found["n"].sum()) for found in changed)
        return Way({"method": method}, sum(found.height for found in changed), cells)

    @classmethod
    def remedy(
        cls, alert: Mapping[str, Any], column: Mapping[str, Any], name: str
    ) -> tuple[str, dict[str, Any]] | None:
        """One spelling for each value; of misspelled ones that of the frequent value a letter away."""
        count = alert["count"]
        if alert["code"] == "typos":
            said = say_counted(
                "correct {count:,} cell to the frequent value a letter away",
                "correct {count:,} cells to the frequent value a letter away",
                count,
            )
            return said, {"columns": [name], "method": "nearest"}
        said = say_counted(
            "use the most frequent spelling of each value, in {count:,} cell",
            "use the most frequent spelling of each value, in {count:,} cells",
            count,
        )
        return said, {"columns": [name]}

    def _chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        return choose(self.columns, frame, is_text, "text", id=id, common=_recurs)

    def _learned(self, column: pl.Series, rarest: int = 1) -> Spellings:
        return learn_spellings(column, self.method, self.edits, self.values or {}, rarest=rarest)


def _recurs(column: pl.Series) -> bool:
    filled = column.drop_nulls()
    return is_text(column) and filled.n_unique() <= _MOST_DISTINCT * filled.len()


def _replaced(before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """A row for each text that became another: old, new, and n, the cells."""
    cells = pl.DataFrame({"old": before, "new": after})
    return cells.filter(pl.col("old") != pl.col("new")).group_by("old", "new").len("n")


def _told(before: pl.Series, after: pl.Series) -> list[str]:
    """How many cells took another spelling, and from which to which, the most frequent first."""
    changed = _replaced(before, after)
    merged = changed.sort("n", "old", descending=[True, False]).group_by("new", maintain_order=True).agg("old", "n")
    merged = merged.sort(pl.col("n").list.sum(), "new", descending=[True, False])
    if not merged.height:
        return [say("each value of {column} has one spelling", column=before.name)]
    whole = say_counted(
        "{count:,} cell of {column} took another spelling",
        "{count:,} cells of {column} took another spelling",
        int(changed["n"].sum()),
        column=before.name,
    )
    parts = [
        say("{new} for {old}", new=quoted(new), old=_named(old, n)) for new, old, n in merged.head(_TOLD).iter_rows()
    ]
    rest = merged.height - len(parts)
    if rest:
        parts.append(say_counted("{count:,} more value", "{count:,} more values", rest))
    return [say("{cells}: {values}", cells=whole, values=row_of(parts))]


def _named(old: list[str], counts: list[int]) -> str:
    shown = [with_counts([(quoted(text), n)]) for text, n in zip(old[:_NAMED], counts[:_NAMED], strict=True)]
    return listing(shown, _NAMED, len(old))
