import asyncio

from textual.widgets import Button, Static

from tests.widgets.demos.prompt_line_demo import PromptDemo
from widgets.inputs.path_completion import complete_path
from widgets.inputs.prompt_line import HISTORY, PromptLine


def at(*keys, before=None, after=None):
    app = PromptDemo()

    async def go():
        async with app.run_test(size=(80, 24)) as pilot:
            app.query_one(Button).focus()
            if before:
                before(app)
            await pilot.press(*keys)
            await pilot.pause()
            note = app.query_one("#prompt-note", Static)
            said = str(note.content) if note.display else ""
            app.open = app.prompt.asking
            return app, app.prompt._input.value, said, app.focused

    return asyncio.run(go())


def test_enter_answers_and_gives_the_focus_back():
    app, _, _, focused = at("slash", "a", "b", "enter")
    assert [type(event).__name__ for event in app.heard] == ["Changed", "Changed", "Submitted"]
    assert app.heard[-1] == PromptLine.Submitted("find", "ab")
    assert isinstance(focused, Button) and not app.open


def test_escape_leaves_without_an_answer():
    app, _, _, focused = at("slash", "a", "b", "escape")
    assert type(app.heard[-1]).__name__ == "Cancelled" and app.heard[-1].purpose == "find"
    assert isinstance(focused, Button) and not app.open


def test_an_answer_that_is_wrong_is_told_and_stays():
    app, value, said, _ = at("slash", "a", "enter")
    assert said == "! one letter is found nearly everywhere: write two"
    assert app.open and value == "a"
    _, _, said, _ = at("slash", "a", "enter", "b")
    assert said == ""


def test_up_and_down_recall_answers_to_the_same_question():
    history = {"find": ["red", "blue"], "open": ["x.csv"]}

    def known(app):
        app.prompt.history = {purpose: list(answers) for purpose, answers in history.items()}

    assert at("slash", "up", before=known)[1] == "blue"
    assert at("slash", "up", "up", "up", before=known)[1] == "red"
    assert at("slash", "g", "r", "up", "up", "down", "down", before=known)[1] == "gr"
    assert at("o", "up", before=known)[1] == "x.csv"


def test_an_answer_is_remembered_once_and_the_oldest_are_forgotten():
    def known(app):
        app.prompt.history["find"] = ["ab", *(f"answer {i}" for i in range(HISTORY - 1))]

    app, *_ = at("slash", "a", "b", "enter", before=known)
    answers = app.prompt.history["find"]
    assert len(answers) == HISTORY and answers[-1] == "ab" and answers.count("ab") == 1
    app, *_ = at("slash", "c", "d", "enter", before=known)
    assert len(app.prompt.history["find"]) == HISTORY and "ab" not in app.prompt.history["find"]


def folder(tmp_path, monkeypatch):
    for name in ("customers.csv", "customers_2024.csv", "Orders.csv", ".hidden.csv", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "runs" / "first").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)


def test_tab_completes_a_path_as_far_as_it_is_certain_and_lists_the_rest(tmp_path, monkeypatch):
    folder(tmp_path, monkeypatch)
    assert at("o", "c", "tab")[1:3] == ("customers", "2: customers.csv · customers_2024.csv")
    assert at("o", "r", "tab", "tab")[1] == "runs/first/"
    assert at("o", "z", "tab")[1:3] == ("z", "nothing starts with this")


def test_tab_without_a_completion_stays_in_the_prompt():
    app, value, said, _ = at("slash", "a", "tab", "b")
    assert (value, said) == ("ab", "") and app.open


def test_folders_come_first_and_hidden_names_once_a_dot_is_typed(tmp_path, monkeypatch):
    folder(tmp_path, monkeypatch)
    assert complete_path("") == ["runs/", "customers.csv", "customers_2024.csv", "notes.txt", "Orders.csv"]
    assert complete_path(".") == [".hidden.csv"]
    assert complete_path("", lambda name: name.endswith(".csv"))[-1] == "Orders.csv"


def test_a_name_in_other_case_is_found_where_none_fits_better(tmp_path, monkeypatch):
    folder(tmp_path, monkeypatch)
    assert complete_path("ord") == ["Orders.csv"]
    (tmp_path / "ordinary.csv").touch()
    assert complete_path("ord") == ["ordinary.csv"]


def test_the_home_folder_is_written_as_it_was_typed(tmp_path, monkeypatch):
    folder(tmp_path, monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert complete_path("~/no") == ["~/notes.txt"]


def test_a_folder_that_is_not_there_offers_nothing():
    assert complete_path("/nowhere/at/all") == []
    assert complete_path("\0") == []
