"""Every bad input by its exit code and its message: nobody sees a traceback for what is not our fault."""

import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from tests.patience import PATIENCE

ONE = "search={kmeans={k=[3]}}"


def table(rows=60, head="id,a,b"):
    chance = random.Random(0)
    lines = [
        f"{i},{i % 3 * 50 + chance.gauss(0, 2):.3f},{i % 3 * 9 + chance.gauss(0, 1):.3f}" for i in range(1, rows + 1)
    ]
    return [head, *lines]


def text(lines):
    return ("\n".join(lines) + "\n").encode()


def changed(index, line):
    lines = table()
    lines[index] = line(lines[index])
    return text(lines)


def every(n, line):
    lines = table()
    lines[1::n] = map(line, lines[1::n])
    return text(lines)


REFUSED = {
    "empty.csv": (b"", "empty.csv: the file is empty"),
    "blank.csv": (b"\n \n\n", "blank.csv: "),
    "header_only.csv": (b"id,a,b\n", "header_only.csv: the file has no rows, only a header"),
    "one_row.csv": (b"id,a,b\n1,2,3\n", "one_row.csv: 1 row left to cluster; at least 3 are needed"),
    "one_column.csv": (b"a\n" + b"\n".join(b"%d" % i for i in range(40)), "there is no column to cluster"),
    "all_null.csv": (text(["id,a,b", *(f"{i},," for i in range(40))]), "there is no column to cluster"),
    "constant.csv": (text(["id,a,b", *(f"{i},5,7" for i in range(40))]), "there is no column to cluster"),
    "text_only.csv": (text(["id,a", *(f"{i},x{i % 5}" for i in range(40))]), "there is no column to cluster"),
    "binary.csv": (random.Random(1).randbytes(4000), "neither UTF-8 nor Windows-1252: is this a binary file?"),
    "ragged.csv": (every(4, lambda line: line + ",1"), "ragged.csv, line 2: 4 cells where 3 are expected"),
    "short.csv": (every(4, lambda line: line.split(",", 1)[1]), "short.csv, line 2: 2 cells where 3 are expected"),
    "cut.csv.gz": (gzip.compress(text(table()))[:200], "cut.csv.gz: the packed file ends too early"),
    "no.csv.gz": (b"\x1f\x8b\x08\x00 nothing packed", "no.csv.gz: the packed file"),
    "no.parquet": (b"PAR1 and no more", "no.parquet"),
    "no.xlsx": (b"PK\x03\x04 and no more", "no.xlsx"),
    "no.json": (b'[{"id": 1, "a": 2}, {"id"', "no.json"),
    "no.ndjson": (b'{"id": 1, "a": 2}\n{"id": \n', "no.ndjson, line 2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_data_that_is_wrong_is_exit_3_and_says_where(command, tmp_path, name):
    content, said = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    done = command("run", name, "--set", ONE)
    assert (done.returncode, done.stdout) == (3, "")
    assert "error: " in done.stderr and said in done.stderr, done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "name", ["empty.csv", "header_only.csv", "binary.csv", "ragged.csv", "cut.csv.gz", "no.parquet"]
)
def test_profile_and_plan_refuse_it_as_well(command, tmp_path, name):
    content, said = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    for arguments in (["profile", name], ["profile", name, "--json"], ["plan", name, "-o", "p.toml"]):
        done = command(*arguments)
        assert (done.returncode, done.stdout) == (3, "") and said in done.stderr
    assert not (tmp_path / "p.toml").exists()


TAKEN = {
    "duplicate ids": (text([*table(), *table()[1:7]]), "deduplicate (id): 6 of 66 rows removed", 60),
    "a cell of a million characters": (
        text([f"{line},{'x' * (10**6 if i == 3 else 3) if i else 'note'}" for i, line in enumerate(table())]),
        "reading",
        60,
    ),
    "a NaN": (changed(5, lambda _: "5,NaN,3"), '"NaN" (1)', 60),
    "a few ragged rows": (
        text([line + ",9" if i == 9 else "11,50" if i == 11 else line for i, line in enumerate(table())]),
        "1 row of more than 3 cells skipped (line 10)",
        59,
    ),
    "an open quote": (changed(30, lambda line: line.replace(",", ',"', 1)), "line 31", 60),
    "bytes of Windows-1252": (text(table()).replace(b"id,a,b", b"id,a,pr\xeat"), "Windows-1252", 60),
    "no line end at the end": (text(table())[:-1], "reading", 60),
    "an empty name": (text(table(head="id,a,")), "reading", 60),
    "a name twice": (text(table(head="id,a,a")), "reading", 60),
}


@pytest.mark.parametrize("name", TAKEN)
def test_data_that_can_be_read_is_read_and_what_was_done_is_said(command, tmp_path, name):
    content, said, rows = TAKEN[name]
    (tmp_path / "a.csv").write_bytes(content)
    done = command("run", "a.csv", "--set", ONE)
    assert done.returncode == 0, done.stderr
    assert said in done.stderr, done.stderr
    written = pl.read_csv(tmp_path / "runs/a/segments.csv", infer_schema=False)
    assert written.height == rows


def test_the_encoding_that_was_given_is_not_second_guessed(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table(head="id,a,prêt")).decode().encode("cp1252"))
    done = command("run", "a.csv", "--set", ONE, "--set", "source.encoding=utf-8")
    assert done.returncode == 3
    assert "a.csv, line 1, byte " in done.stderr and "0xEA" in done.stderr and "windows-1252" in done.stderr
    unknown = command("run", "a.csv", "--set", "source.encoding=klingon")
    assert unknown.returncode in (2, 3) and "klingon" in unknown.stderr


