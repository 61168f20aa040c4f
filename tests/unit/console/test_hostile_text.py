"""Names, cells, files and options that hold escape sequences, markup or bidi marks: shown, never obeyed."""

import json
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import polars as pl
import pytest
from markdown_it import MarkdownIt

from segtui.console.inputs import read_data
from widgets.plain.visible import HIDDEN

NAMES = [
    "a[/]",
    "[red]x",
    "hang\u3164ul",
    "o\x1b]52;c;aGk=\x07",
    "ti\x9b0m",
    "n\nl",
    "tag\U000e0041s",
    "<img src=x>![i](http://e.x)|",
]


@pytest.fixture
def data(tmp_path):
    head = ["id", *(f'"{name}"' for name in NAMES)]
    rows = (
        [str(i), *(f"{i * 7 % 13 + k}" for k in range(len(NAMES) - 1)), f"[/]\x1b[2J\u202e{i % 3}"] for i in range(60)
    )
    place = tmp_path / "h.csv"
    place.write_text("\n".join(map(",".join, [head, *rows])) + "\n", encoding="utf-8", newline="")
    return place


def plain(text):
    return [line for line in text.split("\n") if HIDDEN.search(line)] == []


def test_a_profile_shows_names_and_cells_as_they_are_written(command, data):
    done = command("profile", data)
    assert done.returncode == 0 and plain(done.stdout) and plain(done.stderr)
    for name in ("a[/]", "[red]x", r"hang\u3164ul", r"o\x1b]52;c;aGk=\x07", r"ti\x9b0m", r"tag\U000e0041s"):
        assert name in done.stdout
    assert r"[/]\x1b[2J…" in done.stdout  # no escape is cut in two


def test_json_is_plain_and_reads_back_the_same(command, data):
    done = command("profile", data, "--json")
    assert plain(done.stdout)
    assert [column["name"] for column in json.loads(done.stdout)["columns"]] == list(read_data(str(data)).frame.columns)


@pytest.mark.parametrize(
    "arguments",
    [
        ("profile", "no\x1b]0;t\x07such.csv"),
        ("run", "plan\n\x1b[31mall is well.toml"),
        ("profile", "--[red]x\x1b[2J"),
        ("[/]\x9b2J",),
        ("run", "x.csv", "--set", "se\x1blect=1"),
        ("export", ".", "--to", "csv", "-o", "x", "--map", "a\x1b[2J"),
        ("assign", "run\u202e", "data\u2028.csv", "-o", "x"),
    ],
)
def test_an_error_quotes_the_command_line_visibly(command, arguments):
    done = command(*arguments)
    assert done.returncode in (2, 3) and done.stderr.startswith("error: ") and plain(done.stdout + done.stderr)


def test_an_error_makes_no_lines_of_what_it_quotes(command):
    lines = command("profile", "x\nerror: all is well\n.csv").stderr.splitlines()
    assert sum(line.startswith("error: ") for line in lines) == 1


def test_an_error_of_ours_is_a_traceback_that_steers_nothing(command, monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("\x1b]52;c;aGk=\x07")

    monkeypatch.setattr("segtui.console.profile.show_profile", fail)
    done = command("profile", "x.csv")
    assert done.returncode == 1 and done.stderr.rstrip().endswith(r"RuntimeError: \x1b]52;c;aGk=\x07")


def test_what_libraries_say_stays_out_of_standard_error(tmp_path):
    program = """
import logging, os, sys, warnings
from segtui.console import chatter, process
chatter.set_aside()
warnings.warn("a library's warning", RuntimeWarning)
warnings.simplefilter("always")
warnings.warn("another", FutureWarning)
logging.getLogger("fastexcel").warning("Could not determine dtype")
print("printed", file=sys.stderr)
os.write(2, b"thread 'x' panicked\\n")
os.system("echo from a process >&2")
assert "panicked" in chatter.library_words() and "warning" not in chatter.library_words()
process.leave(3, "error: ours\\x1b[2J")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "error: ours\\x1b[2J\n")


def test_python_w_asks_for_the_warnings(monkeypatch):
    from segtui.libraries.boundary import silence

    before = warnings.showwarning
    monkeypatch.setattr(sys, "warnoptions", ["default"])
    silence()
    assert warnings.showwarning is before


def test_a_run_of_a_file_with_such_names_is_as_plain_in_all_that_it_prints_and_writes(command, data):
    done = command("run", data)
    assert done.returncode == 0 and plain(done.stdout + done.stderr)
    folder = data.parent
    for plan in (folder / "h.toml", folder / "runs/h/plan.toml"):
        assert plain(plan.read_text(encoding="utf-8"))
    report = (folder / "runs/h/report.md").read_text(encoding="utf-8")
    parsed = MarkdownIt("gfm-like").parse(report)
    kinds = {each.type for token in parsed for each in [token, *(token.children or [])]}
    assert plain(report) and not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "fence",
        "code_block",
        "hr",
    }
    assert command("run", "runs/h/plan.toml", "-o", "again", "-q").returncode == 0
    assert (folder / "again/segments.csv").read_bytes() == (folder / "runs/h/segments.csv").read_bytes()


def test_a_printed_plan_says_every_name_exactly(command, tmp_path):
    (tmp_path / "e.csv").write_text(
        "id,👍🏽,a\u200db,❤\ufe0f\n" + "".join(f"{i},{i % 7},{i % 5},{i % 3}\n" for i in range(60)), encoding="utf-8"
    )
    printed = command("plan", "e.csv").stdout
    assert plain(printed)
    names = tomllib.loads(printed)["features"]["use"]
    assert names == ["👍🏽", "a\u200db", "❤\ufe0f"]


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b", "\x1c", "\r", "\n"])
@pytest.mark.slow
def test_a_file_with_a_line_end_in_its_name_does_not_break_the_log_of_exports(command, data, mark):
    assert command("run", data, "-o", "run", "-q").returncode == 0
    for name in (f"a{mark}b.csv", "c.csv"):
        done = command("export", "run", "--to", "csv", "-o", name, "--no-consent-column", "--min-size", "1")
        assert done.returncode == 0 and plain(done.stdout + done.stderr)
    told = json.loads(command("forget", "run", "7", "--dry-run", "--json").stdout)
    assert [Path(file["path"]).name for past in told["exports"] for file in past["files"]] == [f"a{mark}b.csv", "c.csv"]


def test_names_on_the_command_line_may_hold_line_ends_and_lone_quotes(command, tmp_path):
    rows = {"id": range(60), "v": [i % 3 * 9 for i in range(60)], "two\nlines": ["x"] * 60, '"=1': ["y"] * 60}
    pl.DataFrame(rows).write_parquet(tmp_path / "n.parquet")
    assert command("run", "n.parquet", "-o", "run", "-q").returncode == 0
    words = ("export", "run", "--to", "csv", "-o", "o.csv", "--no-consent-column", "--columns")
    done = command(*words, 'two\nlines, "=1')
    assert done.returncode == 0, done.stderr
    assert command(*words, "no\nsuch").returncode == 2
