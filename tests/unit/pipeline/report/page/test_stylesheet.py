"""The colours of report.html can be told from what they lie on, light and dark (WCAG 2.2)."""

import pytest

from segtui.pipeline.report.page.stylesheet import (
    DARK_INK,
    DARK_LINK,
    DARK_PAPER,
    DARK_QUIET,
    INK,
    LINK,
    PAPER,
    QUIET,
    stylesheet,
)
from widgets.charts.drawings.heat import DEEPEST
from widgets.charts.shapes import COLOURS
from widgets.charts.svg import DOWN, NOISE, UP

LOOKS = {"light": (PAPER, INK, QUIET, LINK), "dark": (DARK_PAPER, DARK_INK, DARK_QUIET, DARK_LINK)}


def channels(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_text_has_a_contrast_of_4_5(look):
    paper, *texts = map(channels, LOOKS[look])
    assert all(contrast(paper, colour) >= 4.5 for colour in texts)
    ink = texts[0]
    for deep in map(channels, (UP, DOWN)):
        cell = [DEEPEST * c + (1 - DEEPEST) * p for c, p in zip(deep, paper, strict=True)]
        assert contrast(ink, cell) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_groups_have_a_contrast_of_3(look):
    paper = channels(LOOKS[look][0])
    assert [c for c in (*COLOURS, NOISE) if contrast(paper, channels(c)) < 3] == []


def test_there_are_rules_for_the_dark_and_for_paper():
    assert "prefers-color-scheme:dark" in stylesheet() and "@media print" in stylesheet()
    assert stylesheet().count("{") == stylesheet().count("}")
