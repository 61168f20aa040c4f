"""A finished run is read back as it was written, and a folder that is none says what it lacks."""

import datetime as dt
import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.errors import DataError, UsageError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import parse


class Silent:
    def stage(self, name, extent=""):
        pass

    def advance(self, done, total):
        pass

    def note(self, message):
        pass


IDS = {
    "integer": list(range(100, 160)),
    "text": [f"{'=+-@'[i % 4]}c{i}" for i in range(60)],
    "zeros": [f"C{i:04d}" for i in range(60)],
    "number": [i + 0.5 for i in range(60)],
    "date": [dt.date(2020, 1, 1) + dt.timedelta(days=i) for i in range(60)],
    "moment": [dt.datetime(2020, 1, 1, 12) + dt.timedelta(days=i) for i in range(60)],
}


QUICK = "search.kmeans.k = [3]\nstability.resamples = 0\n"


def run(folder, ids, more="", **columns):
    frame = pl.DataFrame({"who": ids, "x": [i % 3 * 10.0 + i / 100 for i in range(60)], **columns})
    frame.write_parquet(folder / "rows.parquet")
    plan = f'source = {{path = "rows.parquet", id = "who"}}\nfeatures.use = ["x"]\n{QUICK}{more}'
    done = run_plan(parse(plan), RunOptions(folder, folder / "run"), Silent())
    return frame, done


@pytest.mark.parametrize("kind", IDS)
def test_ids_come_back_in_their_type_and_segments_as_they_were_made(tmp_path, kind):
    frame, done = run(tmp_path, IDS[kind])
    found = RunFiles.open(tmp_path / "run")
    assert found.id == "who"
    segments = found.segments().collect()
    ours = done.concluded.segmented.table.select("who", "segment", "segment_name", "confidence")
    assert_frame_equal(segments.select(ours.columns), ours, check_exact=True)
    assert_frame_equal(segments.select("who"), frame.select("who"))


def test_the_inputs_columns_come_back_as_text_with_guards_undone(tmp_path):
    phones = ["+33 6", "'=x", "-5", "", None, "007"] * 10
    _, _ = run(tmp_path, IDS["integer"], phone=phones, **{"=formula": ["a"] * 60})
    found = RunFiles.open(tmp_path / "run").segments().collect()
    assert found["phone"].to_list() == phones
    assert "=formula" in found.columns


def test_the_model_is_what_was_clustered(tmp_path):
    _, done = run(tmp_path, IDS["integer"])
    found = RunFiles.open(str(tmp_path / "run"))
    assert found.plan.features.use == ("x",)
    assert found.manifest["rows"]["clustered"] == 60
    assert found.rows().get_column(found.model["id_column"]).to_list() == IDS["integer"]
    assert found.rows().get_column(found.model["segment_column"]).to_list() == list(done.concluded.segmented.labels)
    assert found.centroids().height == 3 and sorted(found.names) == [0, 1, 2]


def test_a_run_without_segments_opens_and_says_so_when_they_are_asked_for(tmp_path):
    run(tmp_path, IDS["integer"], more="select.clusters = [7, 9]")
    found = RunFiles.open(tmp_path / "run")
    assert not found.has_segments
    for ask in (found.segments, found.rows, found.centroids, lambda: found.model):
        with pytest.raises(UsageError, match="has no segments"):
            ask()


@pytest.mark.parametrize("name", ["run.json", "plan.toml", "segments.csv", "model/model.json", "model/rows.parquet"])
def test_a_folder_that_lacks_a_file_is_no_finished_run_and_the_file_is_named(tmp_path, name):
    run(tmp_path, IDS["integer"])
    (tmp_path / "run" / name).unlink()
    with pytest.raises(UsageError, match=f"not a finished run: {name} is missing"):
        RunFiles.open(tmp_path / "run")


def test_what_is_no_folder_or_damaged_is_an_error_and_no_traceback(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        RunFiles.open(tmp_path / "nowhere")
    run(tmp_path, IDS["integer"])
    shutil.copytree(tmp_path / "run", tmp_path / "copy")
    with pytest.raises(UsageError, match="is a file"):
        RunFiles.open(tmp_path / "run" / "run.json")
    Path(tmp_path / "run" / "run.json").write_text(json.dumps([]))
    with pytest.raises(DataError, match="can't be read"):
        RunFiles.open(tmp_path / "run")
    Path(tmp_path / "copy" / "model" / "rows.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match="can't be read"):
        RunFiles.open(tmp_path / "copy").rows()
