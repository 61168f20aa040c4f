"""A finished run is shown as it was found, without searching."""

from pathlib import Path

import polars as pl
import pytest

from segtui.engine.transport.messages import (
    Crosstabulate,
    Describe,
    Look,
    PreviewExport,
    Recall,
    Sample,
    SearchGrids,
    Stage,
    Write,
)

GRIDS = '[search.kmeans]\nk = "2..6"\n[search.hierarchical]\nlinkage = ["ward", "average"]\nk = [2, 3]\n'
MIXTURES = '[search.mixture]\nk = "2..5"\n'
HDBSCAN = "[search.hdbscan]\nmin_cluster_size = [10]\nmin_samples = [5]\n"


@pytest.fixture
def opened(shared, segtui, customers):
    """Makes a run and opens it; what questions about it need."""

    def make(more=GRIDS):
        (customers.parent / "plan.toml").write_text(
            f'[source]\npath = "customers.csv"\n{more}[[export]]\nto = "csv"\nno_consent_column = true\n'
        )
        done = segtui("run", "plan.toml", "-o", "run", "--force")
        assert done.returncode == 0, done.stderr
        looked = shared.ask(Look, path=str(customers.parent / "run"))
        return {"plan": looked.plan, "folder": looked.folder}, looked.run

    return make


def searches(shared):
    """The stages of searching and scoring that were heard of, which are then forgotten."""
    heard = [m.name for m in shared.messages if isinstance(m, Stage) and m.name.startswith(("searching", "scoring"))]
    shared.messages.clear()
    return heard


@pytest.mark.parametrize("more", [GRIDS, HDBSCAN, MIXTURES])
def test_the_leaderboard_segments_and_files_are_those_of_a_search(shared, opened, more, tmp_path):
    question, run = opened(more)
    shared.messages.clear()
    recalled = shared.ask(Recall, **question, run=run)
    described = shared.ask(Describe, **question)
    sampled = shared.ask(Sample, **question)
    exported = shared.ask(PreviewExport, **question, index=0)
    assert not searches(shared)
    found = shared.ask(SearchGrids, **question)
    assert searches(shared)
    drop = ("seconds", "inertia", "stability", "cophenetic")  # the last two are found out after a search
    assert [{k: v for k, v in row.items() if k not in drop} for row in recalled.rows] == [
        {k: v for k, v in row.items() if k not in drop} for row in found.rows
    ]
    inertias = [[row["inertia"] for row in answer.rows] for answer in (recalled, found)]
    assert inertias[0] == pytest.approx(inertias[1], rel=1e-6)
    same = ("chosen", "closest", "distinct", "elbow")
    assert [getattr(recalled, name) for name in same] == [getattr(found, name) for name in same]
    again = shared.ask(Describe, **question)
    assert pl.read_ipc(described.rows).equals(pl.read_ipc(again.rows))
    assert described.cards == again.cards and described.tree == again.tree
    assert (described.coarser, described.finer) == (again.coarser, again.finer)
    assert sampled.text == shared.ask(Sample, **question).text
    assert exported.rows == shared.ask(PreviewExport, **question, index=0).rows


def test_another_candidate_is_searched_alone(shared, opened):
    question, run = opened()
    recalled = shared.ask(Recall, **question, run=run)
    shared.messages.clear()
    alone = {row["key"]: shared.ask(Describe, **question, key=row["key"]) for row in recalled.rows}
    assert not searches(shared)
    shared.ask(SearchGrids, **question)
    for key, described in alone.items():
        again = shared.ask(Describe, **question, key=key)
        assert pl.read_ipc(described.rows).equals(pl.read_ipc(again.rows)), key
        for known, found in ((described.coarser, again.coarser), (described.finer, again.finer)):
            assert (known and known["key"]) == (found and found["key"])


