"""How points fade with the age of an event."""

from __future__ import annotations

import re
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from segtui.features.log.durations import read_duration
from segtui.language.sentences import say

_DAY = 86_400.0
_LINEAR = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s+per\s+(\S+)\s*")


def read_decay(text: str) -> tuple[float, float]:
    """The share of its first points that an event loses per day, and the days after which it has none.

    `text` is such as "50% per 30d"; raises ValueError for any other.
    """
    found = _LINEAR.fullmatch(text)
    if not found or not 0 < float(found[1]) <= 100:
        raise ValueError(say('"{text}" is not a loss such as "50% per 30d", of over 0 to 100 %', text=text))
    days = read_duration(found[2]).total_seconds() / _DAY
    share = float(found[1]) / 100
    return share / days, days / share


def _checked(text: str) -> str:
    read_decay(text)
    return text


LinearDecay = Annotated[str, AfterValidator(_checked)]
"""A share of the first points that is lost in each length of time, such as "50% per 30d"."""


def kept_share(age: NDArray[np.int64], decay: str | None, half_life: str | None) -> NDArray[np.float64]:
    """The share of its points (n, 0 to 1) that an event of that age in days still has; 1 without a decay."""
    if decay is not None:
        per_day, _ = read_decay(decay)
        return np.clip(1.0 - per_day * age, 0.0, 1.0)
    if half_life is not None:
        days = read_duration(half_life).total_seconds() / _DAY
        return np.exp2(-age / days)
    return np.ones(age.size)
