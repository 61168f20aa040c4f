"""Who was one person in an earlier table."""

import numpy as np
import polars as pl

from segtui.cleaning.matching.known_people import KnownPeople
from segtui.cleaning.steps.match import Match

BEFORE = KnownPeople.of(pl.Series(["A", "D"]), pl.DataFrame({"id": ["B", "C", "Y"], "other": ["A", "B", "D"]}))


def test_chains_of_pairs_are_one_person_by_the_id_that_stayed():
    assert dict(BEFORE.frame.iter_rows()) == {"A": "A", "B": "A", "C": "A", "D": "D", "Y": "D"}
    left, right = BEFORE.links(pl.Series(["C", "new", "B", "D", None, "D"]))
    assert (left.tolist(), right.tolist()) == ([0], [2])


def test_the_row_with_the_id_of_before_stays_wherever_it_stands():
    ids = pl.Series(["C", "A", "x", "D", "z"])
    assert BEFORE.staying(np.array([0, 0, 2, 2, 4]), ids).tolist() == [1, 1, 3, 3, 4]


def test_later_rows_of_known_people_are_one_again_unless_the_plan_says_they_differ():
    names = [f"Name{i}" for i in range(30)]
    run = pl.DataFrame({"id": [f"N{i}" for i in range(30)], "name": names, "mail": [f"{n}@x.org" for n in names]})
    later = pl.DataFrame({"id": ["Y", "D"], "name": ["Zofia", "Kurt"], "mail": ["z@x.org", "k@y.org"]})
    for decided, left in (({}, ["D"]), ({"different": [("Y", "D")]}, ["Y", "D"])):
        (step,) = Match(on={"name": "name", "mail": "email"}, **decided).fitted(run, id="id")
        assert step.apply(later, id="id").frame["id"].to_list() == ["Y", "D"]
        assert step.knowing(BEFORE).apply(later, id="id").frame["id"].to_list() == left
