"""What cleaning learned and noted of a spelling that one person has goes with the person."""

import copy
import csv
import json

from segtui.pipeline.forgetting.learned_spellings import is_respelled, without_spellings
from segtui.pipeline.forgetting.single_values import is_masked, without_values

OWN = {"city": frozenset(["Quxville", "Quxvile"]), "age": frozenset(["12"])}


def test_a_spelling_of_one_person_leaves_what_was_learned(tmp_path):
    winners = {"city": {"lyon": "Lyon", "quxvile": "Quxvile"}, "street": {"quxvile": "Quxvile"}}
    before = {"clean": [{"clean": 1, "step": "spelled", "winners": winners}, {"clean": 2, "step": "text"}]}
    (tmp_path / "model").mkdir()
    (tmp_path / "model/learned.json").write_text(json.dumps(before))
    found = without_spellings(tmp_path, OWN, lambda place: tmp_path / "new.json")
    now = json.loads((tmp_path / "new.json").read_text())
    assert list(found.values()) == [1]
    assert now["clean"][0]["winners"] == {"city": {"lyon": "Lyon"}, "street": {"quxvile": "Quxvile"}}
    assert is_respelled(now, copy.deepcopy(before))
    now["clean"][0]["winners"]["city"]["lyon"] = "Paris"
    assert not is_respelled(now, before)


def test_notes_of_cleaning_lose_what_they_quote_of_the_person_and_nothing_else(tmp_path):
    note = '12 cells of city took another spelling: "Lyon" for "lyon" 11, "Quxvile" for "Quxville" 1'
    left = note.replace('"Quxvile" for "Quxville"', '"…" for "…"')
    with (tmp_path / "cleaning.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["step", "notes"], ["harmonise", note]])
    (tmp_path / "report.md").write_text(f"- 1 · harmonise: {note}\n")
    (tmp_path / "new").mkdir()
    without_values(tmp_path, OWN, lambda place: tmp_path / "new" / place.name)
    with (tmp_path / "new/cleaning.csv").open(newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["notes", left]
    assert (tmp_path / "new/report.md").read_text() == f"- 1 · harmonise: {left}\n"
    assert is_masked(left, note)
