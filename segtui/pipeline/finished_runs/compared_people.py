"""The people of a run with their control group and outcomes, block by block: ids stay in memory as hashes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.libraries.columns import col
from segtui.libraries.key_index import KeyIndex, Rows, whole
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.segments.campaigns.outcomes import Outcomes

_SLICE = 1 << 18


@dataclass(frozen=True)
class ComparedPeople:
    """Everybody of the segments that have a control group.

    `rows` has segment and control, `outcomes` those of each row (null without one), `names` those of the segments;
    `people` as in `Readout`. `late` counts those who were held out later than others, `never` the segments without a
    control group, `without` the people without an outcome, `strangers` the ids of outcomes that are nobody's of the
    run.
    """

    rows: pl.DataFrame
    outcomes: pl.DataFrame
    names: dict[int, str]
    people: pl.DataFrame
    late: int
    never: int
    without: int
    strangers: int


def compared_people(run: RunFiles, control: pl.DataFrame, outcomes: Outcomes) -> ComparedPeople:
    """Look up everybody of a run in its control group (id as text, since) and in the outcomes."""
    held, known = _Ids(control["id"]), _Ids(outcomes.people["id"])
    values = outcomes.people.select(col(name) for name in outcomes.kinds)
    kept = run.rows().to_series(0).cast(pl.String).implode() if run.is_in_parts else None
    names, people, rows, found = dict[int, str](), list[pl.DataFrame](), list[pl.DataFrame](), list[pl.DataFrame]()
    for block in _blocks(run):
        names |= dict(block.select("segment", "segment_name").unique("segment", keep="first").iter_rows())
        places = known.rows(block["id"])
        marked = block.with_columns(control=pl.Series(held.rows(block["id"]) >= 0).set(block["id"].is_null(), None))
        people.append(marked if kept is None else marked.filter(pl.col("id").is_in(kept)))
        rows.append(marked.select("segment", "control").with_columns(known=pl.Series(places >= 0)))
        found.append(values[pl.Series(places).set(pl.Series(places < 0), None)])
    every = pl.concat(rows)
    segments = every.filter("control")["segment"].unique()
    compared = every["segment"].is_in(segments.implode())
    of_those = every.filter(compared)
    late = (control["since"] > control["since"].min()) & pl.Series(held.met)
    return ComparedPeople(
        of_those.drop("known"),
        pl.concat(found).filter(compared),
        names,
        pl.concat(people).filter(pl.col("segment").is_in(segments.implode())),
        int(late.sum()),
        every["segment"].n_unique() - len(segments),
        int((~of_those["known"]).sum()),
        int((~known.met).sum()),
    )


def _blocks(run: RunFiles) -> Iterator[pl.DataFrame]:
    for block in run.segment_blocks():
        yield block.select(col(run.id).cast(pl.String).alias("id"), "segment", "segment_name").collect()


class _Ids:
    """Ids by 64 bits of their hashes, each with its row among those given; `met` says which were asked for."""

    def __init__(self, ids: pl.Series) -> None:
        slices = (ids.slice(at, _SLICE).hash().to_numpy() for at in range(0, len(ids), _SLICE))
        self._index = KeyIndex.of(whole(slices, len(ids)))
        self.met = np.zeros(len(ids), np.bool_)

    def rows(self, ids: pl.Series) -> Rows:
        """The first row of each id (n), -1 where there is none."""
        rows = self._index.rows_of(ids.hash().to_numpy())
        rows[ids.is_null().to_numpy()] = -1
        self.met[rows[rows >= 0]] = True
        return rows
