"""The indices of one labeling."""

from __future__ import annotations

from dataclasses import dataclass

STANDARD_ERRORS = 2.5
"""Half of a 95 % interval in standard errors: more than 1.96, because these are estimated from few, skewed values."""


@dataclass(frozen=True)
class Scores:
    """Indices of a labeling on its clustered rows (noise dropped), and how much it covers.

    An index that is undefined (fewer than two clusters, or every row its own) is None, never 0 or NaN.
    `silhouette_error` is the standard error where silhouette comes from a sample, None where it is exact.
    Davies-Bouldin and Calinski-Harabasz are always exact; Dunn is, but where `dunn_is_bound`: then it is at most so
    large, and proving it would take long. `silhouette_note` says from how many rows a sampled silhouette comes;
    `notes` say why an index is missing or a bound. `smallest_share` and `largest_share` are the sizes of the smallest
    and the largest cluster as shares of all rows; the latter is None in files that did not say it.
    """

    clusters: int
    coverage: float
    noise_share: float
    smallest_share: float
    silhouette: float | None = None
    silhouette_error: float | None = None
    dunn: float | None = None
    dunn_is_bound: bool = False
    davies_bouldin: float | None = None
    calinski_harabasz: float | None = None
    notes: tuple[str, ...] = ()
    silhouette_note: str = ""
    largest_share: float | None = None

    @property
    def silhouette_margin(self) -> float | None:
        """Half the width of the silhouette's 95 % interval; 0 where it is exact, None where there is none."""
        if self.silhouette is None:
            return None
        return STANDARD_ERRORS * (self.silhouette_error or 0.0)

    @property
    def silhouette_interval(self) -> tuple[float, float] | None:
        """The silhouette's 95 % interval, within -1 to 1; both ends are the value itself where it is exact."""
        margin = self.silhouette_margin
        if self.silhouette is None or margin is None:
            return None
        return max(self.silhouette - margin, -1.0), min(self.silhouette + margin, 1.0)
