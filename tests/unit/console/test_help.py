"""What a newcomer meets: help by example, completion, and what is said to a wrong command line."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        (["--help"], "segtui run customers.csv"),
        (["run", "-h"], "segtui run plan.toml -o runs/may --set 'select.clusters=[4,6]'"),
        (["plan", "--help"], "segtui plan customers.csv -o plan.toml && segtui run plan.toml"),
        (["profile", "--help"], "segtui profile 'sales-*.csv.gz' --json"),
        (["schema", "--help"], "segtui schema > plan.schema.json"),
    ],
)
def test_help_teaches_by_example(command, arguments, example):
    done = command(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert example in done.stdout.replace("\u00a0", " ")


def test_every_option_of_a_run_has_its_line_of_help(command):
    shown = command("run", "--help").stdout
    for option in ("--out", "-o", "--set", "--resume", "--force", "--memory", "--json", "--quiet", "-q"):
        assert option in shown


def test_the_version_is_one_line(command):
    import segtui

    assert command("--version").stdout == f"segtui {segtui.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "frobnicate"),
        (["run"], "PLAN_OR_DATA"),
        (["run", "a.csv", "b.csv"], "b.csv"),
        (["run", "a.csv", "--fast"], "--fast"),
        (["run", "a.csv", "--memory", "lots", "-o", "x"], 'invalid size "lots"'),
        (["run", "a.csv", "--set", "select.by"], "KEY=VALUE"),
        (["run", "plan.toml"], "no such plan"),
    ],
)
def test_a_wrong_command_line_is_exit_2_and_says_what(command, tmp_path, arguments, said):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    done = command(*arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell):
    env = {**os.environ, "_SEGTUI_COMPLETE": f"source_{shell}"}
    code = "import sys; sys.argv = ['segtui']; from segtui.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "_SEGTUI_COMPLETE" in done.stdout and "segtui" in done.stdout


def test_completion_knows_the_commands_and_their_options():
    env = {**os.environ, "_SEGTUI_COMPLETE": "complete_bash", "COMP_WORDS": "segtui run --f", "COMP_CWORD": "2"}
    code = "import sys; sys.argv = ['segtui']; from segtui.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["--force"]
