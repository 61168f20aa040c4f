"""The report's cautions: how robust the segments are, and what could mislead a reader."""

from __future__ import annotations

import polars as pl

from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.figures import number
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.report.markdown import brief_percent, bullets, figure, listed
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.segments.choosing.choose import Ranked, Selection, spoken
from segtui.segments.naming.cards import Card

MOSTLY_ONE = 0.6
"""The share of the rows from which one segment is nearly everybody."""
MANY = 12
"""From this many different rows on there may be a structure to find."""
_FIRST = 10_000
FEW_ROWS = 30
"""Means of fewer rows than this say little."""

_REASONABLE = 0.50
_ROUND_ONLY = to_translate(
    "Silhouette counts only round segments far apart as strong; that the groups are there rests on the "
    "figures of the structure above."
)
_SCALE = (
    (0.70, to_translate("a strong structure")),
    (_REASONABLE, to_translate("a reasonable structure")),
    (
        0.25,
        to_translate("a weak structure that could be artificial: check that it holds on new data before relying on it"),
    ),
    (
        -1.0,
        to_translate("no substantial structure: the groups overlap, and their boundaries are somewhat arbitrary"),
    ),
)


def trust_part(concluded: Concluded, segmented: Segmented, matrix: Matrix, distinct: int | None) -> list[str]:
    """How strong the structure is, and a sentence for each thing that makes the segments less useful than they look."""
    return bullets(cautions(concluded, segmented, matrix, distinct))


def cautions(concluded: Concluded, segmented: Segmented, matrix: Matrix, distinct: int | None) -> list[str]:
    """The same sentences, to be escaped; `distinct` is from `few_values`."""
    choice, found = concluded.choice, concluded.structure
    assert choice.chosen is not None
    there = found is not None and found.kind != "none"
    cards = [c for c in segmented.cards if c.segment >= 0]
    return [*(_listing(matrix, distinct) or _structure(choice.chosen, there)), *_giant(choice, cards), *_small(cards)]


def few_values(matrix: Matrix) -> int | None:
    """How many distinct rows there are, where they are so few that segments may just list them; else None."""
    distinct = pl.DataFrame(matrix.values[:_FIRST]).n_unique()
    if distinct < MANY:  # if the first rows differ, there is no need to check millions
        distinct = pl.DataFrame(matrix.values).n_unique()
    return None if distinct >= min(MANY, len(matrix.values)) else distinct


def _listing(matrix: Matrix, distinct: int | None) -> list[str]:
    """Where hardly any rows differ, segments list the values: a high silhouette says nothing of a structure."""
    if distinct is None:
        return []
    features = len(matrix.used)
    text = plural(
        "Caution: the {rows} rows have only {distinct} distinct values of {count} feature. The segments just list "
        "these values instead of revealing structure, so the silhouette says little.",
        "Caution: the {rows} rows have only {distinct} distinct values of {count} features. The segments just list "
        "these values instead of revealing structure, so the silhouette says little.",
        features,
    )
    return [text.format(rows=number(len(matrix.values)), distinct=distinct, count=features)]


def _structure(chosen: Ranked, there: bool) -> list[str]:
    """The silhouette in words, by the scale of Kaufman and Rousseeuw (1990, table 4).

    `there` says that the verdict above finds groups all the same.
    """
    silhouette, margin = chosen.scored.scores.silhouette, chosen.scored.scores.silhouette_margin
    if silhouette is None:
        return []
    about = f" ± {figure(margin)}" if margin else ""
    words = next(words for above, words in _SCALE if silhouette > above or above == -1.0)
    text = _("Cluster structure: a silhouette of {silhouette} means, on Kaufman and Rousseeuw's scale, {structure}.")
    said = text.format(silhouette=f"{figure(silhouette)}{about}", structure=_(words))
    return [f"{said} {_(_ROUND_ONLY)}" if there and silhouette <= _REASONABLE else said]


def _giant(choice: Selection, cards: list[Card]) -> list[str]:
    largest = max(cards, key=lambda c: c.rows)
    if largest.share < MOSTLY_ONE:
        return []
    text = _(
        "Caution: segment {segment} contains {share} of the rows, so most customers would be treated the same."
    ).format(segment=largest.segment, share=brief_percent(largest.share))
    even = [r.scored for r in choice.ranked if not r.rejected and (r.scored.scores.largest_share or 0.0) < MOSTLY_ONE]
    if even:
        best, scores = even[0].candidate, even[0].scores
        other = _(
            "The best candidate without such a large segment is {candidate} (silhouette {silhouette}, its largest "
            "segment {share})."
        )
        share = brief_percent(scores.largest_share or 0.0)
        text += " " + other.format(candidate=spoken(best), silhouette=figure(scores.silhouette), share=share)
    return [text]


def _small(cards: list[Card]) -> list[str]:
    small = [c for c in cards if c.rows < FEW_ROWS]
    if not small:
        return []
    sizes = [
        plural("{segment} ({count} row)", "{segment} ({count} rows)", c.rows).format(segment=c.segment, count=c.rows)
        for c in small
    ]
    text = plural(
        "Caution: segment {segments} is small: a few more or fewer customers would change its figures.",
        "Caution: segments {segments} are small: a few more or fewer customers would change their figures.",
        len(small),
    )
    return [text.format(segments=listed(sizes))]
