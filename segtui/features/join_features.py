"""Joins derived features to the customers."""

from __future__ import annotations

import polars as pl

from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, Fault, PlanError
from segtui.features.maker import Derived, FeatureMaker
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import col

_KEY = "\0key"


def join(
    frame: pl.DataFrame, id: str, derived: Derived, key: str = "derive", *, part: bool = False
) -> tuple[pl.DataFrame, list[str]]:
    """The frame with the derived features, rows and their order as before, and sentences on who has no match.

    Ids are compared as they are; where one side is text and the other numbers, the text is read as whole numbers. A
    row without a match has nulls in the features, or what the maker says of customers without rows; rows that share
    an id get the same features each. Features that were made of these very rows stand beside them.

    Raises PlanError when a feature has the name of a column that is there (under the plan key `key`), DataError when
    no id matches at all, unless the frame is a `part` of the rows.
    """
    features = [c for c in derived.frame.columns if c != derived.id]
    clashes = [c for c in features if c in frame.columns]
    if clashes:
        raise PlanError([_clash(key, name, derived.carried_out) for name in clashes])
    if not derived.id:
        return frame.hstack(derived.frame), []
    left, right = comparable(frame[id], derived.frame[derived.id])
    made = derived.frame[features].with_columns(right.alias(_KEY)).drop_nulls(_KEY)
    joined = frame.with_columns(left.alias(_KEY))
    found = joined[_KEY].is_in(made[_KEY].implode()).fill_null(False)
    if frame.height and not found.any() and not part:
        raise DataError(
            f'no id of the table is in "{derived.id}": {_some(frame[id])} against {_some(derived.frame[derived.id])}',
            where=key,
            fix="choose the column with the same ids, or convert them to the same format in a clean step",
        )
    without = frame.height - int(found.sum())
    unknown = made.height - int(made[_KEY].is_in(joined[_KEY].implode()).sum())
    joined = joined.join(made, on=_KEY, how="left", maintain_order="left").drop(_KEY).rechunk()
    filled = [
        pl.when(found).then(col(name)).otherwise(value).alias(name) for name, value in derived.without_rows.items()
    ]
    joined = joined.with_columns(filled)
    notes = _zeros(frame[id], derived.frame[derived.id], left.dtype == pl.Int64)
    notes += _without_match(without, frame.height, filled=len(derived.without_rows), features=len(features))
    return joined, [*notes, *_left_out(unknown, made.height)]


def _clash(key: str, column: str, maker: FeatureMaker | None) -> Fault:
    """A column that is there and that the maker would make too; a prefix keeps them apart where the maker has one."""
    what = f'the table already has a column "{column}", which this step would create'
    fields = type(maker).model_fields if maker else {}
    if "name" in fields:
        return Fault(f"{key}.name", what, "give the new column another name")
    if "prefix" not in fields:
        return Fault(key, what, 'rename it with a [[clean]] step = "rename"')
    return Fault(f"{key}.prefix", what, 'set another prefix, such as prefix = "web"')


def _zeros(ids: pl.Series, others: pl.Series, as_numbers: bool) -> list[str]:
    """A note where the ids of one side have leading zeros and those of the other are numbers without them."""
    for text, numbers, where in ((ids, others, say("the table")), (others, ids, say("the derived features"))):
        if text.dtype == pl.String and numbers.dtype.is_numeric():
            padded = text.filter(text.str.contains(r"^\s*0[0-9]+\s*$"))
            if len(padded):
                taken = say("are treated as the same") if as_numbers else say("are different because both occur")
                return [
                    say(
                        "{ids:,} ids of {where} have leading zeros that the others lack: {one} and {other} {taken}.",
                        ids=len(padded),
                        where=where,
                        one=padded[0],
                        other=padded[0].strip().lstrip("0") or "0",
                        taken=taken,
                    )
                ]
    return []


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
    return ", ".join([*map(str, ids.drop_nulls().head(3)), "…"]) if ids.drop_nulls().len() else "empty cells"