def test_more_clusters_than_rows_are_left_out_and_none_possible_is_exit_3(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table(5)))
    some = command("run", "a.csv", "--set", "search={kmeans={k=[2,50]}}", "--set", "select.clusters=[2,3]")
    assert some.returncode == 0 and "Skipped 1 grid point: 5 rows are too few for it." in some.stderr
    none = command("run", "a.csv", "--set", "search={kmeans={k=[50]}}", "-o", "none")
    assert none.returncode == 3 and "every grid point needs more than the 5 rows available" in none.stderr
    assert not (tmp_path / "none").exists()


def test_a_missing_file_names_the_nearest(command, tmp_path):
    (tmp_path / "customers.csv").write_bytes(text(table()))
    for arguments in (["run", "custmers.csv"], ["profile", "custmers.csv"], ["plan", "custmers.csv"]):
        done = command(*arguments)
        assert done.returncode == 3
        assert 'no such file\n  did you mean "customers.csv"?' in done.stderr
    assert "there is no folder" in command("run", "nowhere/a.csv").stderr
    assert "no file matches" in command("run", "x*.csv").stderr
    assert "this is a folder" in command("run", ".").stderr


PLAN = """
[source]
path = "a.csv"
id = "idd"
[[clean]]
step = "impute"
columns = ["aa"]
method = "median"
[[clean]]
step = "rules"
rules = [{ check = "c > 0" }]
[[derive]]
kind = "rfm"
path = "orders.csv"
id = "cust"
date = "da"
amount = "quantty * price"
[features]
use = ["bb", "recency_day"]
log = ["monetry"]
[output]
columns = ["a", "bbb"]
"""


def test_every_column_that_is_missing_is_named_at_once_with_its_key_and_the_nearest(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table(head="id,a_1,b")))
    orders = ["customer,date,quantity,price", *(f"{i},2020-01-{i % 28 + 1:02},2,3.5" for i in range(1, 61))]
    (tmp_path / "orders.csv").write_bytes(text(orders))
    (tmp_path / "plan.toml").write_text(PLAN)
    done = command("run", "plan.toml")
    assert done.returncode == 2
    missing = {
        "source.id": ("idd", 'did you mean "id"?'),
        "clean[1].columns": ("aa", "available: id, a_1, b"),
        "derive[1].id": ("cust", 'did you mean "customer"?'),
        "derive[1].date": ("da", 'did you mean "date"?'),
        "derive[1].amount": ("quantty", 'did you mean "quantity"?'),
        "features.log": ("monetry", 'did you mean "monetary"?'),
        "output.columns": ("bbb", 'did you mean "b"?'),
    }
    for key, (name, fix) in missing.items():
        assert f'  {key}: there is no column "{name}"' in done.stderr and fix in done.stderr
    assert 'features.use: there is no column "bb"' in done.stderr
    assert 'features.use: there is no column "recency_day"\n    did you mean "recency_days"?' in done.stderr
    assert "clean[2].rules" in done.stderr and '"c"' in done.stderr
    assert "plan.toml: 11 faults" in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_plan_that_is_wrong_is_exit_2_with_every_key_or_the_line(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table()))
    (tmp_path / "plan.toml").write_text('[source]\npath = "a.csv"\npth = "b"\n[select]\nmin_share = 7\n[sarch]\n')
    done = command("run", "plan.toml")
    assert done.returncode == 2 and "plan.toml: 3 faults" in done.stderr
    assert 'source.pth: unknown key\n    did you mean "path"?' in done.stderr
    assert 'sarch: unknown key\n    did you mean "search"?' in done.stderr
    assert "select.min_share" in done.stderr
    (tmp_path / "plan.toml").write_text('[source]\npath = "a.csv\n')
    broken = command("run", "plan.toml")
    assert broken.returncode == 2 and "line 2" in broken.stderr
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe\x00")
    assert command("run", "plan.toml").returncode == 2


