"""Which customers a prediction never learns from, so that the test tells of new customers too."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def drawn(ids: pl.Series, seed: int) -> Floats:
    """A number from 0 to 1 (n) for each id, the same in every snapshot, run and order of the rows."""
    key = seed.to_bytes(8, "little")
    found = [hashlib.blake2b(str(i).encode(), digest_size=8, key=key).digest() for i in ids.to_list()]
    return (np.frombuffer(b"".join(found), dtype="<u8") >> np.uint64(11)) / 2.0**53


def are_new(ids: pl.Series, share: float, seed: int) -> NDArray[np.bool_]:
    """Whether each customer (n) is kept out of everything but the test: `share` of all, by their ids alone."""
    return drawn(ids, seed) < share


def folds(ids: pl.Series, outcome: NDArray[np.bool_], count: int, seed: int) -> NDArray[np.int64]:
    """The fold (n, from 0) of each row: rows of an id share one, and each fold has its share of customers with one.

    A customer has the outcome where any of their rows has it.
    """
    people = pl.DataFrame({"id": ids, "yes": outcome}).group_by("id").agg(pl.col("yes").any())
    people = people.with_columns(drawn=pl.Series(drawn(people["id"], seed)))
    people = people.sort("yes", "drawn", "id").with_columns(fold=pl.int_range(pl.len()).over("yes") % count)
    joined = pl.DataFrame({"id": ids}).join(people, on="id", how="left", maintain_order="left")
    return joined["fold"].to_numpy().astype(np.int64)
