"""What a plan says about which segmentation is useful, and by which index the best is chosen."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from segtui.declare import Declared

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Select(Declared):
    """The conditions that a candidate must meet, and the index that ranks those that do."""

    by: Literal["silhouette", "dunn", "davies_bouldin", "calinski_harabasz", "dbcv", "rank"] = "silhouette"
    """The index that decides; rank is the mean of the ranks by silhouette and by Dunn."""
    clusters: tuple[Annotated[int, Field(ge=2)], Annotated[int, Field(ge=2)]] = (3, 10)
    """The fewest and the most segments that are useful."""
    min_share: Share = 0.02
    """The smallest share of the rows that a segment may have, 0 to 1."""
    max_noise: Share = 0.30
    """The largest share of the rows that may be noise, 0 to 1."""

    candidate: str | None = None
    """The candidate to take whatever the ranking says, such as "kmeans k=5"; without it the best one."""

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if self.clusters[0] > self.clusters[1]:
            raise ValueError(f"clusters must be [fewest, most]: [{self.clusters[1]}, {self.clusters[0]}]?")
        return self
