"""Positive parameters that make what was observed likeliest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], tuple[float, Floats]]
"""The log-likelihood at positive parameters (p), and its derivatives by them (p)."""

SMALLEST, LARGEST = 1e-4, 1e4
"""The limits of the search."""
_NEAR = 0.5
"""Of the logarithm: so close to a limit counts as at it, since a likelihood is flat there."""
_TOLERANCE = 1e-12


@dataclass(frozen=True)
class Maximum:
    """The parameters (p), the log-likelihood there, and which of them (p) are at a limit of the search.

    The observations don't determine a parameter at a limit: the further away, the likelier.
    """

    parameters: tuple[float, ...]
    log_likelihood: float
    at_limit: tuple[bool, ...]


def maximise(log_likelihood: LogLikelihood, starts: Sequence[Sequence[float]], count: float) -> Maximum:
    """The best maximum that L-BFGS-B finds from any of the starts (s, p), over the logarithms of the parameters.

    `count` is the number of observations: the search goes by their mean, so that one tolerance suits all sizes.
    """
    from scipy.optimize import minimize

    def loss(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        with np.errstate(all="ignore"):  # far from the maximum a likelihood may not be a number
            value, gradient = log_likelihood(parameters)
        if not np.isfinite(value) or not np.isfinite(gradient).all():
            return 1e10, np.zeros(len(logs))
        return -value / count, -gradient * parameters / count

    limits = (np.log(SMALLEST), np.log(LARGEST))
    options = {"maxiter": 2_000, "ftol": _TOLERANCE, "gtol": 1e-9}
    found = [
        minimize(loss, np.log(start), jac=True, method="L-BFGS-B", bounds=[limits] * len(start), options=options)
        for start in starts
    ]
    best = min(found, key=lambda each: each.fun)
    at_limit = (best.x < limits[0] + _NEAR) | (best.x > limits[1] - _NEAR)
    return Maximum(tuple(np.exp(best.x).tolist()), float(-best.fun * count), tuple(at_limit.tolist()))
