"""Joins derived features to the customers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, Fault, PlanError
from segtui.features.maker import Derived, FeatureMaker
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import col

_KEY, _PLACE = "\0key", "\0place"


@dataclass(frozen=True)
class Met:
    """How the ids of some rows met those of features: `rows`, those `without` a match, and which features are `known`.

    `known` (m) says for each customer with features whether a row has its id. `padded` ids of the rows are text with
    leading zeros, of which `example` is the first, where the others are numbers; they may be `numbers` themselves. Ids
    are compared as numbers where `by_number`.
    """

    rows: int
    without: int
    known: NDArray[np.bool_]
    padded: int = 0
    example: str = ""
    numbers: bool = False
    by_number: bool = False

    def __add__(self, more: Met) -> Met:
        return replace(
            self,
            rows=self.rows + more.rows,
            without=self.without + more.without,
            known=self.known | more.known,
            padded=self.padded + more.padded,
            example=self.example or more.example,
        )

    def notes(self, derived: Derived) -> list[str]:
        """Sentences on ids that differ by zeros, and on who has no match in the derived features."""
        features, filled = derived.frame.width - 1, len(derived.without_rows)
        without = _without_match(self.without, self.rows, filled=filled, features=features)
        return [*self._zeros(derived), *without, *_left_out(int((~self.known).sum()), len(self.known))]

    def _zeros(self, derived: Derived) -> list[str]:
        """A note where the ids of one side have leading zeros and those of the other are numbers without them."""
        count, example, where = self.padded, self.example, say("the table")
        ids = derived.frame[derived.id]
        if self.numbers and ids.dtype == pl.String and len(padded := _padded(ids)):
            count, example, where = len(padded), padded[0], say("the derived features")
        if not count:
            return []
        taken = say("are treated as the same") if self.by_number else say("are different because both occur")
        return [
            say(
                "{ids:,} ids of {where} have leading zeros that the others lack: {one} and {other} {taken}.",
                ids=count,
                where=where,
                one=example,
                other=example.strip().lstrip("0") or "0",
                taken=taken,
            )
        ]


def join(frame: pl.DataFrame, id: str, derived: Derived, key: str = "derive") -> tuple[pl.DataFrame, list[str]]:
    """The frame with the derived features, rows and their order as before, and sentences on who has no match.

    Ids are compared as they are; where one side is text and the other numbers, the text is read as whole numbers. A
    row without a match has nulls in the features, or what the maker says of customers without rows; rows that share
    an id get the same features each. Features that were made of these very rows stand beside them.

    Raises PlanError when a feature has the name of a column that is there (under the plan key `key`), DataError when
    no id matches at all.
    """
    joined, met = join_part(frame, id, derived, key)
    if met is None:
        return joined, []
    if frame.height and met.without == frame.height:
        raise DataError(
            say(
                'no id of the table is in "{id}": {frame} against {frame_2}',
                id=derived.id,
                frame=_some(frame[id]),
                frame_2=_some(derived.frame[derived.id]),
            ),
            where=key,
            fix=say("choose the column with the same ids, or convert them to the same format in a clean step"),
        )
    return joined, met.notes(derived)


def join_part(frame: pl.DataFrame, id: str, derived: Derived, key: str) -> tuple[pl.DataFrame, Met | None]:
    """The same for a part of the rows, of which none may match; how ids met, None where they stand beside the rows."""
    features = [c for c in derived.frame.columns if c != derived.id]
    clashes = [c for c in features if c in frame.columns]
    if clashes:
        raise PlanError([_clash(key, name, derived.carried_out) for name in clashes])
    if not derived.id:
        return frame.hstack(derived.frame), None
    ids, others = frame[id], derived.frame[derived.id]
    left, right = comparable(ids, others)
    made = derived.frame[features].with_columns(right.alias(_KEY)).drop_nulls(_KEY)
    places = made.select(_KEY).with_row_index(_PLACE)
    place = left.alias(_KEY).to_frame().join(places, on=_KEY, how="left", maintain_order="left")[_PLACE]
    found = place.is_not_null()
    known = np.zeros(made.height, dtype=bool)
    known[place.drop_nulls().to_numpy()] = True
    filled = [
        pl.when(found).then(col(name)).otherwise(value).alias(name) for name, value in derived.without_rows.items()
    ]
    joined = frame.hstack(made.select(col(name).gather(place) for name in features)).rechunk().with_columns(filled)
    padded = _padded(ids) if ids.dtype == pl.String and others.dtype.is_numeric() else ids.head(0)
    zeros = (len(padded), str(padded[0])) if len(padded) else (0, "")
    by_number = left.dtype == pl.Int64
    return joined, Met(frame.height, int((~found).sum()), known, *zeros, ids.dtype.is_numeric(), by_number)


def _clash(key: str, column: str, maker: FeatureMaker | None) -> Fault:
    """A column that is there and that the maker would make too; a prefix keeps them apart where the maker has one."""
    what = say('the table already has a column "{column}", which this step would create', column=column)
    fields = type(maker).model_fields if maker else {}
    if "name" in fields:
        return Fault(f"{key}.name", what, say("give the new column another name"))
    if "prefix" not in fields:
        return Fault(key, what, say('rename it with a [[clean]] step = "rename"'))
    return Fault(f"{key}.prefix", what, say('set another prefix, such as prefix = "web"'))


def _padded(ids: pl.Series) -> pl.Series:
    """Those with leading zeros."""
    return ids.filter(ids.str.contains(r"^\s*0[0-9]+\s*$"))


def _without_match(without: int, rows: int, *, filled: int, features: int) -> list[str]:
    """What rows without a match have, where there are such; `filled` of the features have a value then."""
    if not without:
        return []
    if filled == features:
        told = say_counted(
            "{count:,} of {rows:,} rows has no match in the derived features, which are 0 there.",
            "{count:,} of {rows:,} rows have no match in the derived features, which are 0 there.",
            without,
            rows=rows,
        )
    elif filled:
        told = say_counted(
            "{count:,} of {rows:,} rows has no match: sums and counts are 0 there, other features stay empty.",
            "{count:,} of {rows:,} rows have no match: sums and counts are 0 there, other features stay empty.",
            without,
            rows=rows,
        )
    else:
        told = say_counted(
            "{count:,} of {rows:,} rows has no match in the derived features, which stay empty there.",
            "{count:,} of {rows:,} rows have no match in the derived features, which stay empty there.",
            without,
            rows=rows,
        )
    return [told]


def _left_out(unknown: int, customers: int) -> list[str]:
    if not unknown:
        return []
    return [
        say(
            "{unknown:,} of {customers:,} customers with derived features are not in the table and are left out.",
            unknown=unknown,
            customers=customers,
        )
    ]


def comparable(left: pl.Series, right: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Two columns of ids in one type: as they are, as whole numbers, or as text."""
    left, right = plain_ids(left), plain_ids(right)
    if left.dtype == right.dtype:
        return left, right
    if {left.dtype, right.dtype} == {pl.Int64(), pl.String()}:
        numbers = _read_whole(left), _read_whole(right)
        # "007" and "7" may be two customers: then only their text tells them apart
        if all(
            n.drop_nulls().n_unique() == s.filter(n.is_not_null()).n_unique()
            for n, s in zip(numbers, (left, right), strict=True)
        ):
            return numbers
    return left.cast(pl.String), right.cast(pl.String)


def _read_whole(ids: pl.Series) -> pl.Series:
    return (ids.str.strip_chars() if ids.dtype == pl.String else ids).cast(pl.Int64, strict=False)


def _some(ids: pl.Series) -> str:
    return ", ".join([*map(str, ids.drop_nulls().head(3)), "…"]) if ids.drop_nulls().len() else say("empty cells")
