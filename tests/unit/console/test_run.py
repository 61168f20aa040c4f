"""`segtui run`: what goes to which stream, how it ends, and every kind of file through the command."""

import json
import subprocess
import sys

import polars as pl
import pytest

from segtui.pipeline.preparing import table_reader
from tests.patience import PATIENCE

ONE = "search={kmeans={k=[3]}}"


def test_data_goes_to_standard_output_and_narration_to_standard_error(segtui, customers):
    done = segtui("run", "customers.csv", "--set", ONE)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "runs/customers/report.md"
    assert "segment" in done.stdout and "33.3 %" in done.stdout
    assert "reading customers.csv · " in done.stderr and "searching K-means: 1 grid point · " in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_the_inferred_plan_is_written_where_one_stands_and_gives_the_same_files(segtui, customers, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    few = ("--set", ONE, "--set", "stability.resamples=3")
    inferred = segtui("run", customers, "-o", "a", *few, cwd=tmp_path / "elsewhere")
    assert inferred.returncode == 0 and "wrote customers.toml" in inferred.stderr
    plan = tmp_path / "elsewhere" / "customers.toml"
    told = json.loads(segtui("run", plan, "-o", "b", "--json", cwd=tmp_path / "elsewhere").stdout)
    assert told["rows"]["clustered"] == 120
    first, second = tmp_path / "elsewhere" / "a", tmp_path / "elsewhere" / "b"
    names = sorted(f.name for f in first.glob("*.csv"))
    assert len(names) == 6
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_without_a_plan_the_file_is_read_and_profiled_once(command, customers, tmp_path, monkeypatch):
    called = []

    def noted(name, real):
        return lambda *a, **k: (called.append(name), real(*a, **k))[1]

    for name in ("read", "profile"):
        real = getattr(table_reader, name)
        monkeypatch.setattr(table_reader, name, noted(name, real))
    assert command("run", customers, "--set", ONE, "-o", tmp_path / "out").returncode == 0
    assert called == ["read", "profile"]


def test_a_plan_that_is_there_is_never_overwritten(command, customers, tmp_path):
    (tmp_path / "customers.toml").write_text("mine")
    done = command("run", "customers.csv", "--set", ONE)
    assert done.returncode == 0 and "customers.toml already exists and was not changed" in done.stderr
    assert (tmp_path / "customers.toml").read_text() == "mine"


def test_json_is_one_object_on_standard_output(segtui, customers):
    done = segtui("run", "customers.csv", "--set", ONE, "--json")
    told = json.loads(done.stdout)
    assert len(done.stdout.splitlines()) == 1
    assert told["folder"].endswith("/runs/customers")
    assert told["rows"] == {
        "read": 120,
        "skipped": 0,
        "repaired": 0,
        "after_cleaning": 120,
        "left_out": 0,
        "clustered": 120,
    }
    assert (told["chosen"]["algorithm"], told["chosen"]["parameters"]) == ("kmeans", {"k": 3})
    assert [s["rows"] for s in told["segments"]] == [40, 40, 40]
    assert "reading" in done.stderr


def test_quiet_prints_nothing_on_success_and_the_error_on_failure(segtui, customers):
    done = segtui("run", "customers.csv", "--quiet", "--set", ONE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    again = segtui("run", "customers.csv", "-q")
    assert (again.returncode, again.stdout) == (2, "") and "already contains a run" in again.stderr


def test_without_a_useful_candidate_there_is_a_leaderboard_no_segments_and_the_closest_condition(
    command, customers, tmp_path
):
    done = command("run", "customers.csv", "--set", ONE, "--set", "select.min_share=0.4")
    assert done.returncode == 1
    assert "No candidate met the conditions. Closest: kmeans k=3" in done.stdout
    assert "33.3 %" in done.stdout and "40" in done.stdout
    out = tmp_path / "runs" / "customers"
    assert not (out / "segments.csv").exists() and not (out / "comparison.csv").exists()
    board = pl.read_csv(out / "leaderboard.csv")
    assert board["chosen"].to_list() == [False] and board["rejected_because"].item()
    told = json.loads(
        command("run", "customers.csv", "--set", ONE, "--set", "select.min_share=0.4", "-o", "b", "--json").stdout
    )
    assert told["segments"] == [] and told["chosen"] is None and "kmeans k=3" in told["closest"]
    carried = command("run", "b/plan.toml", "-o", "c")
    assert carried.returncode == 1


def test_one_key_is_overridden_and_the_written_plan_says_so(command, customers, tmp_path):
    done = command("run", "customers.csv", "--set", ONE, "--set", "select.by=dunn", "--set", 'source.id="visits"')
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "customers.toml").read_text()
    assert 'by = "dunn"' in text and 'id = "visits"' in text and "# or silhouette, dunn" in text
    assert (tmp_path / "runs/customers/segments.csv").read_text().startswith("visits,segment,")


def test_what_is_said_of_the_source_is_heard_before_a_plan_is_inferred(command, tmp_path):
    lines = ["id;spend;note", *(f"{i};{i % 3 * 100 + i % 7};café, no {i % 2}" for i in range(60))]
    (tmp_path / "odd.csv").write_bytes("\n".join(lines).encode("cp850"))
    done = command("run", "odd.csv", "--set", "source.encoding=cp850", "--set", 'source.delimiter=";"', "--set", ONE)
    assert done.returncode == 0, done.stderr
    segments = pl.read_csv(tmp_path / "runs/odd/segments.csv")
    assert segments.columns == ["id", "segment", "segment_name", "confidence", "spend", "note"]
    assert segments["note"][0] == "café, no 0"


def test_a_finished_run_is_replaced_only_with_force(command, customers, tmp_path):
    assert command("run", "customers.csv", "--set", ONE, "-o", "deep/er").returncode == 0
    before = (tmp_path / "deep/er/run.json").stat().st_ino
    again = command("run", "customers.csv", "--set", ONE, "-o", "deep/er")
    assert again.returncode == 2 and "--force" in again.stderr
    assert (tmp_path / "deep/er/run.json").stat().st_ino == before
    assert command("run", "customers.csv", "--set", ONE, "-o", "deep/er", "--force").returncode == 0
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["er"]


def test_standard_input_is_read_by_run_profile_and_plan(segtui, customers, tmp_path):
    data = customers.read_bytes()
    done = segtui("run", "-", "--set", ONE, stdin=data)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "stdin.toml").exists() and (tmp_path / "runs/stdin/segments.csv").exists()
    assert b'path = "-"' in segtui("plan", "-", stdin=data).stdout
    assert json.loads(segtui("profile", "-", "--json", stdin=data).stdout)["path"] == "-"
    again = segtui("run", "stdin.toml", "-o", "again", "--json", stdin=data)
    assert json.loads(again.stdout)["rows"]["clustered"] == 120


