"""What a search has found before it was cancelled can be looked at: nobody waits for the rest of it."""

import polars as pl
import pytest

from segtui.engine.transport.messages import Describe, Described, Failed, Found, Searched, SearchGrids, Stage
from tests.patience import PATIENCE

SEARCH = '[search.hierarchical]\nlinkage = ["ward"]\nk = "2..6"\n[search.kmeans]\nk = "2..{most}"\n'
WARD = 'hierarchical {"k": 4, "linkage": "ward"}'


@pytest.fixture
def question(customers):
    text = '[source]\npath = "customers.csv"\n' + SEARCH.format(most=60)
    return {"plan": text, "folder": str(customers.parent)}


@pytest.fixture
def cut_off(asker, question):
    """A search that is cancelled amid its last family; the candidates that were told."""
    ticket = asker.send(SearchGrids, **question)
    while len(asker.of(Found, ticket)) < 14:  # 5 trees, told twice, and some of the rest
        asker.next()
    asker.engine.cancel()
    assert asker.wait(ticket) == Failed(ticket, "cancelled", 130)
    return [found.row for found in asker.of(Found, ticket)]


def test_a_candidate_that_was_found_is_described_as_it_will_be_when_the_search_is_complete(asker, question, cut_off):
    early = asker.ask(Describe, **question, key=WARD)
    assert isinstance(early, Described), early
    assert not [s for s in asker.of(Stage, early.ticket) if s.name.startswith("searching")]
    rows = pl.read_ipc(early.rows)
    assert isinstance(asker.ask(SearchGrids, timeout=PATIENCE, **question), Searched)
    late = asker.ask(Describe, **question, key=WARD)
    assert pl.read_ipc(late.rows).equals(rows)
    for name in ("cards", "names", "comparison", "explained", "tree", "silhouettes"):
        assert getattr(late, name) == getattr(early, name)
    row = next(row for row in reversed(cut_off) if row["key"] == WARD)
    assert early.scores["cell"] == row["cell"]
    flat = {name: value for name, value in row.items() if name != "cell"}
    assert {name: early.scores[name] for name in flat} == pytest.approx(
        flat
    )  # as it stood on the screen, its indices known
    same = {name: value for name, value in late.scores.items() if name in ("silhouette", "dunn", "clusters", "name")}
    assert {name: early.scores[name] for name in same} == pytest.approx(same)


def test_one_that_was_not_found_yet_waits_for_the_search(asker, question, cut_off):
    key = 'kmeans {"k": 60}'
    assert key not in [row["key"] for row in cut_off]
    late = asker.ask(Describe, timeout=PATIENCE, **question, key=key)
    assert isinstance(late, Described), late
    assert [s for s in asker.of(Stage, late.ticket) if s.name.startswith("searching")]
    assert not late.scores["preliminary"]


def test_one_of_noise_alone_is_none(asker, customers):
    text = '[source]\npath = "customers.csv"\n[search.dbscan]\neps = [0.001]\nmin_samples = [50]\n' + SEARCH
    question = {"plan": text.format(most=60), "folder": str(customers.parent)}
    ticket = asker.send(SearchGrids, **question)
    while len(asker.of(Found, ticket)) < 3:
        asker.next()
    asker.engine.cancel()
    asker.wait(ticket)
    key = 'dbscan {"eps": 0.001, "min_samples": 50}'
    assert asker.ask(Describe, **question, key=key).what.endswith("all rows are noise")
