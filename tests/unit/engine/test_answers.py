"""Every question put to a real process, on the sample data."""

import json
import os
from pathlib import Path
from unittest.mock import ANY

import polars as pl
import pytest

from segtui.engine.handlers.leaderboard_rows import cover
from segtui.engine.transport.messages import (
    Describe,
    Described,
    Failed,
    Forecast,
    Found,
    Look,
    Note,
    Occupied,
    Prepare,
    Preview,
    Progress,
    Read,
    SearchGrids,
    Stage,
    Write,
)


def files(run: Path):
    return {str(f.relative_to(run)): f.read_bytes() for f in run.rglob("*") if f.is_file() and f.name != "run.json"}


def test_a_data_file_is_looked_at_with_the_plan_that_the_command_writes(shared, sample, segtui):
    path = os.path.relpath(sample / "customers.csv")
    looked = shared.ask(Look, path=path)
    assert looked.plan == segtui("plan", path, cwd=Path.cwd()).stdout
    assert (looked.folder, looked.name, looked.inferred) == (str(Path.cwd()), "customers.csv", True)
    assert looked.out == str(Path.cwd() / "runs" / "customers")
    assert (looked.file, looked.run) == (None, None)


def test_a_plan_is_looked_at_as_it_is_written(shared, sample, plan):
    looked = shared.ask(Look, path=str(sample / "plan.toml"))
    assert looked.plan == plan["plan"]
    assert (looked.folder, looked.name, looked.inferred) == (str(sample), "plan.toml", False)
    assert (looked.file, looked.out) == (str(sample / "plan.toml"), str(sample / "runs" / "plan"))


def worded(profiled):
    """The columns with their alerts as they are worded; the command line knows fewer codes and facts."""
    return [{**c, "alerts": [(a["message"], a["count"]) for a in c["alerts"]]} for c in profiled]


def test_the_table_is_read_as_the_profile_command_reads_it(shared, sample, plan, segtui):
    opened = shared.ask(Read, **plan)
    shown = json.loads(segtui("profile", sample / "customers.csv", "--json").stdout)
    assert opened.profile["rows"] == shown["rows"]
    assert worded(opened.profile["columns"]) == worded(shown["columns"])
    assert (opened.rows, opened.columns, opened.id) == (2000, 12, "customer_id")
    assert opened.reading["notes"] == shown["notes"] == opened.notes
    assert opened.reading["delimiter"] == shown["delimiter"]
    assert pl.read_ipc(opened.frame).shape == (2000, 12)


def test_the_plan_is_prepared_up_to_its_features(shared, plan):
    prepared = shared.ask(Prepare, **plan)
    frame = pl.read_ipc(prepared.frame)
    assert (frame.height, prepared.rows, prepared.clustered) == (1943, 1943, 1893)
    assert prepared.left_out == {"recency_days": 50, "frequency": 50, "monetary": 50}
    assert [s["step"] for s in prepared.cleaning][:2] == ["deduplicate", "text"]
    assert [f["name"] for f in prepared.features] == sorted(
        ["recency_days", "frequency", "monetary", "income", "visits", "discount_share"], key=frame.columns.index
    )
    assert all(sum(f["counts"]) == 1893 and len(f["edges"]) == len(f["counts"]) + 1 for f in prepared.features)
    logged = {f["name"] for f in prepared.features if f["log"]}
    assert logged == {"frequency", "monetary"}
    assert all(prepared.correlations[i][i] == 1.0 for i in range(6))
    assert [c["name"] for c in prepared.profile["columns"]] == frame.columns


def test_a_step_shows_what_it_would_touch(shared, plan):
    deduplicate = shared.ask(Preview, **plan, step=1)
    gone = pl.read_ipc(deduplicate.frame)
    assert (deduplicate.rows_before, deduplicate.rows_after, deduplicate.dropped) == (2000, 1943, 57)
    assert gone["row"].n_unique() == 57
    assert gone["dropped"].all()
    text = shared.ask(Preview, **plan, step=2)
    cells = pl.read_ipc(text.frame)
    assert cells.height == text.cells_changed == 2313
    assert set(cells["column"]) == {"email", "city", "channel"}
    assert (cells["before"].ne_missing(cells["after"])).all()
    assert not shared.of(Note, text.ticket)
    assert shared.ask(Preview, **plan, step=9).what == "clean: there is no step 9"


