"""The numeric matrix that is clustered: chosen columns, encoded, transformed, scaled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.features.column_roles import is_category, matches
from segtui.features.features import Features, choose_features
from segtui.features.maker import of_ids
from segtui.features.scaled_matrix.components import Components, famd
from segtui.features.scaled_matrix.encoding import Encoded, by_share, one_hot
from segtui.features.scaled_matrix.feature_alerts import FeatureAlert, feature_alerts
from segtui.features.scaled_matrix.gower import gower_factors
from segtui.features.scaled_matrix.passed_over import passed_over
from segtui.features.scaled_matrix.scaling import Scaling, shift_and_scale
from segtui.language.sentences import Sentence, row_of, say, say_counted

__all__ = ["Matrix", "Scaling", "build_matrix"]

Floats = NDArray[np.float64]
LARGEST = 1e100


@dataclass(frozen=True)
class Matrix:
    """n rows by d columns, float64 and C-contiguous, with names, ids and the rows of the frame that they are.

    `kept` holds, for each matrix row, its row number in the frame. `left_out` counts the rows with nulls left in
    a used column, by column; a row with several counts once for each. `notes` are sentences for the report.
    `components`, if the plan asks for FAMD, say what the matrix's columns are made of, `encoded` (n, p) are the scaled
    columns before that. `gower` (p) is what makes Gower's distances of the encoded ones, see `gower_factors`. `alerts`
    say what distorts distances, and are among the notes too. `frame` is what it was made from, with every column;
    `aside` are those that were looked at and left out.
    """

    values: NDArray[np.float64]
    columns: tuple[Scaling, ...]
    ids: pl.Series
    kept: NDArray[np.int64]
    rows_left_out: int
    left_out: dict[str, int]
    notes: tuple[str, ...] = ()
    components: Components | None = None
    encoded: Floats | None = None
    gower: Floats | None = None
    alerts: tuple[FeatureAlert, ...] = ()
    frame: pl.DataFrame | None = None
    aside: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[Scaling, ...]:
        """The encoded columns (p): those of the matrix, or what its components are made of."""
        return self.components.columns if self.components else self.columns

    @property
    def gower_rows(self) -> Floats:
        """The rows (n, p) such that sums of absolute differences are Gower's distances."""
        assert self.gower is not None
        return self.used_values * self.gower

    @property
    def used_values(self) -> Floats:
        """The rows by the encoded columns, (n, p)."""
        return self.values if self.encoded is None else self.encoded


def build_matrix(
    frame: pl.DataFrame,
    id: str,
    features: Features,
    outcomes: Collection[str] = (),
    seed: int = 0,
    *,
    restating: Collection[str] = (),
) -> Matrix:
    """The matrix of the columns that `choose` finds, of the rows that have a value in each of them.

    Columns named in `outcomes` are left out unless `use` has their name in full, `restating` are those that makers made
    from others; "*" leaves them out.

    Numbers are scaled as scikit-learn does, booleans count as 0 and 1, a text column becomes a 0-or-1 column for
    each of its values, scaled as `category_scale` says (one column where there are two values, at 0 and 1 and scaled
    like a number: the distances are the same). Statistics are those of the kept rows. With FAMD, where there is text,
    the columns of the matrix are components of these; `seed` is for the tables that decide how many. A column that
    `weights` names is multiplied by its weight.

    Raises PlanError for columns that don't suit, DataError for infinite values, for values that log1p does not take,
    and when no column or no row is left.
    """
    chosen = choose_features(frame, id, features, outcomes, restating)
    used = frame[chosen].with_columns(pl.selectors.float().fill_nan(None))
    _refuse_infinite(used, frame[id])
    complete = used.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    left_out = {c: used[c].null_count() for c in chosen if used[c].null_count()}
    kept = np.flatnonzero(complete.to_numpy()).astype(np.int64)
    if kept.size == 0:
        _refuse_empty(frame.height, left_out)
    rows, ids = used.filter(complete), frame[id].filter(complete)
    over = passed_over(frame, id, features, restating)
    notes = [*over.notes, *gaps(left_out, kept.size, frame.height)]
    encoded, columns = _columns_of(rows, ids, features, notes)
    alerts = feature_alerts(encoded, columns)
    found = Matrix(
        encoded,
        columns,
        ids,
        kept,
        frame.height - kept.size,
        left_out,
        (*notes, *(alert.sentence() for alert in alerts)),
        frame=frame,
        aside=over.columns,
        alerts=alerts,
        gower=gower_factors(encoded, columns, features.weights or {}),
    )
    is_mixed = features.categorical == "famd" and any(c.category is not None for c in columns)
    return _by_components(found, seed) if is_mixed else found


