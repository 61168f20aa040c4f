"""A name that begins with `~` but is nobody's home is the name of a file, in every command."""

from pathlib import Path

import pytest

import segtui
from segtui.publishing.paths import expand_home


def test_only_a_home_that_is_there_is_put_in(monkeypatch):
    monkeypatch.setenv("HOME", "/home/kim")
    assert expand_home("~/a") == Path("/home/kim/a")
    assert expand_home(Path("~~~x/a")) == Path("~~~x/a")
    assert expand_home("a/~") == Path("a/~")


def test_nothing_else_asks_for_homes():
    places = Path(segtui.__file__).parent.rglob("*.py")
    assert [place.name for place in places if "expanduser" in place.read_text(encoding="utf-8")] == ["paths.py"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["~~~", "~no one"])
def test_such_a_name_goes_through_every_command(segtui, customers, tmp_path, name):
    customers.rename(tmp_path / f"{name}.csv")
    plan = f"""source.path = "{name}.csv"
search.kmeans.k = [3]
stability.resamples = 0
[[export]]
to = "csv"
path = "{name}-all.csv"
no_consent_column = true
"""
    (tmp_path / f"{name}.toml").write_text(plan)
    for words in (
        ("profile", f"{name}.csv"),
        ("run", f"{name}.toml", "-o", f"{name}run"),
        ("run", f"{name}.toml", "-o", f"{name}again", "--previous", f"{name}run"),
        ("export", f"{name}run", "--to", "json", "-o", f"{name}.json", "--no-consent-column"),
        ("assign", f"{name}run", f"{name}.csv", "-o", f"{name}new.csv"),
        ("compare", f"{name}run", f"{name}again", "-o", f"{name}moved"),
        ("drift", f"{name}run", f"{name}.csv", "-o", f"{name}drift.csv"),
        ("refresh", f"{name}run", f"{name}.csv"),
        ("verify", f"{name}again"),
        ("forget", f"{name}run", "7"),
    ):
        done = segtui(*words)
        assert done.returncode == 0, (words, done.stderr)
    assert (tmp_path / f"{name}.json").exists() and (tmp_path / f"{name}run" / f"{name}-all.csv").exists()