def test_a_search_is_forecast(shared, plan):
    ahead = shared.ask(Forecast, **plan)
    assert (ahead.candidates, [f["name"] for f in ahead.families]) == (
        70,
        ["dbscan", "hdbscan", "hierarchical", "kmeans"],
    )
    assert sum(f["candidates"] for f in ahead.families) == 70
    assert 0.1 < ahead.seconds < 60
    assert 0 < ahead.bytes < ahead.free


@pytest.fixture(scope="module")
def run(sample, nursery):
    """What `segtui run` writes for the sample plan."""
    assert nursery.run(["run", "plan.toml", "-q", "-o", "runs/run"], sample).returncode == 0
    return sample / "runs" / "run"


@pytest.fixture(scope="module")
def searched(shared, plan):
    return shared.ask(SearchGrids, **plan)


def test_each_candidate_is_told_as_it_is_found_and_then_the_leaderboard(shared, searched, run):
    found = shared.of(Found, searched.ticket)
    rows = {row["key"]: row for row in searched.rows}
    assert {f.row["key"] for f in found} == rows.keys()
    assert len(rows) == searched.distinct == 70
    assert max(f.done for f in found) == found[0].total == 70
    first = {f.row["key"]: f.row for f in reversed(found)}
    for key, row in rows.items():
        assert first[key].keys() == row.keys()
        assert first[key]["preliminary"]
        same = ["clusters", "coverage", "smallest_share", "algorithm", "parameters", "name", "seconds", "inertia"]
        assert [first[key][name] for name in same] == [row[name] for name in same]
    early = {f.row["key"]: f.row for f in found if f.row["silhouette"] is not None}
    assert {row["algorithm"] for row in early.values()} == {"dbscan", "hdbscan", "hierarchical"}
    assert all(row["silhouette"] == pytest.approx(rows[key]["silhouette"]) for key, row in early.items())
    board = pl.read_csv(run / "leaderboard.csv").drop("stability", "cophenetic")  # a session assesses on request
    shown = pl.DataFrame(searched.rows).select(board.columns).with_columns(pl.lit(None).alias("seconds"))
    assert shown.write_csv() == board.write_csv()
    assert (searched.chosen, searched.elbow, searched.closest) == ('kmeans {"k": 5}', 5, "")
    assert rows[searched.chosen]["name"] == "kmeans k=5"


def test_progress_is_told_at_most_four_times_a_second(shared, searched):
    stages = shared.of(Stage, searched.ticket)
    assert [s.name.split(":")[0] for s in stages if s.name.startswith("searching")] == [
        f"searching {title}" for title in ("DBSCAN", "HDBSCAN", "Hierarchical", "K-means")
    ]
    assert 0 < len(shared.of(Progress, searched.ticket)) < 40


def test_the_chosen_candidate_is_described_as_a_run_writes_it(shared, plan, searched, run):
    described = shared.ask(Describe, **plan)
    segments = pl.read_csv(run / "segments.csv")
    rows = pl.read_ipc(described.rows)
    assert described.key == searched.chosen
    assert rows.columns == ["id", "row", "segment", "confidence", "silhouette", "x", "y"]
    assert rows["id"].to_list() == segments["customer_id"].to_list()
    assert rows["segment"].to_list() == segments["segment"].to_list()
    assert rows["confidence"].to_list() == segments["confidence"].to_list()
    names = [described.names[str(s)] for s in segments["segment"]]
    assert names == segments["segment_name"].to_list()
    compared = pl.read_ipc(described.comparison)
    assert compared.write_csv() == pl.read_csv(run / "comparison.csv", schema=compared.schema).write_csv()
    assert rows["silhouette"].mean() == pytest.approx(described.scores["silhouette"])
    assert [c["segment"] for c in described.cards] == [0, 1, 2, 3, 4]
    assert sum(c["rows"] for c in described.cards) == rows.height
    assert 0 < described.explained[1] < described.explained[0] < 1
    assert described.tree is None
    prepared = pl.read_ipc(shared.ask(Prepare, **plan).frame)
    assert prepared[rows["row"].to_list()]["customer_id"].to_list() == rows["id"].to_list()


