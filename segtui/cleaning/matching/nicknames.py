"""Short forms and nicknames of English first names: Bob is Robert, and so is Rob."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

Which = NDArray[np.bool_]


@dataclass(frozen=True)
class Nicknames:
    """`places` are the names, in lower case, and `alike` (names, names) says which two may be one person's."""

    places: dict[str, int]
    alike: Which

    @classmethod
    @cache
    def known(cls) -> Nicknames:
        """The names of the library `nicknames`: each with its short forms, and two short forms of one name.

        Not two names with a short form in common: Edward and Edwin are two people.
        """
        from nicknames import name_triplets

        pairs = sorted({(one, other) for one, relation, other in name_triplets() if relation == "has_nickname"})
        places = {name: place for place, name in enumerate(dict.fromkeys(name for pair in pairs for name in pair))}
        short = np.zeros((len(places), len(places)), np.float32)
        one, other = np.array([[places[name] for name in pair] for pair in pairs]).T
        short[one, other] = 1
        only_short = short.sum(axis=1) == 0
        shared = (short.T @ short) * np.outer(only_short, only_short)
        return cls(places, shared + short + short.T > 0)

    def among(self, values: pl.Series) -> NDArray[np.int32]:
        """The places of the values, or of the first words of those that are several; -1 where they are not there."""
        first = values.str.extract(r"^(\S+)")
        found = first.replace_strict(self.places, default=-1, return_dtype=pl.Int32)
        return np.asarray(found.fill_null(-1).to_numpy())

    def pairs(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> Which:
        """Which pairs of places may be one person's."""
        return np.asarray((left >= 0) & (right >= 0) & self.alike[left, right])
