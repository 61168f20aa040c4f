"""Which columns add up to what customers spent, so that a segment's share of it can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segtui.segments.vocabulary import wording
from segtui.segments.wordings import SCORES
from segtui.segments.words import words

_NO_SUM = {"max", "min", "median", "std", "first", "last", "expected", "predicted", "share", "growth", "score"}


@dataclass(frozen=True)
class Worth:
    """What customers spent: `columns` that add up to it, and what the sum is called."""

    name: str
    columns: tuple[str, ...]


def worth(columns: Sequence[str]) -> Worth | None:
    """The one column that holds all that a customer spent, by its name, or the columns that hold its parts.

    `monetary` of rfm comes first, then a column such as total_spend or revenue, then all that are spend on something
    (MntWines, MntFish …). None where no column says so.
    """
    if "monetary" in columns:
        return Worth("monetary", ("monetary",))
    money = [c for c in columns if c not in SCORES and not _NO_SUM & set(words(c)) and wording(c).family == "spend"]
    whole = [c for c in money if wording(c).theme == "spend"]
    if whole:
        return Worth(whole[0], (whole[0],))
    if not money:
        return None
    return Worth("spend" if len(money) > 1 else money[0], tuple(money))