def test_any_candidate_can_be_described(shared, plan, searched):
    for row in searched.rows[::9]:
        answer = shared.ask(Describe, **plan, key=row["key"])
        if row["clusters"]:
            assert isinstance(answer, Described)
            segments = pl.read_ipc(answer.rows)["segment"]
            assert segments.filter(segments >= 0).n_unique() == row["clusters"]
            assert (answer.tree is not None) == (row["algorithm"] == "hierarchical")
        else:
            assert answer.what.endswith("it has no clusters to describe: all rows are noise")
    assert "no such candidate" in shared.ask(Describe, **plan, key="kmeans {}").what


def test_another_candidate_in_the_plan_or_another_index_needs_no_search(shared, plan, searched):
    changed = {**plan, "plan": plan["plan"].replace("[select]", '[select]\ncandidate = "kmeans k=4"')}
    again = shared.ask(SearchGrids, **changed)
    assert again.chosen == 'kmeans {"k": 4}'
    assert not shared.of(Found, again.ticket)
    wrong = {**plan, "plan": plan["plan"].replace("[select]", '[select]\ncandidate = "kmeans k=40"')}
    assert 'the candidate "kmeans k=40" is in no grid' in shared.ask(SearchGrids, **wrong).what
    by_dunn = shared.ask(SearchGrids, **{**plan, "plan": plan["plan"].replace('"silhouette"', '"dunn"')})
    assert not shared.of(Found, by_dunn.ticket)
    assert by_dunn.rows[0]["key"] != searched.rows[0]["key"] or by_dunn.rows[0]["score"] != searched.rows[0]["score"]


def test_a_longer_grid_searches_only_its_new_cells(shared, plan, searched):
    longer = {**plan, "plan": plan["plan"].replace('[search.kmeans]\nk = "2..10"', '[search.kmeans]\nk = "2..11"')}
    before = list((Path(shared.engine._session) / "finds").rglob("*.npz"))
    again = shared.ask(SearchGrids, **longer)
    after = list((Path(shared.engine._session) / "finds").rglob("*.npz"))
    assert len(again.rows) == 71
    assert len(after) == len(before) + 1


def test_what_was_found_is_written_byte_for_byte_as_a_run_writes_it(shared, plan, searched, run):
    out = run.with_name("from-the-workbench")
    wrote = shared.ask(Write, **plan, out=str(out))
    assert wrote.chosen
    assert files(out) == files(run)
    assert wrote.files == sorted([*files(out), "run.json"])
    timings = json.loads((out / "run.json").read_text())["timings"]["stages"]
    assert not [stage for stage in timings if stage.startswith(("searching", "scoring"))]
    assert {p.name for p in out.parent.iterdir()} == {"from-the-workbench", "run"}
    assert shared.ask(Write, **plan, out=str(out)) == Occupied(ANY, [str(out)])
    assert shared.ask(Write, **plan, out=str(out), force=True).chosen
    looked = shared.ask(Look, path=str(out))
    assert (looked.plan, looked.folder, looked.run) == ((out / "plan.toml").read_text(), str(out), str(out))
    assert looked.name == "from-the-workbench"
    carried = shared.ask(Prepare, plan=looked.plan, folder=looked.folder)
    assert carried.clustered == 1893


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("none.csv", None),
        ("empty.csv", ""),
        ("faulty.toml", 'version = 3\n[source]\npath = "a.csv"\nidd = "x"\n'),
        ("broken.toml", "= 1"),
        ("photo.csv", "\x89PNG\r\n\x1a\n\0\0"),
    ],
)
def test_what_can_not_be_opened_says_what_the_command_says(shared, segtui, tmp_path, name, text):
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    said = segtui("run", path)
    failed = shared.ask(Look, path=str(path))
    assert isinstance(failed, Failed)
    assert failed.exit_code == said.returncode != 0
    assert said.stderr.splitlines()[-len(failed.what.splitlines()) :] == f"error: {failed.what}".splitlines()


