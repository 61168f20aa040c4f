"""Segments of two runs beside each other have the people and the outcomes of the runs' own files."""

from collections import Counter
from types import SimpleNamespace

import pytest

from segtui.errors import DataError
from segtui.pipeline.finished_runs.side_by_side import side_by_side
from segtui.segments.lineage.match_segments import Matched, Pair


def run(folder, labels, names, outcomes):
    folder.mkdir()
    if outcomes:
        (folder / "outcomes.csv").write_text("segment,outcome,kind,value\n" + outcomes)
    return SimpleNamespace(path=folder, names=names, sizes=lambda: dict(Counter(labels)))


@pytest.fixture
def old(tmp_path):
    text = "0,Response,rate,0.5\n1,Response,rate,\n0,'=spend,mean,12.5\n0,gone,rate,1\n"
    return run(tmp_path / "old", [0, 0, 0, 1, -1], {0: "A", 1: "B"}, text)


def test_pairs_stand_in_order_with_what_both_runs_know(old, tmp_path):
    new = run(
        tmp_path / "new", [0, 2, 2, 2], {0: "A", 2: "C"}, "0,Response,rate,0.25\n0,'=spend,mean,3\n0,gone,mean,1\n"
    )
    found = side_by_side(old, new, Matched((0, 1), (0, 2), (Pair(0, 0, 0.4, "people"),)))
    assert found.outcomes == {"Response": "rate", "=spend": "mean"}
    told = [
        (
            p.old and (p.old.name, p.old.people, p.old.share),
            p.new and (p.new.name, p.new.people, p.new.share),
            p.likeness,
        )
        for p in found.pairs
    ]
    assert told == [
        (("A", 3, 0.6), ("A", 1, 0.25), 0.4),
        (("B", 1, 0.2), None, None),
        (None, ("C", 3, 0.75), None),
        (("Noise", 1, 0.2), None, None),
    ]
    first = found.pairs[0]
    assert first.old.outcomes == {"Response": 0.5, "=spend": 12.5} and first.new.outcomes["Response"] == 0.25
    assert found.pairs[1].old.outcomes == {"Response": None, "=spend": None}
    assert found.facts()[1]["new"] is None


def test_a_run_without_outcomes_has_none_and_a_damaged_file_is_told(old, tmp_path):
    new = run(tmp_path / "new", [0], {0: "A"}, "")
    assert side_by_side(old, new, Matched((0, 1), (0,), ())).outcomes == {}
    (tmp_path / "new/outcomes.csv").write_text("x\n1\n")
    with pytest.raises(DataError, match=r"can't be read"):
        side_by_side(old, new, Matched((0, 1), (0,), ()))
