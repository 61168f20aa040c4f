"""The rows of a part as they are read, cleaned and joined, by what was learned of all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from segtui.cleaning.step import Step
from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.data.types.column_format import ColumnFormat, ParsedCells, parse_with
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, PlanError
from segtui.features.join_features import Met, join_part
from segtui.features.maker import Derived
from segtui.features.row_maker import RowMaker
from segtui.language.listings import in_turn
from segtui.libraries.parts.kept_arrays import load_array
from segtui.libraries.parts.row_parts import RowPart
from segtui.prediction.predict_columns import predicted_columns

_TYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
}


@dataclass(frozen=True)
class TypedRows:
    """The rows of a part in the types of the run. `id` is the id column, which counts the rows where it is `made`.

    `forms` say how columns are read; `words` stand for empty cells of text where it is not typed (`is_typed`) by the
    file.
    """

    id: str
    made: bool = False
    forms: tuple[ColumnFormat, ...] = ()
    words: tuple[str, ...] = ()
    is_typed: bool = True

    def frame(self, part: RowPart) -> pl.DataFrame:
        """The part's rows; raises DataError where a column is of another kind than in the rest of the table."""
        return self._in_types(self.read(part), part)

    def frame_and_unread(self, part: RowPart) -> tuple[pl.DataFrame, dict[str, int]]:
        """The part's rows, and by column how many of its cells could not be read and are empty, where some are."""
        parsed = self._parsed(part)
        unread = {cells.values.name: int(cells.unread.sum()) for cells in parsed}
        frame = pl.DataFrame([self._plain(cells.values, f) for cells, f in zip(parsed, self.forms, strict=True)])
        return self._in_types(frame, part), {name: count for name, count in unread.items() if count}

    def _in_types(self, frame: pl.DataFrame, part: RowPart) -> pl.DataFrame:
        frame = frame.with_columns(frame.get_column(form.name).cast(_TYPES[form.kind]) for form in self.forms)
        if self.made:
            numbers = np.arange(part.before + 1, part.before + 1 + frame.height, dtype=np.int64)
            frame = frame.insert_column(0, pl.Series(self.id, numbers))
        return frame

    def read(self, part: RowPart) -> pl.DataFrame:
        """The part's rows as its own cells have them: whole numbers and decimals may change from part to part."""
        return pl.DataFrame(
            [self._plain(cells.values, form) for cells, form in zip(self._parsed(part), self.forms, strict=True)]
        )

    def _parsed(self, part: RowPart) -> list[ParsedCells]:
        frame = part.frame([form.name for form in self.forms])
        columns = [frame.get_column(form.name) for form in self.forms]
        return [
            parse_with(plain_ids(cells) if cells.name == self.id else cells, form, self.words, typed=self.is_typed)
            for cells, form in zip(columns, self.forms, strict=True)
        ]

    def _plain(self, values: pl.Series, form: ColumnFormat) -> pl.Series:
        return plain_ids(values) if values.name == self.id and form.kind == "integer" else values


@dataclass(frozen=True)
class KeptRows:
    """The rows of a part as the run itself has kept them; see `TypedRows`."""

    id: str

    def frame(self, part: RowPart) -> pl.DataFrame:
        """The part's rows."""
        return part.frame()


@dataclass(frozen=True)
class StepCount:
    """What one fitted step did to one part, or to several: rows in and out, cells changed."""

    before: int = 0
    after: int = 0
    cells: int = 0

    def __add__(self, other: StepCount) -> StepCount:
        return StepCount(self.before + other.before, self.after + other.after, self.cells + other.cells)


@dataclass(frozen=True)
class CleanedParts:
    """The rows of a part after the fitted `steps`, each with the number of the plan's step that it stands for.

    `stays` has, by the place of a step that compares rows of all parts, the file of each part that says which of the
    rows that come to it stay.
    """

    typed: TypedRows | KeptRows
    steps: tuple[tuple[int, Step], ...] = ()
    stays: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What the id column is called after these steps."""
        id = self.typed.id
        for _number, step in self.steps:
            id = step.renames().get(id, id)
        return id

    def frame(self, part: RowPart) -> pl.DataFrame:
        """The cleaned rows of a part."""
        return self.counted(part)[0]

    def counted(self, part: RowPart) -> tuple[pl.DataFrame, list[StepCount]]:
        """The cleaned rows, and what each step did."""
        frame, id, counts = self.typed.frame(part), self.typed.id, list[StepCount]()
        for place, (number, step) in enumerate(self.steps):
            before, cells = frame.height, 0
            if isinstance(step, Deduplicate):
                frame = frame.filter(pl.Series(load_array(self.stays[place][part.number], frame.height)))
            else:
                frame, cells = _applied(step, frame, number, id)
            id = step.renames().get(id, id)
            counts.append(StepCount(before, frame.height, cells))
        return frame, counts


def _applied(step: Step, frame: pl.DataFrame, number: int, id: str) -> tuple[pl.DataFrame, int]:
    try:
        done = step.apply(frame, id=id)
    except PlanError as error:
        raise DataError(in_turn(*(f.what for f in error.faults)), where=f"clean[{number}]") from None
    except DataError as error:
        raise DataError(error.what, where=f"clean[{number}]", fix=error.fix) from None
    return done.frame, done.cells_changed


@dataclass(frozen=True)
class PredictedRows:
    """The columns of a prediction: the probabilities of each part's cleaned rows are in a file."""

    name: str
    files: tuple[str, ...]
    edges: tuple[float, ...]
    bands: tuple[tuple[str, float], ...]

    def columns(self, part: RowPart, rows: int) -> list[pl.Series]:
        """Those of a part's rows."""
        return predicted_columns(self.name, load_array(self.files[part.number], rows), self.edges, dict(self.bands))


@dataclass(frozen=True)
class JoinedRows:
    """Cleaned rows with the features of each [[derive]], in order: made of other tables, or of the rows themselves.

    `makers` have their number; `learned` is what makers of the rows learned, by number; `predicted` are the columns of
    predictions, once they have been made.
    """

    cleaned: CleanedParts
    makers: tuple[tuple[int, Derived | RowMaker], ...] = ()
    learned: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    predicted: tuple[PredictedRows, ...] = ()

    @property
    def id(self) -> str:
        """What the id column is called."""
        return self.cleaned.id

    def frame(self, part: RowPart) -> pl.DataFrame:
        """The rows of a part with every feature, and what is predicted of them."""
        frame = self.joined(self.cleaned.frame(part))[0]
        for one in self.predicted:
            frame = frame.hstack(one.columns(part, frame.height))
        return frame

    def joined(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Met]]:
        """Cleaned rows with every feature, and how their ids met those of each table's features."""
        found = list[Met]()
        for number, maker in self.makers:
            key = f"derive[{number}]"
            made = maker if isinstance(maker, Derived) else maker.transform(frame, self.learned[number], key)
            frame, met = join_part(frame, self.id, made, key)
            found += [met] if met else []
        return frame, found