WRITERS = {
    "customers.parquet": lambda frame, path: frame.write_parquet(path),
    "customers.arrow": lambda frame, path: frame.write_ipc(path),
    "customers.ndjson": lambda frame, path: frame.write_ndjson(path),
    "customers.json": lambda frame, path: frame.write_json(path),
    "customers.xlsx": lambda frame, path: frame.write_excel(path),
    "customers.tsv": lambda frame, path: frame.write_csv(path, separator="\t"),
    "customers.csv.gz": lambda frame, path: frame.write_csv(path, compression="gzip"),
    "customers.csv.zst": lambda frame, path: frame.write_csv(path, compression="zstd"),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.slow
def test_a_file_of_any_kind_gives_the_same_segments(command, customers, tmp_path, name):
    assert command("run", customers, "--set", ONE, "-o", "csv").returncode == 0
    WRITERS[name](pl.read_csv(customers), tmp_path / name)
    done = command("run", name, "--set", ONE, "-o", "other")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other/segments.csv").read_bytes() == (tmp_path / "csv/segments.csv").read_bytes()


def test_a_glob_in_quotes_stacks_the_files_it_matches(command, customers, tmp_path):
    frame = pl.read_csv(customers)
    for month in range(3):
        frame[month * 40 : month * 40 + 40].write_csv(tmp_path / f"part-{month}.csv")
    done = command("run", "part-*.csv", "--set", ONE, "--json")
    assert json.loads(done.stdout)["rows"]["clustered"] == 120
    assert (tmp_path / "part.toml").exists()
    assert len(json.loads((tmp_path / "runs/part/run.json").read_text())["inputs"]) == 3


@pytest.mark.parametrize("name", ["mein Kunde – Ü.csv", "a[1].csv", "quo'\"te.csv", "no ending", ".hidden.csv"])
def test_a_file_may_be_called_anything(command, customers, tmp_path, name):
    customers.rename(tmp_path / name)
    done = command("run", name, "--set", ONE)
    assert done.returncode == 0, done.stderr
    plan = next(tmp_path.glob("*.toml"))
    assert command("run", plan.name, "-o", "again").returncode == 0


def test_a_name_that_is_no_text_is_refused(segtui, customers, tmp_path):
    (tmp_path / "g").mkdir()
    odd = b"g/M\xfcller.csv"
    try:
        customers.rename(tmp_path / "g" / odd[2:].decode(errors="surrogateescape"))
    except OSError:
        pytest.skip("this file system keeps no such name")
    for given, code in ((odd.decode(errors="surrogateescape"), 2), ("g/*.csv", 3)):
        done = segtui("run", given)
        assert done.returncode == code
        assert "is not valid" in done.stderr and "rename" in done.stderr and "Traceback" not in done.stderr


def test_any_locale_can_hold_the_output(segtui, customers):
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = segtui("run", "customers.csv", "--set", 'segments.names={0="\\u00c9t\\u00e9"}', "--set", ONE, env=plain)
    assert done.returncode == 0, done.stderr
    assert "Été" in done.stdout


def test_a_reader_that_goes_away_is_no_failure(customers):
    text = "import sys; from segtui.__main__ import main; sys.argv = ['segtui', 'profile', 'customers.csv']; main()"
    done = subprocess.Popen(
        [sys.executable, "-c", text], cwd=customers.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert done.stdout and done.stderr
    done.stdout.close()
    assert (done.wait(timeout=PATIENCE), done.stderr.read()) == (0, b"")


def test_a_finished_run_s_segments_can_be_segmented_again_and_no_column_is_lost(command, customers, tmp_path):
    assert command("run", "customers.csv", "--set", ONE, "-o", "first").returncode == 0
    use = 'features.use=["age", "spend", "segment", "id"]'
    renamed = pl.read_csv(tmp_path / "first/segments.csv").rename({"visits": "id", "customer_id": "confidence_2"})
    renamed.write_csv(tmp_path / "again.csv")
    done = command("run", "again.csv", "--set", ONE, "--set", 'source.id="confidence_2"', "--set", use, "-o", "second")
    assert done.returncode == 0, done.stderr
    assert 'The input\'s column "segment" is named "segment_2" in segments.csv.' in done.stderr
    written = pl.read_csv(tmp_path / "second/segments.csv")
    ours = ["confidence_2", "segment", "segment_name", "confidence"]
    assert written.columns == [*ours, "segment_2", "segment_name_2", "confidence_3", "age", "spend", "id"]
    assert written["segment_name_2"].to_list() == renamed["segment_name"].to_list()
    model = json.loads((tmp_path / "second/model/model.json").read_text())
    assert (model["id_column"], model["segment_column"]) == ("id_", "segment_")
    rows = pl.read_parquet(tmp_path / "second/model/rows.parquet")
    assert rows.columns == ["id_", "segment_", *(c["name"] for c in model["columns"])]
    assert {"id", "segment"} <= set(rows.columns)


@pytest.mark.slow
def test_a_pipe_in_place_of_a_file_is_read_like_standard_input(customers, tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m segtui run <(cat customers.csv) --json --set '{ONE}'"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["clustered"] == 120
    assert (tmp_path / "stdin.toml").exists()


def test_files_that_differ_before_their_ending_get_runs_of_their_own(command, customers, tmp_path):
    for name in ("sales.jan.csv", "sales.feb.csv"):
        (tmp_path / name).write_bytes(customers.read_bytes())
        assert command("run", name, "--set", ONE).returncode == 0
    assert {p.name for p in (tmp_path / "runs").iterdir()} == {"sales.jan", "sales.feb"}


def test_what_a_log_of_orders_can_not_take_from_the_command_line_is_said(command, tmp_path):
    lines = ["customer_id;date;amount", *(f"{i % 30};2020-01-{i % 28 + 1:02};{i % 7}.5" for i in range(200))]
    (tmp_path / "log.csv").write_text("\n".join(lines))
    done = command("run", "log.csv", "--set", 'source.delimiter=";"')
    assert done.returncode == 2 and "order log" in done.stderr and "source.delimiter" in done.stderr
    assert not (tmp_path / "log.toml").exists()
