"""Gower's distances of all pairs of rows, and the k medoids with the least sum of distances to them."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import compiled

_TINY = 1e-9


@compiled("void(float64[:, ::1], int64, int64, float32[:, ::1])", fastmath={"reassoc", "contract"})
def distances(rows: Array, start: int, stop: int, between: Array) -> None:
    """Sums of absolute differences between rows `start` to `stop` and all rows (n, p), into those rows (n, n)."""
    for i in range(start, stop):
        for j in range(len(rows)):
            total = 0.0
            for column in range(rows.shape[1]):
                total += abs(rows[i, column] - rows[j, column])
            between[i, j] = total


@compiled("void(float32[:, ::1], int64[::1])")
def build(between: Array, medoids: Array) -> None:
    """PAM's start (Kaufman and Rousseeuw 1990): one medoid after the other, each where it helps most, ties first."""
    rows = len(between)
    nearest = np.full(rows, np.inf)
    for place in range(len(medoids)):
        best, most = -1, -np.inf
        for candidate in range(rows):
            gain = 0.0
            for row in range(rows):
                if place == 0:
                    gain -= between[candidate, row]
                elif between[candidate, row] < nearest[row]:
                    gain += nearest[row] - between[candidate, row]
            if gain > most:
                best, most = candidate, gain
        medoids[place] = best
        for row in range(rows):
            nearest[row] = min(nearest[row], between[best, row])


@compiled("void(float32[:, ::1], int64[::1], int64[::1], float64[::1], float64[::1], float64[::1])")
def _nearest_two(between: Array, medoids: Array, first: Array, least: Array, second: Array, loss: Array) -> None:
    """Of each row the place of the nearest medoid and its distance, the distance of the next, and what losing each of
    the medoids would cost."""
    loss[:] = 0.0
    for row in range(len(between)):
        near, next_, at = np.inf, np.inf, 0
        for place in range(len(medoids)):
            distance = between[medoids[place], row]
            if distance < near:
                near, next_, at = distance, near, place
            elif distance < next_:
                next_ = distance
        first[row], least[row], second[row] = at, near, next_
        loss[at] += next_ - near


@compiled("void(float32[:, ::1], int64[::1])")
def swap(between: Array, medoids: Array) -> None:
    """FasterPAM (Schubert and Rousseeuw 2021): any swap that lowers the sum of distances is made at once.

    It ends when no row can take a medoid's place. There are two medoids or more.
    """
    rows, k = len(between), len(medoids)
    first, least, second = np.empty(rows, np.int64), np.empty(rows), np.empty(rows)
    loss, change, is_medoid = np.empty(k), np.empty(k), np.zeros(rows, np.uint8)
    for place in range(k):
        is_medoid[medoids[place]] = 1
    _nearest_two(between, medoids, first, least, second, loss)
    since, candidate = 0, 0
    while since < rows:
        since += 1
        if not is_medoid[candidate]:
            change[:] = loss
            shared = 0.0
            for row in range(rows):
                distance = between[candidate, row]
                if distance < least[row]:
                    shared += distance - least[row]
                    change[first[row]] += least[row] - second[row]
                elif distance < second[row]:
                    change[first[row]] += distance - second[row]
            place = int(np.argmin(change))
            if change[place] + shared < -_TINY * rows:
                is_medoid[medoids[place]], is_medoid[candidate] = 0, 1
                medoids[place], since = candidate, 0
                _nearest_two(between, medoids, first, least, second, loss)
        candidate = (candidate + 1) % rows
