"""Which columns are clustered, and how they become numbers on one scale."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from segtui.declare import Declared, NamesColumns
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.features.column_roles import count_distinct, is_category, is_measure, matches, numbers_rows
from segtui.language.sentences import row_of, say
from segtui.profiling.quantities import Kind, kinds_of

MOST_CATEGORIES = 20

Pattern = Annotated[str, Field(min_length=1)]
Weight = Annotated[float, Field(ge=0.001, le=1000, allow_inf_nan=False)]


class Features(Declared):
    """The columns of the matrix, their transform and their scale."""

    use: Annotated[Annotated[tuple[Pattern, ...], Field(min_length=1)] | None, NamesColumns()] = None
    """Names or globs of columns; default: all numeric columns that vary and are amounts, counts or durations."""
    aside: tuple[str, ...] | None = None
    """Columns that were looked at and left out; the report says why. A run writes them into its plan.toml."""
    log: Annotated[tuple[Pattern, ...], NamesColumns()] = ()
    """Names or globs of used columns to take log1p of, before scaling."""
    scale: Literal["zscore", "minmax", "robust", "none"] = "zscore"
    """Mean 0 and standard deviation 1; 0 to 1; median 0 and interquartile range 1; or unchanged."""
    categorical: Literal["none", "onehot", "famd"] = "none"
    """onehot: text with up to 20 values becomes 0/1 columns; famd: the main components of numbers and text together;
    none: text is not clustered."""
    weights: dict[str, Weight] | None = None
    """How much used columns count, by their names: 2.0 doubles the differences of one, 0.5 halves them; 0.001 to 1000,
    default: 1."""


def choose_features(
    frame: pl.DataFrame, id: str, features: Features, outcomes: Collection[str] = (), restating: Collection[str] = ()
) -> list[str]:
    """The columns that `features` uses of a frame, in the frame's order.

    Without `use`: every numeric column that is a quantity (see `kinds_of`: no id, code, level, part of a date, place or
    value of the future), no flag (two values, or boolean), no constant and none of the `restating`, which
    makers made from others (the scores of rfm would count recency, frequency and monetary twice). With one-hot encoding
    also flags, and text of 2 to 20 values; so with FAMD.
    A glob takes in what suits of the columns that it matches, "*" as without `use`; a column named in full must suit.
    The id is never used, nor is an outcome that no name in full asks for.

    Raises PlanError for names that don't suit, DataError when nothing is left.
    """
    patterns = features.use or ("*",)
    if found := check(features, frame.columns) + _unsuited(frame, id, features):
        raise PlanError(found)
    kinds, encodes = open_kinds(frame, id, patterns), features.categorical != "none"
    globs = [pattern for pattern in patterns if pattern != "*"]
    chosen = [
        column.name
        for column in frame.get_columns()
        if column.name in patterns
        or (
            column.name not in (id, *outcomes)
            and _matched(column, globs if column.name in restating else patterns, encodes, kinds)
        )
    ]
    if not chosen:
        what = say(
            "of the columns that features.use matches ({patterns}) none is numeric and varies",
            patterns=", ".join(patterns),
        )
        aside = [name for name, kind in kinds.items() if kind != "quantity"]
        none = say("there is no column to cluster: none is numeric and varies")
        if aside:
            none = say(
                "there is no column to cluster: none is numeric and varies, except ids, codes, levels and dates: "
                "{names}",
                names=row_of(aside),
            )
        raise DataError(
            what if features.use else none,
            where="features",
            fix=say('list columns in features.use, set features.categorical = "onehot", or derive features from a log'),
        )
    if found := _unused("log", features.log, chosen) + _unused("weights", [*(features.weights or ())], chosen):
        raise PlanError(found)
    return chosen


def check(features: Features, columns: Sequence[str]) -> list[Fault]:
    """The names in `use`, `log` and `weights` that match none of the columns, each with the nearest that there is."""
    faults = [
        Fault(f"features.{key}", say('there is no column "{pattern}"', pattern=pattern), nearest(pattern, columns))
        for key, patterns in (("use", features.use or ()), ("log", features.log))
        for pattern in patterns
        if pattern != "*" and not any(matches(pattern, c) for c in columns)
    ]
    return faults + [
        Fault("features.weights", say('there is no column "{name}"', name=name), nearest(name, columns))
        for name in features.weights or ()
        if name not in columns
    ]


def open_kinds(frame: pl.DataFrame, id: str, patterns: Sequence[str]) -> dict[str, Kind]:
    """The numeric columns that only more specific names than "*" include, with their kinds."""
    open_ = [c.name for c in frame.get_columns() if c.name != id and c.dtype.is_numeric()]
    return kinds_of(frame, open_) if "*" in patterns else {}


def _matched(column: pl.Series, patterns: Sequence[str], encodes: bool, kinds: Mapping[str, Kind]) -> bool:
    """Whether a glob includes the column; "*" alone is stricter than other globs."""
    globs = [p for p in patterns if matches(p, column.name)]
    if not globs or not (is_measure(column) or (encodes and is_category(column))):
        return False
    distinct = count_distinct(column)
    if is_category(column):
        return 2 <= distinct <= MOST_CATEGORIES
    if globs != ["*"]:
        return distinct >= 2 and not numbers_rows(column)
    flag = distinct == 2 or column.dtype == pl.Boolean
    if distinct < 2 or numbers_rows(column):
        return False
    return encodes if flag else kinds.get(column.name, "quantity") == "quantity"


def _unsuited(frame: pl.DataFrame, id: str, features: Features) -> list[Fault]:
    """Columns named in full that can't be clustered or logged, and why."""
    texts = [c for c in features.log if c in frame.columns and is_category(frame[c])]
    faults = [
        Fault("features.log", say('"{c}" is text', c=c), say("log1p needs numbers: remove it from features.log"))
        for c in texts
    ]
    for name in dict.fromkeys(p for p in features.use or () if p in frame.columns):
        column = frame[name]
        if name == id:
            faults.append(
                Fault(
                    "features.use",
                    say('"{name}" is the id', name=name),
                    say("an id says nothing about similarity: leave it out"),
                )
            )
        elif is_category(column):
            distinct = column.drop_nulls().n_unique()
            if features.categorical == "none":
                fix = say('set features.categorical = "onehot", or leave it out')
                faults.append(Fault("features.use", say('"{name}" is text', name=name), fix))
            elif distinct > MOST_CATEGORIES:
                fix = say("leave it out, or replace its rarer values in a clean step")
                encoding = say("one-hot encoding") if features.categorical == "onehot" else "FAMD"
                what = say(
                    '"{name}" has {distinct:,} values; {encoding} takes up to {most_categories}',
                    name=name,
                    distinct=distinct,
                    encoding=encoding,
                    most_categories=MOST_CATEGORIES,
                )
                faults.append(Fault("features.use", what, fix))
        elif not is_measure(column):
            kind = str(column.dtype).split("(")[0].lower()
            faults.append(
                Fault(
                    "features.use",
                    say('"{name}" is a {kind}, not a number', name=name, kind=kind),
                    say("use a number made from it"),
                )
            )
    return faults


def _unused(key: str, patterns: Sequence[str], chosen: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            f"features.{key}",
            say('"{pattern}" is not among the used columns', pattern=pattern),
            say("used: {chosen}", chosen=", ".join(chosen)),
        )
        for pattern in patterns
        if pattern != "*" and not any(pattern == c or (key == "log" and matches(pattern, c)) for c in chosen)
    ]