def test_it_is_written_again_byte_for_byte(shared, opened, tmp_path):
    question, run = opened()
    shared.ask(Recall, **question, run=run)
    assert shared.ask(Write, **question, out=str(tmp_path / "again")).chosen
    for name in ("segments.csv", "leaderboard.csv", "comparison.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "run" / name).read_bytes()


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_without_its_data_a_run_is_shown_from_its_own_files(shared, opened, customers, what):
    question, run = opened()
    there = shared.ask(Recall, **question, run=run)
    described = shared.ask(Describe, **question)
    if what == "gone":
        customers.unlink()
    else:
        customers.write_text(customers.read_text().replace("\n1,", "\n1,9", 1))
    shared.messages.clear()
    recalled = shared.ask(Recall, **question, run=run)
    kept = shared.ask(Describe, **question)
    assert not searches(shared)
    said = "the data has changed since this run" if what == "changed" else "no such file"
    assert said in recalled.caution == kept.caution and not there.caution
    assert [row["key"] for row in recalled.rows] == [row["key"] for row in there.rows]
    assert (recalled.chosen, recalled.structure) == (there.chosen, there.structure)
    assert (kept.cards, kept.names, kept.kinds) == (described.cards, described.names, described.kinds)
    assert pl.read_ipc(kept.comparison).equals(pl.read_ipc(described.comparison))
    rows = pl.read_ipc(kept.rows).drop("row")
    assert rows.equals(pl.read_ipc(described.rows).drop("row"))
    other = next(row["key"] for row in recalled.rows if row["key"] != recalled.chosen)
    assert "its chosen candidate only" in shared.ask(Describe, **question, key=other).what
    refused = shared.ask(Sample, **question)
    assert refused.exit_code in (2, 3) and not searches(shared)


def test_a_run_of_an_earlier_version_without_its_data_has_names_and_figures(shared, opened, customers):
    question, run = opened()
    (customers.parent / "run/model/report.json").unlink()
    customers.unlink()
    recalled = shared.ask(Recall, **question, run=run)
    kept = shared.ask(Describe, **question)
    assert recalled.caution and [card["rows"] for card in kept.cards] == [40, 40, 40]
    assert all(card["name"] for card in kept.cards) and pl.read_ipc(kept.comparison).height


def test_a_run_without_segments_and_without_its_data_has_its_leaderboard(shared, segtui, customers):
    (customers.parent / "plan.toml").write_text(
        '[source]\npath = "customers.csv"\n[search.kmeans]\nk = [2, 3]\n[select]\nclusters = [9, 9]\n'
    )
    assert segtui("run", "plan.toml", "-o", "run").returncode == 1
    customers.unlink()
    looked = shared.ask(Look, path=str(customers.parent / "run"))
    recalled = shared.ask(Recall, plan=looked.plan, folder=looked.folder, run=looked.run)
    assert len(recalled.rows) == 2 and recalled.chosen is None and recalled.closest and recalled.caution


def test_a_version_says_where_its_search_is(shared, opened, segtui, customers):
    opened("[search.kmeans]\nk = [3]\n")
    assert segtui("refresh", "run", "customers.csv").returncode == 0
    looked = shared.ask(Look, path=str(customers.parent / "run/versions/1"))
    failed = shared.ask(Recall, plan=looked.plan, folder=looked.folder, run=looked.run)
    assert (
        failed.exit_code == 2 and "a version has no search of its own" in failed.what and "open its run" in failed.what
    )


def test_memberships_are_those_of_the_run(shared, opened):
    question, run = opened(
        MIXTURES + '[select]\ncandidate = "mixture covariance=full, k=3"\n[output]\nmemberships = true\n'
    )
    shared.ask(Recall, **question, run=run)
    shared.messages.clear()
    sampled, exported = shared.ask(Sample, **question), shared.ask(PreviewExport, **question, index=0)
    assert not searches(shared)
    assert "membership_2" in sampled.text
    shared.ask(SearchGrids, **question)
    assert sampled.text == shared.ask(Sample, **question).text
    assert exported.columns == shared.ask(PreviewExport, **question, index=0).columns


def test_a_run_in_parts_is_shown_from_its_own_files(shared, opened):
    question, run = opened('[search.kmeans]\nk = "2..4"\n[engine]\nparts = true\n')
    recalled = shared.ask(Recall, **question, run=run)
    assert "own figures" in recalled.caution and recalled.chosen
    described = shared.ask(Describe, **question)
    lines = pl.read_csv(f"{run}/segments.csv")
    assert sum(card["rows"] for card in described.cards) == lines.height
    kept = pl.read_ipc(described.frame)
    assert kept.columns[:2] == ["customer_id", "confidence"] and kept.height == lines.height
    assert described.columns == kept.columns[2:] and "age" in described.numbers
    sampled = shared.ask(Sample, **question)
    assert sampled.rows == lines.height and sampled.of is None
    assert sampled.text.splitlines() == Path(run, "segments.csv").read_text().splitlines()[:201]
    found = shared.ask(Crosstabulate, **question, key=described.key, column="age")
    assert sum(map(sum, found.counts)) == lines.height
    exported = shared.ask(PreviewExport, **question, index=0)
    assert exported.rows and exported.of is None
    searched = shared.ask(SearchGrids, **question)  # which shows the sample instead
    assert not searched.caution and not shared.ask(Describe, **question).caution
