"""The workbench speaks the language of who uses it; what it writes does not depend on that."""

import shutil
from pathlib import Path

import pytest
from textual.content import Content

from segtui.language.sentences import as_data
from segtui.language.translation import speaking
from segtui.workbench.keys.key_names import with_keys
from widgets.plain.text import PlainText


@pytest.fixture
def french(monkeypatch, story):
    """Runs an async function to its end, both processes in French."""

    def run(told):
        monkeypatch.setenv("SEGTUI_LANGUAGE", "fr")
        with speaking("fr"):
            story(told)

    return run


def test_screens_keys_and_figures_are_in_french(workbench, french):
    async def tell():
        async with workbench("customers.csv") as d:
            await d.until(d.says("2\u202f000 lignes lues"))
            assert "[1 Données] 2 Profil  3 Nettoyer  4 Variables" in d.text()
            assert "Entrée ligne" in d.text() and "? aide" in d.text() and "q quitter" in d.text()
            await d.press("2")
            await d.until(d.says("distincts"))
            assert "4,4\xa0%" in d.text() and "nombre entier" in d.text()

    french(tell())


def test_what_the_compute_process_says_is_in_french(workbench, french):
    async def tell():
        async with workbench("customers.csv") as d:
            await d.press("3")
            await d.until(d.says("supprimer les espaces"))

    french(tell())


def test_a_sentence_with_keys_is_in_french():
    with speaking("fr"):
        assert with_keys("{app.undo} undoes it.") == "u annule."


def changed_and_saved(run, workbench, place):
    """The bytes of the plan that is saved after a change, and what undo would undo, as the journal keeps it."""
    kept = {}

    async def tell():
        async with workbench("customers.csv") as d:
            await d.press("4")
            await d.until(lambda: d.app.store.prepared)
            await d.press("space")
            await d.until(lambda: d.app.store.history.undoable)
            kept["label"] = as_data(d.app.store.history.undoable)
            await d.press("S")
            await d.until(lambda: len(d.app.screen_stack) > 1 or list(Path(place).glob("*.toml")))
            await d.press("enter")
            await d.until((place / "customers.toml").exists)
            kept["plan"] = (place / "customers.toml").read_bytes()
            (place / "customers.toml").unlink()

    run(tell())
    return kept


@pytest.mark.slow
def test_a_plan_and_its_journal_are_the_same_in_any_language(workbench, story, french, place):
    english = changed_and_saved(story, workbench, place)
    assert changed_and_saved(french, workbench, place) == english


def test_a_line_is_not_broken_at_a_no_break_space(workbench, french):
    async def tell():
        async with workbench() as d:
            text = PlainText("under 99\u00a0% of 12\u202f000 rows")
            lines = [line.plain.strip() for line in Content.from_rich_text(text).wrap(9)]
            assert lines == ["under", "99\u00a0% of", "12\u202f000", "rows"]
            assert d.app.screen

    french(tell())


def run_written(run, workbench, place):
    """The bytes of every file of a run that Export wrote, but for those that hold times."""
    kept = {}

    async def tell():
        async with workbench("customers.csv") as d:
            await d.press("7")
            await d.until(lambda: not d.app.engine.busy())
            await d.press("w")
            await d.until(lambda: (place / "runs/customers/segments.csv").exists() and not d.app.engine.busy())
            files = sorted((place / "runs/customers").rglob("*"))
            kept.update({f.relative_to(place).as_posix(): f.read_bytes() for f in files if f.is_file()})
            kept.pop("runs/customers/run.json")

    run(tell())
    shutil.rmtree(place / "runs")
    return kept


@pytest.mark.slow
def test_a_run_is_the_same_in_any_language(workbench, story, french, place):
    english = run_written(story, workbench, place)
    assert len(english) > 4
    in_french = run_written(french, workbench, place)
    assert [name for name in english if in_french.get(name) != english[name]] == []
