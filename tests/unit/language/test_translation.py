"""Sentences and figures are in the language that is set, and only within."""

import subprocess
import sys
import threading

import pytest

from segtui.language.figures import brief_percent, figure, localised, number, percent, share
from segtui.language.translation import _, in_heading, on_a_key, plural, speaking, used_as


def test_english_is_what_the_code_says():
    assert _("under {share}") == "under {share}"
    assert [plural("row", "rows", n) for n in (0, 1, 2)] == ["rows", "row", "rows"]
    assert (number(1234567), figure(0.05123), percent(0.272), share(1, 4)) == ("1,234,567", "0.05123", "27.2 %", "25 %")


def test_french_has_its_own_words_and_signs():
    with speaking("fr"):
        assert number(1234567) == "1\u202f234\u202f567"
        assert figure(0.05123) == "0,05123"
        assert (percent(0.272), brief_percent(0.27), share(1, 4)) == ("27,2\xa0%", "27\xa0%", "25\xa0%")
        assert brief_percent(0.0002) == "moins de 0,1\xa0%"
        assert localised("-1.5") == "-1,5"
    assert percent(0.272) == "27.2 %"


def test_the_language_ends_with_its_block_even_after_an_error():
    with pytest.raises(ZeroDivisionError), speaking("fr"), speaking("en"):
        assert number(1000) == "1,000"
        raise ZeroDivisionError
    assert number(1000) == "1,000"


def test_another_thread_speaks_english():
    heard = []
    with speaking("fr"):
        thread = threading.Thread(target=lambda: heard.append(number(1000)))
        thread.start()
        thread.join()
    assert heard == ["1,000"]


def test_english_loads_no_babel():
    code = "import sys; from segtui.language.figures import percent; percent(.5); print('babel' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_a_word_may_be_another_one_in_one_use():
    assert (on_a_key("open"), in_heading("to"), used_as("columns", "all")) == ("open", "to", "all")
    with speaking("fr"):
        assert used_as("columns", "all") == "toutes" != _("all")
        assert in_heading("to") == "vers" != _("to")
        assert in_heading("file") == _("file")
        assert on_a_key("") == ""
