"""What cleaning learned and noted of a spelling that one person has goes with the person."""

import copy
import csv
import json

from segtui.pipeline.forgetting.erase_rows import erase_rows
from segtui.pipeline.forgetting.kept_report import without_kept_values, without_told
from segtui.pipeline.forgetting.learned_spellings import is_respelled, without_spellings
from segtui.pipeline.forgetting.strike_values import without_values
from segtui.pipeline.forgetting.told_values import is_masked

OWN = {"city": frozenset(["Quxville", "Quxvile"]), "age": frozenset(["12"])}


def _learned(folder, facts, columns=()):
    (folder / "model").mkdir()
    (folder / "model/learned.json").write_text(json.dumps(facts))
    (folder / "model/model.json").write_text(json.dumps({"columns": list(columns)}))


def test_a_spelling_of_one_person_leaves_what_was_learned(tmp_path):
    winners = {"city": {"lyon": "Lyon", "quxvile": "Quxvile"}, "street": {"quxvile": "Quxvile"}}
    before = {"clean": [{"clean": 1, "step": "spelled", "winners": winners}, {"clean": 2, "step": "text"}]}
    _learned(tmp_path, before)
    found = without_spellings(tmp_path, OWN, lambda place: tmp_path / "new.json")
    now = json.loads((tmp_path / "new.json").read_text())
    assert list(found.values()) == [1]
    assert now["clean"][0]["winners"] == {"city": {"lyon": "Lyon"}, "street": {"quxvile": "Quxvile"}}
    assert is_respelled(now, copy.deepcopy(before))
    now["clean"][0]["winners"]["city"]["lyon"] = "Paris"
    assert not is_respelled(now, before)


def test_a_category_of_one_person_leaves_what_was_learned_unless_a_column_has_its_name(tmp_path):
    before = {"categories": {"city": ["Lyon", "Quxvile", "Quxville"], "plan": ["12"]}}
    _learned(tmp_path, before, [{"source": "city", "category": "Quxvile"}, {"source": "age", "category": None}])
    found = without_spellings(tmp_path, OWN, lambda place: tmp_path / "new.json")
    now = json.loads((tmp_path / "new.json").read_text())
    assert list(found.values()) == [1]
    assert now == {"categories": {"city": ["Lyon", "Quxvile"], "plan": ["12"]}}
    assert is_respelled(now, copy.deepcopy(before))
    assert not is_respelled({"categories": {"city": ["Lyon", "Metz"], "plan": ["12"]}}, before)


def test_rows_and_spellings_leave_one_file(tmp_path):
    kept = {"clean": 2, "step": "knn", "ids": ["1", "7"], "rows": [[1.0], [2.0]]}
    before = {"clean": [{"clean": 1, "step": "spelled", "winners": {"city": {"quxvile": "Quxvile"}}}, kept]}
    _learned(tmp_path, before)
    draft = tmp_path / "draft.json"
    erase_rows(tmp_path / "model/learned.json", lambda: draft, {"7"}, ())
    without_spellings(tmp_path, OWN, lambda place: tmp_path / "never", {tmp_path / "model/learned.json": draft})
    now = json.loads(draft.read_text())
    assert now["clean"][1]["ids"] == ["1"]
    assert now["clean"][0]["winners"] == {"city": {}}
    assert is_respelled(now, before)


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


def test_run_json_loses_what_it_quotes_and_the_categories_it_names():
    said = {"warnings": ['1 cell is no date: "Quxvile".', "Quxvile"], "rows": 3}
    said["segments"] = [{"name": "A", "why": ["city=Quxvile 5 % against 1 %", "city=Quxvilette 9 %"]}]
    left = without_told(said, OWN)
    assert left["warnings"] == ['1 cell is no date: "…".', "Quxvile"]
    assert left["segments"] == [{"name": "A", "why": ["city=… 5 % against 1 %", "city=Quxvilette 9 %"]}]
    assert left["rows"] == 3


def test_a_kept_example_of_an_unreadable_cell_goes(tmp_path):
    kept = {"say": "{parts}", "values": {"parts": [{"say": '"{name}"', "values": {"name": "Quxvile"}}]}}
    (tmp_path / "model").mkdir()
    (tmp_path / "model/report.json").write_text(json.dumps({"notes": [kept]}))
    found = without_kept_values(tmp_path, OWN, lambda place: tmp_path / "new.json", "en")
    assert list(found.values()) == [1] and "Quxvile" not in (tmp_path / "new.json").read_text()