def test_an_output_folder_that_holds_something_else_is_left_alone(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table()))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    for out, said in (
        ("mine", "contains files that are not a"),
        ("mine/thesis.txt", "is a file"),
        ("a.csv/x", "a.csv"),
    ):
        done = command("run", "a.csv", "-o", out, "--force", "--set", ONE)
        assert done.returncode == 2 and said in done.stderr
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_exit_2(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table()))
    (tmp_path / "locked").mkdir(mode=0o500)
    done = command("run", "a.csv", "-o", "locked/out", "--set", ONE)
    assert done.returncode == 2 and "can't be written" in done.stderr


def test_a_place_where_nobody_may_write_is_exit_2(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table()))
    done = command("run", "a.csv", "-o", "/proc/out", "--set", ONE)
    assert done.returncode == 2 and "can't be written" in done.stderr and "-o" in done.stderr


def test_too_little_memory_is_exit_4_with_what_is_needed_and_what_there_is(command, tmp_path):
    (tmp_path / "a.csv").write_bytes(text(table()))
    done = command("run", "a.csv", "--memory", "1MiB")
    assert done.returncode == 4
    assert "60 rows × 2 columns: the search would need about " in done.stderr and "1 MiB is available" in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("limit", "data"), [(2_000, "a.csv.gz"), (6_000, "a.csv")])
def test_a_full_disk_is_exit_4_and_leaves_no_run(tmp_path, limit, data):
    (tmp_path / "a.csv").write_bytes(text(table(200)))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text(table(200))))
    done = subprocess.run(
        [sys.executable, "-m", "segtui", "run", data, "--set", ONE],
        cwd=tmp_path,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},  # Python would keep half a module, for all later tests
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 4, done.stderr
    assert "file-size limit" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "runs" / "a").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["plan", "a.csv"], ["profile", "a.csv", "--json"]])
def test_an_output_without_room_is_exit_4(tmp_path, arguments):
    (tmp_path / "a.csv").write_bytes(text(table()))
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "segtui", *arguments], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 4 and b"the disk is full" in done.stderr and b"Traceback" not in done.stderr


def started(tmp_path, *, rows=6000, before=None):
    lines = ["id,a,b,c", *(f"{i},{i * 7919 % 1009},{i * 104729 % 997},{i % 13}" for i in range(rows))]
    (tmp_path / "a.csv").write_bytes(text(lines))
    return subprocess.Popen(
        [sys.executable, "-m", "segtui", "run", "a.csv", "--set", "search={hierarchical={k=[3]}}"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509 - it sets one signal
    )


@pytest.mark.parametrize("moment", ["inspecting", "cleaning", "features"])
def test_an_early_interruption_is_exit_130_and_leaves_nothing_behind(tmp_path, moment):
    process = started(tmp_path)
    assert process.stderr
    told = b""
    while moment.encode() not in told:
        told += process.stderr.readline()
    process.send_signal(signal.SIGINT)
    told += process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 130
    assert told.endswith(b"interrupted\n") and b"Traceback" not in told
    assert {p.name for p in tmp_path.iterdir()} <= {"a.csv", "a.toml"}


def test_an_interruption_while_the_program_loads_shows_no_traceback(tmp_path):
    code = "import sys; from segtui.__main__ import main; sys.stderr.write('up\\n'); sys.stderr.flush(); main()"
    process = subprocess.Popen([sys.executable, "-c", code, "run", "a.csv"], cwd=tmp_path, stderr=subprocess.PIPE)
    assert process.stderr and process.stderr.readline() == b"up\n"
    time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=PATIENCE)[1]
    # A shell calls both 130: the code, and the end by this signal before there was anyone to give a code.
    assert process.returncode in (130, -signal.SIGINT)
    assert told in (b"", b"interrupted\n")


@pytest.mark.slow
def test_a_hang_up_that_nohup_has_silenced_does_not_stop_a_run(tmp_path):
    process = started(tmp_path, rows=1500, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    assert process.stderr
    while b"reading" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGHUP)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, 1), told
    assert (tmp_path / "runs/a/leaderboard.csv").exists()


def test_more_clusters_than_different_rows_are_left_out_and_equal_customers_stay_together(command, tmp_path):
    three = "".join(f"{i},{(10, 50, 90)[i % 3]},{(1, 5, 2)[i % 3]}\n" for i in range(40))
    (tmp_path / "a.csv").write_text("id,a,b\n" + three)
    grids = "search={kmeans={k=[2,3,4]},hierarchical={k=[3,4,9]}}"
    done = command("run", "a.csv", "--set", grids, "--set", "select.clusters=[2,9]")
    assert done.returncode == 0, done.stderr
    assert "Skipped 1 grid point: 3 distinct rows among 40 are too few for it." in done.stderr
    assert "Skipped 2 grid points: 3 distinct rows among 40 are too few for them." in done.stderr
    assert sorted(pl.read_csv(tmp_path / "runs/a/segments.csv")["segment"].value_counts()["count"]) == [13, 13, 14]
    none = command("run", "a.csv", "--set", "search={hierarchical={k=[9]}}", "-o", "none")
    assert none.returncode == 3 and "more than the 3 distinct rows among 40" in none.stderr
