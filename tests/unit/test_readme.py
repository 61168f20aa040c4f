"""The README says what is true: its commands exist, its tables are the declarations, its plan is one."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest
import typer

from segtui import cli
from segtui.plan.load import parse

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```|^((?:    [^\n]+\n)+)", README, re.DOTALL | re.MULTILINE)
COMMANDS = typer.main.get_command(cli.app).commands
CODE = [fenced or indented for _, fenced, indented in BLOCKS]


def command_lines():
    """Each command of ours in a block of code or in the table of commands, as its words."""
    lines = [re.sub(r"^\$ ", "", line.strip()) for block in CODE for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r"&&|\|(?!\|)|;", line)]
    parts += re.findall(r"^\| `(segtui [^`]+)`", README, re.MULTILINE)
    return [part for part in parts if re.match(r"(\.venv/bin/)?segtui( |$)", part)]


@pytest.mark.parametrize("line", command_lines())
def test_every_command_line_names_a_command_and_its_options(line):
    words = [w for w in shlex.split(line.replace("[", " ").replace("]", " ").replace("…", " "))[1:] if w != "…"]
    options = [w.split("=")[0] for w in words if w.startswith("-") and w != "-"]
    if words and not words[0].startswith("-") and words[0].islower() and "." not in words[0]:
        assert words[0] in COMMANDS
        assert set(options) <= {o for p in COMMANDS[words[0]].params for o in p.opts} | {"--help", "-h"}
    else:
        assert set(options) <= {"--version", "--help", "--ascii", "--install-completion", "--show-completion"}


def test_there_are_command_lines_to_check():
    assert len(command_lines()) >= 5
    told = set(re.findall(r"`segtui (\w+)", README))
    assert {name for name, command in COMMANDS.items() if not command.hidden} <= told


def test_the_tables_are_those_of_the_declarations():
    spec = importlib.util.spec_from_file_location("update_readme", ROOT / "tests" / "update_readme.py")
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    assert update.updated(README) == README, "run: .venv/bin/python tests/update_readme.py"
    assert "Undefined" not in README


def test_the_plan_is_a_plan():
    plan = parse(next(block for block in CODE if block.startswith("version = 1")))
    assert {family.name for family in plan.grids()} == {"kmeans", "hierarchical", "dbscan", "hdbscan"}
    assert plan.clean and plan.derive


def test_the_table_of_files_names_what_a_run_writes(segtui, customers, tmp_path):
    section = README[README.index("## What a run writes") :]
    told = re.findall(r"^\| `([\w./]+)` \|", section[: section.index("\n## ", 5)], re.MULTILINE)
    done = segtui("run", customers, "--set", "search={kmeans={k=[3]}}", "-o", "out")
    assert done.returncode == 0, done.stderr
    written = {p.name + ("/" if p.is_dir() else "") for p in (tmp_path / "out").iterdir()}
    assert set(told) == written


def test_the_extra_and_the_python_version_are_those_of_the_project():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(re.findall(r"'\.\[(\w+)\]'", README)) <= set(project["optional-dependencies"])
    oldest = re.search(r"Python (\d+\.\d+) or later", README)[1]
    assert project["requires-python"] == f">={oldest}"
    assert sys.version_info >= tuple(map(int, oldest.split(".")))


def test_every_exit_code_of_the_errors_is_told():
    from segtui import errors

    codes = {e.exit_code for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.SegtuiError)}
    told = set(map(int, re.findall(r"^\| (\d+) \| ", README, re.MULTILINE)))
    assert codes | {0, 1} == told
