"""What every predictor can do, and how one is read again."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Predictor(Protocol):
    """Probabilities from prepared rows, by numbers that can be read in any language."""

    def probabilities(self, rows: Floats) -> Floats:
        """The probability (n) of the outcome for prepared rows (n, d)."""

    def facts(self) -> dict[str, Any]:
        """Its numbers as plain data (JSON), under the `form` that it is read by."""

    def table(self) -> pl.DataFrame | None:
        """Its trees as a table of their nodes, where it has trees."""


def expit(values: Floats) -> Floats:
    """Log-odds as probabilities, without overflow."""
    from scipy.special import expit as of_scipy

    found: Floats = of_scipy(values)
    return found


def logit(probability: Floats) -> Floats:
    """Probabilities as log-odds, those nearer than 1e-12 to 0 or 1 as if they were that far."""
    kept = np.clip(probability, 1e-12, 1 - 1e-12)
    return np.log(kept) - np.log1p(-kept)
