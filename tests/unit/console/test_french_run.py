"""A French run is French to people, wherever it is made, and the same as an English one to programs."""

import csv
import gettext
import json
import re
import time

import pytest

from segtui.language.catalogue import catalogue

PLAN = """
source = {path = "customers.csv", id = "customer_id"}
search.kmeans.k = [2, 3]
report.language = "LANGUAGE"
"""
NO_WORDS = re.compile(r"\{\w+(:[^}]*)?\}")
NAMES = {"Calinski-Harabasz", "Davies-Bouldin", "Dunn"}
"""Sentences that are the same in every language: a place for a value, and names of people."""


@pytest.fixture
def customers(customers):
    """Customers with a title, a line that is short and a total, so that there is something to say about the reading."""
    head, *rows = customers.read_text().splitlines()
    rows[5] = rows[5].rpartition(",")[0]
    customers.write_text("\n".join(["Report of May,,,", head, *rows, "Total,,,1500", ""]))
    return customers


@pytest.fixture
def untranslated(monkeypatch):
    """What is said in French and is not in the catalogue."""
    found = set()

    class English(gettext.NullTranslations):
        def gettext(self, message):
            found.add(message)
            return message

        def ngettext(self, one, other, n):
            found.add(one)
            return one if n == 1 else other

    monkeypatch.setattr(catalogue("fr").sentences, "_fallback", English())
    return found


@pytest.fixture
def run(command, tmp_path):
    """Runs the plan in a language and returns its folder and what was printed."""

    def call(language, name):
        (tmp_path / "plan.toml").write_text(PLAN.replace("LANGUAGE", language))
        done = command("run", "plan.toml", "-o", name)
        assert done.returncode == 0, done.stderr
        return tmp_path / name, done.stdout

    return call


def headers(folder):
    return {path.name: path.read_text().partition("\n")[0] for path in folder.rglob("*.csv")}


def keys(value):
    """The keys of JSON, without what they hold."""
    if isinstance(value, dict):
        return {key: keys(each) for key, each in value.items()}
    return [keys(each) for each in value] if isinstance(value, list) else None


def numbers(folder):
    """The id and the segment of every row."""
    with (folder / "segments.csv").open(newline="") as file:
        return [(row["customer_id"], row["segment"]) for row in csv.DictReader(file)]


def facts(folder):
    return json.loads((folder / "run.json").read_text())


@pytest.mark.slow
def test_french_is_for_people_only_and_the_same_everywhere(customers, run, command, untranslated, monkeypatch):
    here, printed = run("fr", "here")
    assert "nom" in printed.splitlines()[0] and "33,6\u00a0%" in printed
    report = (here / "report.md").read_text()
    assert "1 ligne au-dessus de l’en-tête ignorée (titre)" in report and "complétées par du vide" in report
    shown, compared = command("show", "here").stdout, command("compare", "here", "here").stdout
    assert "Règle simple" in shown and "119 clients sont dans les deux exécutions" in compared
    assert {text for text in untranslated if not NO_WORDS.fullmatch(text)} <= NAMES

    for name in ("LC_ALL", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    there, again = run("fr", "there")
    assert again == printed.replace("here", "there")
    assert facts(there)["outputs"] == facts(here)["outputs"]
    assert (there / "report.html").read_bytes() == (here / "report.html").read_bytes()

    english, said = run("en", "english")
    assert "33.6 %" in said
    assert headers(english) == headers(here)
    assert keys(facts(english)) == keys(facts(here))
    assert numbers(here) == numbers(english)
