"""Who has answered to consent by the stream: what they said before, in the run's tables, no longer counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.identity.match_keys import id_keys
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.original_answers import names_in_data
from segtui.pipeline.exports.stream_answers import LAYOUT, TOLD
from segtui.pipeline.follow.followed_run import FollowedRun
from segtui.pipeline.follow.state.state_file import StateFile


def note_answers(followed: FollowedRun, state: StateFile, changes: pl.DataFrame, now: int) -> None:
    """Remember who has answered in the changes of a batch to profiles: `id`, and cells by the numbers of columns."""
    if changes.is_empty():
        return
    assert followed.profiles is not None
    state.keep(LAYOUT, list(followed.profiles.schema))
    for number in _columns(followed).values():
        ids = changes.filter(col(f"c{number}").is_not_null())["id"].unique().to_list()
        if ids:
            state.create(f"{TOLD}{number}", ["at integer not null"])
            state.many(f"insert or replace into {TOLD}{number} values (?, ?)", ((who, now) for who in ids))


def drop_answers(state: StateFile) -> None:
    """Forget who has answered, because there is newer data than their answers."""
    for table in state.tables():
        if table.startswith(TOLD):
            state.run(f"drop table {table}")


def before_the_stream(table: Beside, followed: FollowedRun, state: StateFile) -> Beside:
    """The rows of a run's data without the answers of those who have answered since."""
    there = set(state.tables())
    told = {
        column: id_keys(_text(state.rows(f"select customer from {TOLD}{number}")))
        for column, number in _columns(followed).items()
        if f"{TOLD}{number}" in there
    }
    return replace(table, frames=partial(_masked, table, told)) if told and table.id else table


def _masked(table: Beside, told: Mapping[str, pl.Series]) -> Iterator[pl.DataFrame]:
    for frame in table.frames():
        if table.id not in frame.columns:
            yield frame
            continue
        ids = id_keys(frame.get_column(table.id).cast(pl.String))
        over = {c: ids.is_in(keys.implode()) for c, keys in told.items() if c in frame.columns}
        yield frame.with_columns(pl.when(~said.fill_null(False)).then(col(c)).alias(c) for c, said in over.items())


def _columns(followed: FollowedRun) -> dict[str, int]:
    """The columns of consent that the plan's orders ask for, by their names in the run; their numbers in profiles."""
    run: RunFiles = followed.run
    asked = list(dict.fromkeys(c for _, order in run.plan.careful() for c in order.columns_asked()))
    named = names_in_data(run, asked)
    numbers = {name: i for i, name in enumerate(followed.profiles.schema)} if followed.profiles else {}
    return {column: numbers[name] for column in asked if (name := named.get(column, column)) in numbers}


def _text(rows: list[tuple[int | str]]) -> pl.Series:
    return pl.Series([str(who) for (who,) in rows], dtype=pl.String)
