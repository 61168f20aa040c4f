"""The plan's [stability]: how closely it is looked at whether segments are found again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segtui.declare import Declared


class Resampling(Declared):
    """How often the segmentation is repeated on resamples of the rows, to see which segments come back."""

    resamples: Annotated[int, Field(ge=0, le=10_000)] = 100
    """How many resamples at most, fewer for larger tables; 0 switches it off."""
    candidates: Annotated[int, Field(ge=1, le=100)] = 10
    """How many candidates are resampled: the chosen one and the next best."""
