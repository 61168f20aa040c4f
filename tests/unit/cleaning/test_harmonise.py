"""Values that mean the same get one spelling; OpenRefine's keys as its documentation describes them."""

import random
import re
import string
import unicodedata

import polars as pl
import pytest

from segtui.cleaning.clean import clean, from_plain, learn, to_plain
from segtui.cleaning.spelling_keys import keys
from segtui.cleaning.steps.harmonise import Harmonise

CITIES = ["Paris"] * 5 + ["PARIS", " paris ", "Marseille", "Marseille", "Marseile", "Lyon", "Lion", None, " ", "?"]


def spelled(cities, **settings):
    frame = pl.DataFrame({"id": range(len(cities)), "city": cities}, schema={"id": pl.Int64, "city": pl.String})
    return Harmonise(columns=("city",), **settings).apply(frame, id="id")


def by_hand(text, method):
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    plain = re.sub(f"[{re.escape(string.punctuation)}]", "", "".join(c for c in plain if not unicodedata.combining(c)))
    if method == "fingerprint":
        return " ".join(sorted(set(plain.split())))
    letters = plain.replace(" ", "")
    return "".join(sorted({letters[i : i + 2] for i in range(len(letters) - 1)})) if len(letters) > 1 else letters


@pytest.mark.parametrize("method", ["fingerprint", "ngram"])
def test_keys_are_openrefines(method):
    draw = random.Random(7)
    texts = ["".join(draw.choices("aAéÉoüzñ  -.'&", k=draw.randint(1, 12))) for _ in range(500)]
    assert keys(pl.Series(texts), method).to_list() == [by_hand(t, method) for t in texts]


def test_its_documented_examples_have_one_key():
    assert keys(pl.Series(["Tom Cruise", "Cruise, Tom", " tom  CRUISE"]), "fingerprint").n_unique() == 1
    assert keys(pl.Series(["Saint-Étienne", "saint etienne"]), "ngram").n_unique() == 1


def test_the_most_frequent_spelling_wins_and_each_merge_is_counted():
    made = spelled(CITIES)
    assert made.frame["city"].to_list() == ["Paris"] * 7 + CITIES[7:]
    assert made.cells_changed == 2
    assert made.notes == ('2 cells of city took another spelling: "Paris" for " paris " 1 and "PARIS" 1',)
    assert spelled(["a", "b"]).notes == ("each value of city has one spelling",)


def test_of_equally_frequent_spellings_the_first_wins_in_any_order_of_rows():
    assert spelled(["b-c", "B C", "c b"]).frame["city"].to_list() == ["b-c", "B C", "B C"]
    assert spelled(["c b", "B C", "b-c"]).frame["city"].to_list() == ["B C", "B C", "b-c"]


def test_the_nearest_spelling_is_one_letter_in_five_away_and_never_another_digit():
    assert spelled(CITIES, method="nearest").frame["city"].to_list()[5:12] == [
        *["Paris"] * 2,
        *["Marseille"] * 3,
        *["Lyon", "Lion"],
    ]
    assert spelled(["Sector 1"] * 3 + ["Sector 2", "Sektor 1"], method="nearest").frame["city"].to_list() == [
        *["Sector 1"] * 3,
        *["Sector 2", "Sector 1"],
    ]


def test_values_of_the_plan_win_and_a_value_that_becomes_itself_stays():
    values = {"PARIS": "Paris (75)", "Marseile": "Marseile", "Lion": "LYON"}
    made = spelled(CITIES, method="nearest", values=values).frame["city"].to_list()
    assert made[4:12] == ["Paris", "Paris (75)", "Paris", "Marseille", "Marseille", "Marseile", "LYON", "LYON"]


def test_signs_between_digits_keep_numbers_apart():
    assert keys(pl.Series(["1.5 l", "15 l", "1.2.3", "123"]), "fingerprint").n_unique() == 4


def test_later_rows_take_the_runs_spellings():
    frame = pl.DataFrame({"id": range(15), "city": CITIES})
    for method in ("fingerprint", "nearest"):
        step = Harmonise(columns="city", method=method)
        kept = from_plain(to_plain(learn(frame, [step], id="id")))
        later = pl.DataFrame({"id": [1, 2, 3], "city": ["pÁris", "Berlin", "LYON"]})
        assert clean(later, [s for _, s in kept], id="id").frame["city"].to_list() == ["Paris", "Berlin", "LYON"]
        assert "Lyon" not in str(to_plain(kept)), "a spelling of few cells tells of a person"


def test_a_glob_takes_columns_whose_values_recur():
    frame = pl.DataFrame({"id": [1, 2, 3, 4], "*": ["a", "A", "a", "A"], "mail": ["a.b@c", "ab@c", "x", "y"]})
    made = Harmonise(columns="*").apply(frame, id="id")
    assert made.columns == ("*",) and made.frame["mail"].to_list() == frame["mail"].to_list()
    none = Harmonise(columns="zz*").apply(frame.clear(), id="id")
    assert none.columns == () and none.frame.height == 0


def test_every_method_says_how_many_values_and_cells_it_would_replace() -> None:
    towns = ["Lyon"] * 5 + ["LYON", "lyon", "lyon", "Ly on", "Lyonn", "Bordeaux", "Bordeax", None]
    frame = pl.DataFrame({"id": range(len(towns)), "town": towns})
    step = Harmonise(columns=("town",))
    found = {way.settings["method"]: way for way in step.ways(frame, id="id")}
    for method, way in found.items():
        after = Harmonise(columns=("town",), method=method).apply(frame, id="id").frame["town"].to_list()
        changed = [(old, new) for old, new in zip(towns, after, strict=True) if old != new]
        assert (way.values, way.cells) == (len(set(changed)), len(changed))
    assert [found[name].values for name in ("fingerprint", "ngram")] == [2, 3]
