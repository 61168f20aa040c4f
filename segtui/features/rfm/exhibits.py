"""What rfm shows in reports: the grid of recency and frequency scores, and the bounds of nested bins."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from segtui.features.exhibit import FEWEST_PEOPLE, Exhibit
from segtui.features.rfm.binning import SCORED, ScoreBins
from segtui.features.rfm.grid import score_grid
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.libraries.columns import col, cols

_SCORES = {
    "r_score": to_translate("recency score"),
    "f_score": to_translate("frequency score"),
    "customers": to_translate("customers"),
}
_COUNTS = to_translate("Customers by recency score (rows) and frequency score (columns)")
_VALUES = to_translate("Share of the total spent by recency score (rows) and frequency score (columns), in %")
_BOUNDS = {
    "frequency": to_translate("Upper bounds of the frequency scores within each recency score"),
    "monetary": to_translate("Upper bounds of the spend scores within each recency and frequency score"),
}


def exhibits_of(customers: pl.DataFrame, bins: ScoreBins, size: int) -> tuple[Exhibit, ...]:
    """Those of the customers with their scores from 1 to `size`; `value` is what each has spent in all."""
    grid = score_grid(customers, size)
    return (_counts(grid), *_values(grid), *_nested(customers, bins))


def _counts(grid: pl.DataFrame) -> Exhibit:
    few = pl.col("customers").is_between(1, FEWEST_PEOPLE - 1)
    told = say("The best customers are at the top right. Cells without a figure have fewer than five customers.")
    return _heat("grid", _COUNTS, grid.with_columns(cell=pl.when(~few).then("customers")), told)


def _values(grid: pl.DataFrame) -> Iterator[Exhibit]:
    """Nothing where all of it together is not above 0."""
    if grid["value_share"].null_count() == grid.height:
        return
    few = pl.col("customers").is_between(1, FEWEST_PEOPLE - 1)
    share = pl.when(~few).then((100 * pl.col("value_share")).round(1))
    told = say("What the customers of each cell have spent, of what all have.")
    yield _heat("value", _VALUES, grid.with_columns(cell=share), told)


def _heat(name: str, title: str, cells: pl.DataFrame, sentence: str) -> Exhibit:
    """The column `cell` by scores: recency downwards from the best, frequency to the right."""
    wide = cells.pivot(on="f_score", index="r_score", values="cell", maintain_order=True)
    columns = tuple(wide.columns[1:])
    headings = {"r_score": _SCORES["r_score"], **{score: score for score in columns}}
    return Exhibit(name, title, wide, headings, "heat", columns, sentence)


def _nested(customers: pl.DataFrame, bins: ScoreBins) -> Iterator[Exhibit]:
    """A table for each nested scale: the bounds in each group, without those of fewer than five customers."""
    keys: list[str] = []
    for name, score in SCORED.items():
        if name in bins.within:
            counted = customers.group_by(cols(keys)).agg(customers=pl.len()).sort(keys, descending=True)
            bounds = list(map(bins.within[name].get, map(bins.group_name, counted.select(keys).rows())))
            columns = {str(at + 1): [b[at] if b else None for b in bounds] for at in range(len(bins.overall[name]))}
            few = pl.col("customers") < FEWEST_PEOPLE
            frame = counted.with_columns(pl.Series(at, values, dtype=pl.Float64) for at, values in columns.items())
            frame = frame.with_columns(pl.when(~few).then(col(at)).alias(at) for at in columns)
            headings = {**_SCORES, **{at: at for at in columns}}
            yield Exhibit(f"{name}-bins", _BOUNDS[name], frame, headings)
        keys.append(score)
