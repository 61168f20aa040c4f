"""One step of expectation and maximisation over a span of rows, for mixtures of Gaussians.

Rows are taken in pieces that stay in the processor's nearest cache, column by column, so that the inner loops run over
rows and are vectorised. Sums are of differences to the components' means of before: nothing large cancels.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import ROUNDING, compiled

Array = NDArray[Any]

PIECE = 256
_LEAST = -708.0  # below, exp is nothing beside the row's largest
_PER_LN2 = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # adding 1.5 * 2^52 leaves the nearest whole number in the lowest bits


@compiled("void(float64[::1], float64[::1], int64[::1], int64)")
def exponential(values: Array, shifted: Array, bits: Array, rows: int) -> None:
    """exp of the first `rows` values (at most 0) in place, within 2e-16 of it; the others are scratch of that size.

    2 to the nearest whole power times a Taylor polynomial of the rest, which a compiler can vectorise. No fastmath, for
    that would undo the rounding.
    """
    power = bits.view(np.float64)
    for i in range(rows):
        x = max(values[i], _LEAST)
        whole = x * _PER_LN2 + _ROUND
        shifted[i] = whole
        n = whole - _ROUND
        r = (x - n * _LN2_HIGH) - n * _LN2_LOW
        p = 1.0 / 479001600.0
        p = p * r + 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        p = p * r + 1.0
        values[i] = p * r + 1.0
    raw = shifted.view(np.int64)
    for i in range(rows):
        bits[i] = (raw[i] + 1023) << 52
    for i in range(rows):
        values[i] *= power[i]


@compiled("float64(float64[:, ::1], float64[:, ::1], int64[::1], int64)", fastmath=ROUNDING)
def memberships(logs: Array, scratch: Array, bits: Array, rows: int) -> float:
    """Turn weighted log densities (k, piece) into memberships; the sum of the rows' log likelihoods."""
    top, total = scratch[0], scratch[1]
    for i in range(rows):
        top[i] = logs[0, i]
        total[i] = 0.0
    for c in range(1, logs.shape[0]):
        for i in range(rows):
            top[i] = max(top[i], logs[c, i])
    for c in range(logs.shape[0]):
        for i in range(rows):
            logs[c, i] -= top[i]
        exponential(logs[c], scratch[2], bits, rows)
        for i in range(rows):
            total[i] += logs[c, i]
    likelihood = 0.0
    for i in range(rows):
        likelihood += np.log(total[i]) + top[i]
        total[i] = 1.0 / total[i]
    for c in range(logs.shape[0]):
        for i in range(rows):
            logs[c, i] *= total[i]
    return likelihood


@compiled("void(float64[:, ::1], int64, int64, float64[:, ::1])")
def columns_of(values: Array, start: int, rows: int, columns: Array) -> None:
    """Copy some rows (n, d) into columns (d, piece)."""
    for i in range(rows):
        for j in range(values.shape[1]):
            columns[j, i] = values[start + i, j]


@compiled("void(float64[:, ::1], float64[::1], int64, float64[:, ::1])")
def differences(columns: Array, mean: Array, rows: int, out: Array) -> None:
    """Columns less a component's mean."""
    for j in range(len(mean)):
        for i in range(rows):
            out[j, i] = columns[j, i] - mean[j]


@compiled("void(float64[:, ::1], float64[:, ::1], float64, int64, float64[::1], float64[::1])", fastmath=ROUNDING)
def log_densities(away: Array, factor: Array, offset: float, rows: int, y: Array, logs: Array) -> None:
    """offset - |away' factor|^2 / 2 for an upper triangular factor."""
    for i in range(rows):
        logs[i] = offset
    for j in range(factor.shape[0]):
        f = factor[j, j]
        for i in range(rows):
            y[i] = f * away[j, i]
        at = 0
        while at + 4 <= j:
            a, b, c, d = factor[at, j], factor[at + 1, j], factor[at + 2, j], factor[at + 3, j]
            for i in range(rows):
                y[i] += a * away[at, i] + b * away[at + 1, i] + c * away[at + 2, i] + d * away[at + 3, i]
            at += 4
        while at < j:
            f = factor[at, j]
            for i in range(rows):
                y[i] += f * away[at, i]
            at += 1
        for i in range(rows):
            logs[i] -= 0.5 * y[i] * y[i]