def _columns_of(
    rows: pl.DataFrame, ids: pl.Series, features: Features, notes: list[str]
) -> tuple[Floats, tuple[Scaling, ...]]:
    """The columns of the matrix (n, d), weighted, and how each was made; what is odd about one is added to `notes`."""
    blocks: list[Floats] = []
    columns: list[Scaling] = []
    for column in rows.get_columns():
        weight = (features.weights or {}).get(column.name, 1.0)
        made = _encoded(column, features) if is_category(column) else [_scaled(column, features, ids, notes)]
        for plain, values in made:
            scaling = replace(plain, scale=plain.scale / weight)
            columns.append(scaling)
            blocks.append((values - scaling.shift) / scaling.scale)
    return np.ascontiguousarray(np.column_stack(blocks)), tuple(columns)


def _by_components(matrix: Matrix, seed: int) -> Matrix:
    """The same rows by their components, which a note tells."""
    found = famd(matrix.values, matrix.columns, seed)
    values, count = found.place(matrix.values), len(found.scalings)
    told = say_counted(
        "The encoded columns ({columns}) are clustered as {count:,} component (FAMD), which keeps {share:.0%} of their "
        "variance; eigenvalue {eigenvalues}.",
        "The {columns} encoded columns are clustered as {count:,} components (FAMD), which keep {share:.0%} of their "
        "variance; eigenvalues {eigenvalues}.",
        count,
        columns=len(matrix.columns),
        share=float(found.share),
        eigenvalues=row_of([Sentence("{value:.3f}", {"value": float(value)}) for value in found.eigenvalues[:count]]),
    )
    return replace(
        matrix,
        values=values,
        columns=found.scalings,
        notes=(*matrix.notes, told),
        components=found,
        encoded=matrix.values,
    )


def _encoded(column: pl.Series, features: Features) -> Encoded:
    return by_share(column) if features.categorical == "famd" else one_hot(column, features.scale)


def _scaled(column: pl.Series, features: Features, ids: pl.Series, notes: list[str]) -> tuple[Scaling, Floats]:
    values = column.cast(pl.Float64).to_numpy()
    logged = any(matches(p, column.name) for p in features.log)
    if logged:
        _refuse_log(column.name, values, ids)
        values = np.log1p(values)
    shift, scale = shift_and_scale(values, features.scale)
    if float(values.min()) == float(values.max()):
        same = say(
            '"{column}" is the same in all {rows:,} rows: it does not distinguish rows.',
            column=column.name,
            rows=len(values),
        )
        notes.append(same)
    elif features.scale == "robust" and np.subtract(*np.quantile(values, [0.75, 0.25])) == 0:
        notes.append(
            say(
                '"{column}": the middle half of its values are equal, so robust scaling does not change its spread.',
                column=column.name,
            )
        )
    return Scaling(column.name, column.name, None, logged, shift, scale), values


def gaps(left_out: Mapping[str, int], kept: int, rows: int) -> list[str]:
    """A sentence on the rows that are not clustered, and by column how many have no value; none where all are."""
    if kept == rows:
        return []
    counts = row_of([say("{rows:,} without {column}", rows=count, column=name) for name, count in left_out.items()])
    return [
        say_counted(
            "{count:,} of {rows:,} rows is left out of the clustering: {counts}.",
            "{count:,} of {rows:,} rows are left out of the clustering: {counts}.",
            rows - kept,
            rows=rows,
            counts=counts,
        )
    ]


def _refuse_infinite(used: pl.DataFrame, ids: pl.Series) -> None:
    """Raise for infinite values, and for those whose squares would be."""
    for column in used.select(pl.selectors.float()).get_columns():
        beyond = (column.abs() > LARGEST).fill_null(False)
        if count := int(beyond.sum()):
            whose = of_ids(ids.filter(beyond))
            large = say_counted(
                "{count:,} too large (over {largest:.0e}) value, {whose}",
                "{count:,} too large (over {largest:.0e}) values, {whose}",
                count,
                largest=LARGEST,
                whose=whose,
            )
            endless = say_counted(
                "{count:,} infinite value, {whose}", "{count:,} infinite values, {whose}", count, whose=whose
            )
            raise DataError(
                endless if column.filter(beyond).is_infinite().all() else large,
                where=say('column "{name}"', name=column.name),
                fix=say("replace them in a clean step, or leave the column out of features.use"),
            )


def _refuse_log(name: str, values: Floats, ids: pl.Series) -> None:
    wrong = values <= -1
    if count := int(wrong.sum()):
        raise DataError(
            say(
                "log1p takes values above -1; {count:,} of {size:,} are not, the lowest is {values:,.10g}, {wrong}",
                count=count,
                size=values.size,
                values=values.min(),
                wrong=of_ids(ids.filter(pl.Series(wrong))),
            ),
            where=say('features.log, column "{name}"', name=name),
            fix=say("remove the column from features.log, or clip it in an outliers step"),
        )


def _refuse_empty(rows: int, left_out: dict[str, int]) -> None:
    if not rows:
        raise DataError(
            say("there are no rows to cluster"), where="features", fix=say("check what the clean steps drop")
        )
    counts = row_of([say("{count:,} without {name}", count=count, name=name) for name, count in left_out.items()])
    raise DataError(
        say("none of {rows:,} rows has a value in every used column: {counts}", rows=rows, counts=counts),
        where="features",
        fix=say("fill the gaps with an impute step, or leave the emptiest columns out of features.use"),
    )
