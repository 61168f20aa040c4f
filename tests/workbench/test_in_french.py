"""The workbench speaks the language of who uses it; what it writes does not depend on that."""

from pathlib import Path

import pytest

from segtui.language.sentences import as_data
from segtui.language.translation import speaking
from segtui.workbench.keys.key_names import with_keys


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


def test_a_plan_and_its_journal_are_the_same_in_any_language(workbench, story, french, place):
    english = changed_and_saved(story, workbench, place)
    assert changed_and_saved(french, workbench, place) == english