def test_names_that_the_data_does_not_have_are_faults_of_the_plan(shared, plan):
    wrong = {**plan, "plan": plan["plan"].replace('"income", "visits", "discount_share"]\nlog', '"incom"]\nlog')}
    failed = shared.ask(Prepare, **wrong)
    assert failed.exit_code == 2
    assert 'features.use: there is no column "incom"\n    did you mean "income"?' in failed.what
    good = shared.ask(Prepare, **plan)
    faulty_output = {**plan, "plan": plan["plan"] + '\n[output]\ncolumns = ["nobody"]\n'}
    assert 'there is no column "nobody"' in shared.ask(Prepare, **faulty_output).what
    assert shared.ask(Prepare, **plan).frame == good.frame


def test_standard_input_is_not_taken_for_data(shared):
    failed = shared.ask(Look, path="-")
    assert (failed.exit_code, "standard input can't be opened" in failed.what) == (2, True)


def test_a_file_that_changes_is_read_again(shared, tmp_path, customers):
    question = {"plan": '[source]\npath = "customers.csv"', "folder": str(tmp_path)}
    before = shared.ask(Prepare, **question)
    customers.write_text(customers.read_text() + "121,40,500,9\n")
    after = shared.ask(Prepare, **question)
    assert (before.rows, after.rows) == (120, 121)
    assert pl.read_ipc(after.frame).height == 121


def test_no_candidate_that_will_do_is_told_with_the_closest(shared, customers, tmp_path):
    text = '[source]\npath = "customers.csv"\n[search.kmeans]\nk = [2]\n[select]\nclusters = [5, 9]\n'
    question = {"plan": text, "folder": str(tmp_path)}
    searched = shared.ask(SearchGrids, **question)
    assert (searched.chosen, searched.elbow) == (None, None)
    assert searched.closest == "kmeans k=2 misses clusters: 2 against 5 to 9"
    failed = shared.ask(Describe, **question)
    assert (failed.exit_code, searched.closest in failed.what) == (1, True)
    assert shared.ask(Describe, **question, key='kmeans {"k": 2}').cards


def test_a_plan_that_starts_from_orders_has_them_as_its_first_table(shared, sample):
    columns = 'id = "customer_id"\ndate = "order_date"\namount = "amount"'
    derive = f'[[derive]]\nkind = "rfm"\npath = "cdnow_orders.csv"\n{columns}'
    question = {"plan": derive + '\n[[clean]]\nstep = "filter"\nwhere = "frequency > 1"\n', "folder": str(sample)}
    opened = shared.ask(Read, **question)
    assert opened.rows == 6919
    previewed = shared.ask(Preview, **question, step=1)
    assert (previewed.rows_before, previewed.dropped) == (2357, 1205)
    assert set(pl.read_ipc(previewed.frame)["before"]) == {"1"}


def test_what_a_candidate_covers_needs_no_distances():
    import numpy as np

    from segtui.clustering.algorithm import Candidate

    found = cover(Candidate("dbscan", {}, np.array([0, 0, 2, -1], dtype=np.int32), 0.0))
    assert (found.clusters, found.coverage, found.noise_share, found.smallest_share) == (2, 0.75, 0.25, 0.25)
    none = cover(Candidate("dbscan", {}, np.full(3, -1, dtype=np.int32), 0.0))
    assert (none.clusters, none.coverage, none.smallest_share) == (0, 0.0, 0.0)
