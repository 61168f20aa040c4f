"""The plan's [select], and its conditions, each with the words and figures for a candidate that fails it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from segtui.declare import Declared
from segtui.language.sentences import Sentence, say, say_counted
from segtui.language.translation import to_translate
from segtui.validity.scores import Scores

Count = Annotated[int, Field(ge=2)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


FailureCode = Literal["too_few_clusters", "too_many_clusters", "too_small", "too_much_noise", "undefined", "too_large"]

USUAL_CLUSTERS = (3, 10)
"""How many segments are useful where a plan names an index of one labeling alone, and no numbers."""

MOST_IN_ONE = 0.90
"""The largest share of the rows in groups that one group has where the consensus decides."""


class Select(Declared):
    """The conditions that a candidate must meet, and the index that ranks those that do."""

    by: Literal["consensus", "silhouette", "dunn", "davies_bouldin", "calinski_harabasz", "dbcv", "rank"] = "consensus"
    """The index that decides: consensus weighs gaps, agreement and fit; rank means silhouette and Dunn."""
    clusters: tuple[Count, Count] = (2, 12)
    """The fewest and the most segments; default: [3, 10] where by is another index than consensus."""
    min_share: Share = 0.02
    """The smallest share of the rows that a segment may have, 0 to 1."""
    max_noise: Share = 0.30
    """The largest share of the rows that may be noise, 0 to 1."""

    require_structure: bool = False
    """Whether a run without clear groups ends with exit code 1."""
    candidate: str | None = None
    """The candidate to choose regardless of the ranking, such as "kmeans k=5"; default: the best one."""

    @model_validator(mode="before")
    @classmethod
    def _usual_clusters(cls, given: Any) -> Any:
        """An index that tends to few clusters has another range by default."""
        if isinstance(given, dict) and given.get("by", "consensus") != "consensus":
            return {"clusters": USUAL_CLUSTERS, **given}
        return given

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if self.clusters[0] > self.clusters[1]:
            raise ValueError(
                say(
                    "clusters must be [fewest, most]: [{clusters}, {clusters_2}]?",
                    clusters=self.clusters[1],
                    clusters_2=self.clusters[0],
                )
            )
        return self


@dataclass(frozen=True)
class Failure:
    """A condition that a candidate fails.

    `code` says in which way it fails, `condition` is the key in the plan or the index that is undefined. `reason` has
    the words for the leaderboard, `against` the two figures; `gap` (0 to infinity) is how far off it is, as a share of
    the limit.
    """

    code: FailureCode
    condition: str
    reason: str
    against: str
    gap: float


def failures(scores: Scores, index: dict[str, float | None], select: Select) -> list[Failure]:
    """Every condition of `select` that these scores fail; `index` holds the values that the choice rests on."""
    found = [_clusters(scores.clusters, select.clusters)]
    if scores.clusters:
        found.append(_smallest(scores.smallest_share, select.min_share))
    found.append(_noise(scores.noise_share, select.max_noise))
    found += [
        Failure(
            "undefined",
            name,
            say("{index} is not defined", index=say(_TITLES.get(name, name))),
            say("not defined"),
            float("inf"),
        )
        for name, value in index.items()
        if value is None
    ]
    return [failure for failure in found if failure]


def too_large(scores: Scores) -> Failure | None:
    """Where nearly all rows in groups are in one; the consensus takes such a candidate only where no other is left."""
    if scores.largest_share is None or not scores.coverage:
        return None
    share = scores.largest_share / scores.coverage
    if share <= MOST_IN_ONE:
        return None
    is_, wanted = percents(share, MOST_IN_ONE)
    reason = say("largest segment {share} of rows in segments, over {most}", share=is_, most=wanted)
    gap = (share - MOST_IN_ONE) / MOST_IN_ONE
    return Failure("too_large", say("largest segment"), reason, _against(is_, wanted), gap)


def _clusters(count: int, asked: tuple[int, int]) -> Failure | None:
    low, high = asked
    if low <= count <= high:
        return None
    against = say("{count} against {low} to {high}", count=count, low=low, high=high)
    if count < low:
        few = say_counted("{count} cluster, fewer than {low}", "{count} clusters, fewer than {low}", count, low=low)
        return Failure("too_few_clusters", "clusters", few, against, (low - count) / low)
    many = say_counted("{count} cluster, more than {high}", "{count} clusters, more than {high}", count, high=high)
    return Failure("too_many_clusters", "clusters", many, against, (count - high) / high)


def _smallest(share: float, asked: float) -> Failure | None:
    if share >= asked:
        return None
    is_, wanted = percents(share, asked)
    reason = say("smallest segment {share} of rows, under {least}", share=is_, least=wanted)
    return Failure("too_small", "min_share", reason, _against(is_, wanted), (asked - share) / asked)


def _noise(share: float, asked: float) -> Failure | None:
    if share <= asked:
        return None
    is_, wanted = percents(share, asked)
    gap = (share - asked) / asked if asked else float("inf")
    reason = say("noise {share}, over {most}", share=is_, most=wanted)
    return Failure("too_much_noise", "max_noise", reason, _against(is_, wanted), gap)


def _undefined(index: str) -> str:
    return say("{index} is not defined", index=say(_TITLES.get(index, index)))


def _against(is_: str, wanted: str) -> str:
    return say("{value} against {wanted}", value=is_, wanted=wanted)


def percents(value: float, asked: float) -> tuple[str, str]:
    """Two different shares as text, with enough digits to distinguish them."""
    for digits in range(1, 15):
        texts = _percent(value, digits), _percent(asked, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _percent(share: float, digits: int) -> str:
    text = f"{share * 100:.{digits}f}"
    return Sentence("{share:number}", {"share": f"{text.rstrip('0').rstrip('.')} %"})


_TITLES = {
    "consensus": to_translate("the consensus"),
    "silhouette": to_translate("silhouette"),
    "dunn": "Dunn",
    "dbcv": "DBCV",
    "davies_bouldin": "Davies-Bouldin",
    "calinski_harabasz": "Calinski-Harabasz",
}
