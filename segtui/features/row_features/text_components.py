"""Texts as a few numbers each: TF-IDF of runs of characters, and their truncated singular value decomposition.

It knows no language: words that share a stem share runs of characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.language.sentences import say, say_counted

FEWEST = 5
"""In how many texts a run of characters, or a word that is shown, must be: rarer ones tell of single people."""
LENGTH = 2_000
"""How many characters of a text are read."""
_RUNS, _WORDS, _LEARNED_FROM, _BATCH = 4_000, 2_000, 50_000, 50_000
_SHOWN = 6
_LONG, _TELLING = 4, 2
_LEAST_RELATED = 0.1
_DIGITS = 7


@dataclass(frozen=True)
class TextComponents:
    """The v runs of characters that are counted, the weight of each (v), and the components (k, v)."""

    runs: tuple[str, ...]
    weights: NDArray[np.float64]
    directions: NDArray[np.float64]

    @classmethod
    def fit(cls, texts: pl.Series, components: int, seed: int = 0) -> TextComponents:
        """Learn from texts without nulls, of very many from 50,000 evenly spread ones.

        The seed draws the vector that the decomposition starts from. Raises DataError where they have too little in
        common for that number of components.
        """
        from sklearn.decomposition import TruncatedSVD

        some = texts.gather_every(-(-len(texts) // _LEARNED_FROM)) if len(texts) > _LEARNED_FROM else texts
        counter = _counter()
        try:
            counted = counter.fit_transform(some.to_list())
        except ValueError:  # nothing is in enough of them
            raise _too_little(len(some), 0) from None
        if components >= min(counted.shape):
            raise _too_little(len(some), min(counted.shape) - 1)
        solver = TruncatedSVD(components, algorithm="arpack", random_state=seed).fit(counted)
        runs = tuple(counter.get_feature_names_out().tolist())
        return cls(runs, counter.idf_.round(_DIGITS), solver.components_.round(_DIGITS))

    def scores(self, texts: pl.Series) -> NDArray[np.float64]:
        """The components of each text (n, k); 0 in all of them where a text is null or has nothing known in it."""
        counter = _counter(vocabulary=self.runs)
        counter.idf_ = self.weights
        found = [np.zeros((0, len(self.directions)))]
        for batch in texts.fill_null("").to_frame().iter_slices(_BATCH):
            found.append(counter.transform(batch.to_series().to_list()) @ self.directions.T)
        return np.concatenate(found)

    def facts(self) -> dict[str, Any]:
        """As plain data."""
        return {"runs": list(self.runs), "weights": self.weights.tolist(), "components": self.directions.tolist()}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> TextComponents:
        """From plain data."""
        return cls(tuple(facts["runs"]), np.array(facts["weights"]), np.array(facts["components"]))


def loading_words(texts: pl.Series, scores: NDArray[np.float64]) -> list[tuple[list[str], list[str]]]:
    """For each component of texts without nulls (n) with these scores (n, k): the words of high and of low ones.

    By the correlation of having the word with the score, the strongest first; words of fewer than five texts are not
    told.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    some = texts.to_frame().with_columns(at=pl.int_range(len(texts)))
    some = some.gather_every(max(1, -(-len(texts) // _LEARNED_FROM)))
    counter = CountVectorizer(binary=True, min_df=FEWEST, max_features=_WORDS, token_pattern=r"(?u)\b[^\W\d_]{2,}\b")
    try:
        has = counter.fit_transform(some.to_series().to_list()).astype(np.float64)
    except ValueError:  # no word is in enough of them
        return [([], []) for _ in scores.T]
    values = scores[some["at"].to_numpy()]
    centred = values - values.mean(axis=0)
    share = np.asarray(has.mean(axis=0)).ravel()
    spread = np.sqrt(np.outer(share * (1 - share), centred.var(axis=0))) * len(values)
    related = np.divide(has.T @ centred, spread, out=np.zeros_like(spread), where=spread > 0)
    words = counter.get_feature_names_out().tolist()
    return [(_strongest(words, r), _strongest(words, -r)) for r in related.T]


def _strongest(words: Sequence[str], related: NDArray[np.float64]) -> list[str]:
    order = np.argsort(-related.round(9), kind="stable")[:_SHOWN]
    return [words[i] for i in order if related[i] >= _LEAST_RELATED]


def telling(words: Sequence[str]) -> tuple[str, ...]:
    """The two words that say most of what a text is about: the strongest of four letters or more, else any."""
    return tuple(sorted(words, key=lambda word: len(word) < _LONG)[:_TELLING])


def _counter(vocabulary: Sequence[str] | None = None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    learns = {} if vocabulary is not None else {"min_df": FEWEST, "max_features": _RUNS}
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, vocabulary=vocabulary, **learns)


def _too_little(texts: int, most: int) -> DataError:
    what = say_counted(
        "there is too little in common in {count:,} text: each run of characters must be in {fewest} of them",
        "there is too little in common in {count:,} texts: each run of characters must be in {fewest} of them",
        texts,
        fewest=FEWEST,
    )
    fix = (
        say("set components = {most} or less", most=most) if most > 0 else say("use a column with more or longer texts")
    )
    return DataError(what, fix=fix)
