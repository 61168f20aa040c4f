"""What can learn an outcome: declared like algorithms, found in `segtui.prediction.models`."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segtui.declare import Declared, declarations
from segtui.prediction.predictors.predictor import Predictor

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


class Learner(Declared):
    """Base of what learns; its fields are its settings."""

    name: ClassVar[str]
    """The learner's name in a plan."""
    title: ClassVar[str]
    """What a report calls it, marked by `to_translate`."""
    by_default: ClassVar[bool] = True
    """Whether it is tried where a plan names none."""

    @abstractmethod
    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Predictor:
        """Learn from prepared rows (n, d) without gaps, on about one scale, and their outcomes (n) of both kinds.

        Outcomes count as they are: no class weights, so that what comes out is a probability.
        """

    @abstractmethod
    def seconds(self, rows: int, columns: int) -> float:
        """About how long it takes to learn from this many prepared rows and columns, on two processors."""


def learners() -> list[type[Learner]]:
    """Every learner, in order of its file's name."""
    return declarations("segtui.prediction.models", Learner)  # type: ignore[type-abstract]


def find_learner(name: str) -> type[Learner] | None:
    """The learner of that name; None if there is none."""
    return next((declared for declared in learners() if declared.name == name), None)
