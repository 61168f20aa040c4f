"""Names and numbers of lines are listed in every language."""

import pytest

from segtui.data.raw.row_repairs import RowRepair, RowSkip, listed, repair_notes
from segtui.language.listings import line_numbers, some_names
from segtui.language.sentences import as_data, from_data, in_language
from segtui.language.translation import speaking


def in_french(text):
    with speaking("fr"):
        return in_language(from_data(as_data(text))).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("numbers", "total", "english", "french"),
    [
        ([3], None, "line 3", "ligne 3"),
        ([3, 9], None, "lines 3 and 9", "lignes 3 et 9"),
        ([3, 9, 12, 15, 2000], 9, "lines 3, 9, 12, 15, 2,000 and 4 more", "lignes 3, 9, 12, 15, 2 000 et 4 de plus"),
    ],
)
def test_the_first_five_lines_are_numbered_and_the_rest_counted(numbers, total, english, french):
    found = line_numbers(numbers, total)
    assert found == english and in_french(found) == french
    assert line_numbers(numbers, total, "row") == english.replace("line", "row")


def test_names_stand_in_the_quotes_of_the_language():
    found = some_names(["a", "b", "c", "d", "e", "f"])
    assert found == '"a", "b", "c", "d", "e" and 1 more'
    assert in_french(found) == "« a », « b », « c », « d », « e » et 1 de plus"


def test_damaged_rows_are_told_in_french():
    repairs, skips = [RowRepair(2, "quote", "a.csv"), RowRepair(1234, "short")], [RowSkip(5, "cut")]
    assert list(map(in_french, listed(repairs, skips, 4))) == [
        "ligne 5 : écartée (tronquée)",
        "ligne 1 234 : réparée (cellules manquantes)",
        "a.csv, ligne 2 : réparée (guillemets égarés)",
        "1 autre",
    ]
    notes = list(repair_notes(repairs, skips, 7))
    assert notes[1] == "1 row of fewer than 7 cells filled with nulls (line 1,234)."
    assert in_french(notes[1]) == "1 ligne : moins de 7 cellules, complétées par du vide (ligne 1 234)."
