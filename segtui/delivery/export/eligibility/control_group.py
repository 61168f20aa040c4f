"""RUN/control.csv: who is held out of every export of a run, starting with the first export with a control group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from segtui.data.formula_guard import bare
from segtui.delivery.export.write_csv import write_csv
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign
from segtui.libraries.columns import col
from segtui.publishing.staging import Staging, Turn
from segtui.segments.campaigns.control_group import CONTROL, extend_control

NAME = "control.csv"
People = Callable[[float, int], tuple[pl.DataFrame, Mapping[int, int]]]
"""The people who may be held out with numbers up to a limit under a seed, and how many more each segment has."""
_MORE = 0.02
"""How many more numbers are read than a share needs; they are uniform, so that this rarely falls short."""


def recorded(folder: Path, least: int = 0) -> pl.DataFrame:
    """The control group of a run: id (text), segment, since; no rows if none was ever made.

    Raises DataError for a damaged file, or one with fewer than the `least` rows that it is known to have had, because
    people who are held out would otherwise be contacted.
    """
    place = folder / NAME
    fix = say("restore the file from a backup; without it no export is safe")
    if not place.exists():
        if least:
            raise DataError(
                say("the control group of {least:,} ids is missing", least=least), where=str(place), fix=fix
            )
        return pl.DataFrame(schema=CONTROL)
    with foreign(data(say("the control group can't be read"), str(place), fix)):
        text = pl.read_csv(place, infer_schema=False, glob=False)
        unmarked = text.with_columns(bare(pl.col("id")).alias("id"))
        control = unmarked.select(col(name).cast(dtype) for name, dtype in CONTROL.items())
    if not place.read_bytes().endswith(b"\n"):
        raise DataError(say("the control group is truncated: its last line is incomplete"), where=str(place), fix=fix)
    if control["id"].n_unique() < least:
        what = say(
            "the control group has {control:,} of its {least:,} ids", control=control["id"].n_unique(), least=least
        )
        raise DataError(what, where=str(place), fix=fix)
    if control["id"].null_count():
        raise DataError(
            say("the control group has a row without an id"), where=str(place), fix=say("restore it from a backup")
        )
    return control


class ControlGroup:
    """The control group of a run while exports are made: read once, extended by them, written with them.

    Every export leaves out everybody in `ids`, whether it has a control group of its own or not.
    """

    def __init__(self, folder: Path, seed: int, least: int = 0) -> None:
        self._folder, self._seed = folder, seed
        self._control = recorded(folder, least)
        self._known = self._control.height

    @property
    def ids(self) -> pl.Series:
        """The ids of everybody who is held out, as text."""
        return self._control["id"]

    def extend(self, people: People, share: float, since: int) -> None:
        """Hold out a share of each segment of the people, and all ids of those held out; see `extend_control`.

        `people` returns a table by the numbers to keep: first the few with low numbers, then all if that is not enough.
        `since` is the export's number.
        """
        for reach in (share + _MORE * share**0.5, 1):
            few, others = people(min(1, reach), self._seed)
            grown = extend_control(self._control, few, share, self._seed, since, others, min(1, reach))
            if grown is not None:
                self._control = grown
                return

    def inherit(self, folder: Path, least: int = 0) -> None:
        """Hold out everyone that the previous run held out, with `since` 0: before the first export of this run."""
        earlier = recorded(folder, least).with_columns(since=pl.lit(0, pl.Int32))
        self._control = pl.concat([self._control, earlier.join(self._control, on="id", how="anti")])

    def stage(self, staging: Staging) -> None:
        """Write the file to `staging` if anybody was added."""
        if self._control.height > self._known:
            write_csv(self._control, staging.new(self._folder / NAME, replace=True, turn=Turn.RECORD))
