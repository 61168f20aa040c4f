"""A phrase written from right to left keeps to itself within a line."""

from widgets.plain.direction import MARK, ended


def test_what_follows_such_a_phrase_is_not_a_part_of_it():
    assert ended("שם טוב <= -0.8") == f"שם טוב{MARK} <= -0.8"
    assert ended("“רב”, ע 17 (32 %)") == f"“רב{MARK}”, ע{MARK} 17 (32 %)"


def test_other_text_stays():
    assert ended("Été <= 3 · 東京") == "Été <= 3 · 東京"
