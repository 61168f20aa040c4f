"""One step over all rows: their likelihood, and the sums of memberships that the next Gaussians are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from segtui.clustering.mixtures.gaussians import Floats, Gaussians, shares_of
from segtui.libraries.compiled import Span, in_threads, spans, worthwhile

_SPAN = 8_192
"""Rows that a thread takes at a time; sums are added in their order, whichever thread made them."""


@dataclass(frozen=True)
class Sums:
    """Over the rows: log likelihood, memberships (k), and memberships times differences to the means, `first` (k, d),
    and times their products, `second` (k, d, d, at least below and on the diagonal) or squares (k, d)."""

    likelihood: float
    counts: Floats
    first: Floats
    second: Floats

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.likelihood + other.likelihood,
            self.counts + other.counts,
            self.first + other.first,
            self.second + other.second,
        )


@dataclass(frozen=True)
class Frame:
    """Rows seen from a point, along other axes: (x - `origin`) `axes`."""

    origin: Floats
    axes: Floats


def expect(values: Floats, by: Gaussians, threads: int, frame: Frame | None = None) -> Sums:
    """The sums over rows (n, d) for Gaussians that are given in the `frame`, where there is one."""
    step = _by_kernel if worthwhile(len(values)) else _plain

    def work(span: Span) -> Sums:
        rows = values[slice(*span)]
        return step(rows if frame is None else (rows - frame.origin) @ frame.axes, by)

    first, *rest = in_threads(work, spans(len(values), _SPAN), threads)
    return reduce(lambda total, each: total + each, rest, first)


def _by_kernel(rows: Floats, by: Gaussians) -> Sums:
    from segtui.clustering.kernels.mixture_step import apart_step, full_step

    counts, first, second = np.zeros(len(by.means)), np.zeros_like(by.means), np.zeros_like(by.factors)
    step = full_step if by.factors.ndim == 3 else apart_step
    likelihood = step(np.ascontiguousarray(rows), by.means, by.factors, by.offsets, counts, first, second)
    return Sums(float(likelihood), counts, first, second)


def _plain(rows: Floats, by: Gaussians) -> Sums:
    logs, second = np.empty((len(by.means), len(rows))), np.empty_like(by.factors)
    full = by.factors.ndim == 3
    for c, mean in enumerate(by.means):
        y = (rows - mean) @ by.factors[c] if full else (rows - mean) * by.factors[c]
        logs[c] = by.offsets[c] - 0.5 * np.einsum("ij,ij->i", y, y)
    shares, likelihoods = shares_of(logs)
    first = np.empty_like(by.means)
    for c, mean in enumerate(by.means):
        away = rows - mean
        weighted = away * shares[c, :, None]
        first[c] = weighted.sum(axis=0)
        second[c] = weighted.T @ away if full else np.einsum("ij,ij->j", weighted, away)
    return Sums(float(likelihoods.sum()), shares.sum(axis=1), first, second)
