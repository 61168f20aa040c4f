import pytest
from textual.app import App
from textual.color import Color

from tests.widgets.pages import page
from widgets.drawing.palette import colours_of, contrast, group_glyph, group_style


def test_sixty_groups_have_sixty_glyphs_in_ascii_too():
    for ascii in (False, True):
        glyphs = [group_glyph(index, ascii) for index in range(60)]
        assert len(set(glyphs)) == 60
        assert not {group_glyph(-1, ascii), " "} & set(glyphs)


def test_ascii_glyphs_are_ascii():
    assert all(group_glyph(index, ascii=True).isascii() for index in range(-1, 200))


@pytest.mark.parametrize("dark", [True, False])
def test_the_first_24_groups_have_24_colours(dark):
    assert len({group_style(index, 24, dark=dark).color for index in range(24)}) == 24


def test_a_group_keeps_its_colour_when_there_are_more_groups():
    assert group_style(3, 5) == group_style(3, 60)


def test_sixteen_colours_are_the_terminals_own():
    assert all(group_style(index, 60, ansi16=True).color.number < 16 for index in range(60))
    assert len({group_style(index, 12, ansi16=True).color for index in range(12)}) == 12


def test_every_colour_stands_out_from_its_background_by_3_to_1():
    for index in range(-1, 24):
        for dark, background in ((True, "#121212"), (False, "#FFFFFF")):
            style = group_style(index, 24, dark=dark)
            assert contrast(Color.from_rich_color(style.color), Color.parse(background)) >= 3


def test_contrast_is_that_of_wcag():
    assert contrast(Color.parse("black"), Color.parse("white")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("white")) == pytest.approx(4.48, abs=0.005)


def test_no_color_and_ansi_themes_are_noticed(monkeypatch):
    app, found = App(), []

    async def look(pilot):
        found.append(colours_of(app))
        app.theme = "ansi-dark"
        found.append(colours_of(app))

    page(app, act=look)
    monkeypatch.setenv("NO_COLOR", "1")
    app = App()
    page(app, act=look)
    assert found == ["full", "ansi16", "none", "none"]
