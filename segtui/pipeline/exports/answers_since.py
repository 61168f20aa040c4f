"""What people said in earlier months that still counts: nothing that they said since takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from segtui.delivery.export.eligibility.consent_words import consent_in
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.identity.match_keys import id_keys
from segtui.delivery.export.identity.persons import Keys, among
from segtui.delivery.export.suppression.match import hashed
from segtui.libraries.columns import col


def _none() -> Keys:
    return np.empty(0, np.uint64)


@dataclass
class AnswersSince:
    """Which ids were met, and which said yes or no in each of the `asked` columns, in the months looked at so far.

    Months are looked at from the newest to the oldest.
    """

    asked: Sequence[str]
    _met: Keys = field(default_factory=_none)
    _said: dict[str, Keys] = field(default_factory=dict)

    def look(self, month: Beside) -> None:
        """Look at the rows of a month."""
        met, said = [self._met], {column: [self._said.get(column, _none())] for column in self.asked}
        for frame in month.frames():
            ids = _ids(frame, month)
            met.append(ids)
            for column in (c for c in self.asked if c in frame.columns):
                said[column].append(ids[consent_in(frame[column]).is_in(["yes", "no"]).to_numpy()])
        self._met = np.unique(np.concatenate(met))
        self._said = {column: np.unique(np.concatenate(parts)) for column, parts in said.items()}

    def standing(self, month: Beside, merged: pl.Series) -> Beside:
        """The rows of a month before those looked at that still count.

        These are rows with a no in a column in which their id has said nothing since, and rows of `merged` ids that
        were not met since, by which their people are known.
        """
        known = np.unique(hashed(id_keys(merged)))
        found = [rows for frame in month.frames() if (rows := self._standing(frame, month, known)).height]
        return Beside(lambda: iter(found), month.id, "refusals")

    def unmet(self, ids: pl.Series) -> pl.Series:
        """Those of the ids that no month has."""
        return ids.filter(pl.Series(~among(hashed(id_keys(ids)), self._met)))

    def _standing(self, frame: pl.DataFrame, month: Beside, merged: Keys) -> pl.DataFrame:
        ids = _ids(frame, month)
        stays = among(ids, merged) & ~among(ids, self._met)
        for column in (c for c in self.asked if c in frame.columns):
            over = among(ids, self._said.get(column, _none()))
            stays |= (consent_in(frame[column]) == "no").to_numpy() & ~over
            frame = frame.with_columns(pl.when(pl.Series(~over)).then(col(column)).alias(column))
        return frame.filter(pl.Series(stays))


def _ids(frame: pl.DataFrame, month: Beside) -> Keys:
    if month.id not in frame.columns:
        return np.zeros(frame.height, np.uint64)
    return hashed(id_keys(frame[month.id].cast(pl.String)))
