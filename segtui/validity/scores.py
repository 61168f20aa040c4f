"""The indices of one labeling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scores:
    """Indices of a labeling on its clustered rows (noise dropped), and how much it covers.

    An index that is undefined (fewer than two clusters, or every row its own) is None, never 0 or NaN.
    `silhouette_error` is the standard error where silhouette comes from a sample, None where it is exact.
    `notes` say why an index is missing or sampled.
    """

    clusters: int
    coverage: float
    noise_share: float
    smallest_share: float
    silhouette: float | None = None
    silhouette_error: float | None = None
    dunn: float | None = None
    davies_bouldin: float | None = None
    calinski_harabasz: float | None = None
    notes: tuple[str, ...] = ()
