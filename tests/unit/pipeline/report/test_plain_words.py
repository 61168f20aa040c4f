"""Figures in words: how far apart, roughly how many, and which names."""

import pytest

from segtui.language.figures import roughly
from segtui.pipeline.report.plain_words import difference_in_words, in_quotes


@pytest.mark.parametrize(
    ("effect", "kind", "words"),
    [
        (0.8, "number", "much higher"),
        (-2.0, "number", "much lower"),
        (0.5, "number", "higher"),
        (-0.3, "number", "somewhat lower"),
        (0.1, "number", "about the same"),
        (0.9, "share", "much more often"),
        (-0.5, "share", "less often"),
        (0.2, "year", "somewhat later"),
        (-0.8, "year", "much earlier"),
    ],
)
def test_a_difference_is_told_by_its_size_and_by_what_the_figure_is(effect, kind, words):
    assert difference_in_words(effect, kind) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.126, "13 %"), (0.994, "99 %"), (0.999, "over 99 %"), (1, "100 %")],
)
def test_only_none_and_all_are_0_and_100_percent(share, words):
    assert roughly(share) == words


def test_a_name_in_a_sentence_is_in_quotes():
    assert in_quotes("With kids, low spend") == "“With kids, low spend”"