@compiled("void(float64[:, ::1], float64[::1], int64, float64[::1], float64[::1], float64[:, ::1])", fastmath=ROUNDING)
def add_moments(away: Array, share: Array, rows: int, y: Array, first: Array, second: Array) -> None:
    """Add the sums of share * away, and of share * away * away' below and on the diagonal."""
    for j in range(len(first)):
        total = 0.0
        for i in range(rows):
            y[i] = share[i] * away[j, i]
            total += y[i]
        first[j] += total
        at = 0
        while at + 4 <= j + 1:
            a, b, c, d = 0.0, 0.0, 0.0, 0.0
            for i in range(rows):
                a += y[i] * away[at, i]
                b += y[i] * away[at + 1, i]
                c += y[i] * away[at + 2, i]
                d += y[i] * away[at + 3, i]
            second[j, at] += a
            second[j, at + 1] += b
            second[j, at + 2] += c
            second[j, at + 3] += d
            at += 4
        while at <= j:
            total = 0.0
            for i in range(rows):
                total += y[i] * away[at, i]
            second[j, at] += total
            at += 1


@compiled("void(float64[:, ::1], float64[::1], float64, int64, float64[::1])", fastmath=ROUNDING)
def log_densities_apart(away: Array, scales: Array, offset: float, rows: int, logs: Array) -> None:
    """The same for a diagonal factor."""
    for i in range(rows):
        logs[i] = offset
    for j in range(len(scales)):
        half = -0.5 * scales[j] * scales[j]
        for i in range(rows):
            logs[i] += half * away[j, i] * away[j, i]


@compiled("void(float64[:, ::1], float64[::1], int64, float64[::1], float64[::1])", fastmath=ROUNDING)
def add_moments_apart(away: Array, share: Array, rows: int, first: Array, second: Array) -> None:
    """Add the sums of share * away, and of share * away^2, by column."""
    for j in range(len(first)):
        a, b = 0.0, 0.0
        for i in range(rows):
            weighted = share[i] * away[j, i]
            a += weighted
            b += weighted * away[j, i]
        first[j] += a
        second[j] += b


@compiled("float64(float64[::1], int64)", fastmath=ROUNDING)
def total(values: Array, rows: int) -> float:
    """The sum of the first `rows` values."""
    found = 0.0
    for i in range(rows):
        found += values[i]
    return found


_STEP = "float64(float64[:, ::1], float64[:, ::1], {0}, float64[::1], float64[::1], float64[:, ::1], {0})"


def _step(
    values: Array, means: Array, factors: Array, offsets: Array, counts: Array, first: Array, second: Array
) -> float:
    """The log likelihood of rows (m, d) under k Gaussians; the sums of their memberships are added to.

    Args:
        values: (m, d).
        means: (k, d).
        factors: (k, d, d) upper triangular; (k, d) where columns are apart, of diagonals.
        offsets: (k) the logs of weights and of the factors' determinants.
        counts: (k) sums of membership.
        first: (k, d) of membership times difference to the mean.
        second: of membership times the outer product of the difference, as `factors`, but below the diagonal and on it.
    """
    k, d = means.shape
    columns, away = np.empty((d, PIECE)), np.empty((d, PIECE))
    logs, scratch, bits = np.empty((k, PIECE)), np.empty((3, PIECE)), np.empty(PIECE, np.int64)
    likelihood = 0.0
    for start in range(0, len(values), PIECE):
        rows = min(PIECE, len(values) - start)
        columns_of(values, start, rows, columns)
        for c in range(k):
            differences(columns, means[c], rows, away)
            if factors.ndim == 3:  # numba compiles one branch, by the signature
                log_densities(away, factors[c], offsets[c], rows, scratch[0], logs[c])
            else:
                log_densities_apart(away, factors[c], offsets[c], rows, logs[c])
        likelihood += memberships(logs, scratch, bits, rows)
        for c in range(k):
            counts[c] += total(logs[c], rows)
            differences(columns, means[c], rows, away)
            if second.ndim == 3:
                add_moments(away, logs[c], rows, scratch[0], first[c], second[c])
            else:
                add_moments_apart(away, logs[c], rows, first[c], second[c])
    return likelihood


full_step = compiled(_STEP.format("float64[:, :, ::1]"))(_step)
apart_step = compiled(_STEP.format("float64[:, ::1]"))(_step)
