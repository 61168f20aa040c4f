"""What people write, as a few numbers that can be clustered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from segtui.declare import Seed
from segtui.errors import DataError, Fault, PlanError
from segtui.features.exhibit import Exhibit
from segtui.features.maker import Derived, MakerNote
from segtui.features.makers.expression import new_name
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.recognition.prose import prose_column
from segtui.features.row_features.text_components import LENGTH, TextComponents, loading_words, telling
from segtui.features.row_maker import RowMaker
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.language.wording import type_word
from segtui.libraries.columns import col
from segtui.profiling.column_values import kind_of


class TextFeatures(RowMaker):
    """What people write as a few numbers: components of the runs of three to five characters in a column of text.

    Adds NAME_1, NAME_2 and so on: truncated singular value decomposition of TF-IDF, which knows no language. Texts that
    say similar things have similar numbers; the report has the words of each component. A row without text has 0 in
    all of them. Only the first 2,000 characters of a text count, and what is in fewer than five texts does not.
    """

    kind: Literal["text"]
    """Components of text."""
    column: Annotated[str, Field(min_length=1)]
    """The column of text."""
    components: Annotated[int, Field(ge=1, le=100)] = 20
    """The number of components, each a column."""
    name: Annotated[str, AfterValidator(new_name)] | None = None
    """What the new columns are called, before their number; default: like the column of text."""
    seed: Seed | None = None
    """The seed of the vector that the decomposition starts from, which hardly matters; default: the plan's."""

    def output_columns(self) -> tuple[str, ...]:
        """A column for each component."""
        return tuple(f"{self.name or self.column}_{i}" for i in range(1, self.components + 1))

    @classmethod
    def proposed(cls, frame: pl.DataFrame, id: str) -> ProposedMaker | None:
        """For customers with a column of sentences."""
        column = prose_column(frame)
        if column is None:
            return None
        made = cls(kind="text", column=column, components=10)
        return ProposedMaker(made, f"{column} is what people write; this makes ten numbers of it")

    def columns_read(self) -> Mapping[str, Sequence[str]]:
        """The column of text."""
        return {"column": (self.column,)}

    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """The components of each row's text, learned from the same texts."""
        texts = self._texts(frame, key)
        written = texts.filter(texts.is_not_null())
        try:
            learned = TextComponents.fit(written, self.components, self.seed or 0)
        except DataError as error:
            raise DataError(
                say('the texts of "{column}": {what}', column=self.column, what=error.what), where=key, fix=error.fix
            ) from None
        scores = learned.scores(texts)
        notes = []
        if without := texts.null_count():
            told = say_counted(
                "{count:,} of {rows:,} rows has no {column}: every component is 0 there.",
                "{count:,} of {rows:,} rows have no {column}: every component is 0 there.",
                without,
                rows=frame.height,
                column=self.column,
            )
            notes.append(MakerNote(told))
        words = loading_words(written, scores[texts.is_not_null().to_numpy()])
        return Derived(
            self._named(scores),
            "",
            tuple(notes),
            learned=learned.facts(),
            exhibits=(_exhibit(self.output_columns(), words),),
            ends={
                name: (telling(high), telling(low))
                for name, (high, low) in zip(self.output_columns(), words, strict=True)
            },
            carried_out=self,
        )

    def transform(self, frame: pl.DataFrame, learned: Mapping[str, Any], key: str) -> Derived:
        """The same components of later texts."""
        scores = TextComponents.of_facts(learned).scores(self._texts(frame, key))
        return Derived(self._named(scores), "", carried_out=self)

    def _texts(self, frame: pl.DataFrame, key: str) -> pl.Series:
        """Each row's text, null where nothing is written; PlanError for a column that is not text."""
        dtype = frame.schema[self.column]
        if dtype not in (pl.String, pl.Null):
            kind = "numbers" if dtype.is_numeric() else kind_of(dtype)
            fix = say("choose a column of text; categories of a few words are clustered by [features] categorical")
            raise PlanError(
                [Fault(f"{key}.column", say('"{column}" holds {kind}', column=self.column, kind=type_word(kind)), fix)]
            )
        text = col(self.column).cast(pl.String).str.slice(0, LENGTH).str.replace_all(r"\s+", " ").str.strip_chars()
        return frame.select(text=pl.when(text != "").then(text)).to_series()

    def _named(self, scores: NDArray[np.float64]) -> pl.DataFrame:
        return pl.DataFrame([pl.Series(name, scores[:, i]) for i, name in enumerate(self.output_columns())])


def _exhibit(names: Sequence[str], words: Sequence[tuple[list[str], list[str]]]) -> Exhibit:
    """The words of each component."""
    high, low = ([", ".join(found[side]) for found in words] for side in (0, 1))
    headings = {
        "component": to_translate("component"),
        "high": to_translate("words where it is high"),
        "low": to_translate("words where it is low"),
    }
    frame = pl.DataFrame({"component": list(names), "high": high, "low": low})
    return Exhibit("words", to_translate("Words of each component"), frame, headings)
