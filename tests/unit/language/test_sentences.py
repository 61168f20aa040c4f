"""Sentences are English wherever they go, and can be said in another language where a report is made."""

import copy
import json

from segtui.language.sentences import (
    Sentence,
    in_language,
    in_sequence,
    listing,
    row_of,
    say,
    say_counted,
    tell,
    tell_counted,
    with_counts,
)
from segtui.language.translation import speaking


def test_a_sentence_is_its_english_text():
    cells = say_counted("{count:,} cell", "{count:,} cells", 1234)
    assert cells == "1,234 cells"
    assert json.dumps(cells) == '"1,234 cells"'
    assert say("{part:share} and {x:figure}", part=(1, 8), x=0.05123) == "12.5 % and 0.05123"
    with speaking("fr"):
        assert say_counted("{count:,} cell", "{count:,} cells", 1) == "1 cell"


def test_a_sentence_can_be_said_in_french_with_those_in_it():
    cells = say_counted("{count:,} cell", "{count:,} cells", 1234)
    reasons = row_of([say("before 1900"), say("{day}, a placeholder", day="1970-01-01"), cells])
    with speaking("fr"):
        assert in_language(cells) == "1\u202f234 cellules"
        assert in_language(reasons) == "avant 1900, 1970-01-01, une date par défaut, 1\u202f234 cellules"
        assert in_language(with_counts([("EUR", 1000)])) == "EUR 1\u202f000"
        assert in_language("any text") == "any text"
    assert in_language(cells) == cells


def test_lists_name_the_first_and_count_the_rest():
    assert [listing(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listing(list("abcdefg"), 5) == "a, b, c, d, e and 2 more"
    with speaking("fr"):
        assert in_language(listing(list("abc"))) == "a, b et c"


def test_a_sentence_begins_with_a_capital_and_ends_with_a_stop():
    note = say("has times with an offset")
    assert say("{note:sentence}", note=note) == "Has times with an offset."


def test_copies_are_sentences_too():
    cells = say_counted("{count:,} cell", "{count:,} cells", 3)
    again = copy.deepcopy(cells)
    assert isinstance(again, Sentence)
    assert again.translated() == cells


def test_lengths_of_time_are_told_in_words():
    told = [say("orders over {window:span}", window=window) for window in ("90d", "1w", "2000h", "always")]
    assert told == ["orders over 90 days", "orders over 1 week", "orders over 2,000 hours", "orders over always"]


def test_what_is_told_now_has_the_signs_of_the_language():
    assert tell("{count:,} rows of {file}", count=1200, file="a") == "1,200 rows of a"
    assert in_sequence(["one", "two"]) == "one; two"
    with speaking("fr"):
        assert tell("{label}: {said}", label="a", said="b") == "a\u00a0: b"
        assert tell_counted("{count:,} row", "{count:,} rows", 0) == "0 ligne"
        assert tell_counted("{count:,} row", "{count:,} rows", 1200) == "1\u202f200 lignes"
        assert in_sequence(["un", "deux"]) == "un\u202f; deux"
