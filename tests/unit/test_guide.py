"""README and guide say what is true: their commands exist, their tables are the declarations, their plan is one."""

import importlib.util
import re
import shlex
import sys
import textwrap
from pathlib import Path

import pytest
import typer

from segtui import cli
from segtui.clustering.registry import algorithms
from segtui.guide.pages import TOPICS, page, pages, path
from segtui.plan.load import parse

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {"README": README, **{topic: path(topic).read_text(encoding="utf-8") for topic in TOPICS}}
COMMANDS = typer.main.get_command(cli.app).commands


def blocks(text):
    """The blocks of code of a text, fenced and indented."""
    found = re.findall(r"^```(\w*)\n(.*?)^```|^((?:    [^\n]+\n)+)", text, re.DOTALL | re.MULTILINE)
    return [fenced or indented for _, fenced, indented in found]


def command_lines(text):
    """Each command of ours in a block of code or in the table of commands, as its words."""
    lines = [re.sub(r"^\$ ", "", line.strip()) for block in blocks(text) for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r"&&|\|(?!\|)|;", line)]
    parts += re.findall(r"^\| `(segtui [^`]+)`", text, re.MULTILINE)
    return [part for part in parts if re.match(r"(\.venv/bin/)?segtui( |$)", part)]


@pytest.mark.parametrize("line", sorted({line for text in DOCS.values() for line in command_lines(text)}))
def test_every_command_line_names_a_command_and_its_options(line):
    words = [w for w in shlex.split(line.replace("[", " ").replace("]", " ").replace("…", " "))[1:] if w != "…"]
    options = [w.split("=")[0] for w in words if w.startswith("-") and w != "-"]
    if words and not words[0].startswith("-") and re.fullmatch(r"[a-z-]+", words[0]):
        assert words[0] in COMMANDS
        assert set(options) <= {o for p in COMMANDS[words[0]].params for o in p.opts} | {"--help", "-h"}
    else:
        assert set(options) <= {"--version", "--help", "--ascii", "--install-completion", "--show-completion"}


def test_there_are_command_lines_to_check():
    assert len(command_lines(README)) >= 5
    assert sum(len(command_lines(text)) for text in DOCS.values()) >= 50
    for text in (README, DOCS["commands"]):
        listed = set(re.findall(r"`segtui (\w+)", text))
        assert {name for name, command in COMMANDS.items() if not command.hidden} <= listed


def test_the_tables_are_those_of_the_declarations():
    spec = importlib.util.spec_from_file_location("update_guide", ROOT / "tests" / "update_guide.py")
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    for file in update.files():
        text = file.read_text(encoding="utf-8")
        assert update.updated(text) == text, "run: .venv/bin/python tests/update_guide.py"
        assert "Undefined" not in text
    marked = [m for file in update.files() for m in re.findall(r"<!-- (\w+) -->", file.read_text(encoding="utf-8"))]
    assert sorted(marked) == sorted(update.PARTS), "every table has its place, once"


def test_every_page_is_a_topic_and_says_in_a_line_what_it_is_about():
    assert sorted(p.stem for p in path("start").parents[1].rglob("*.md")) == sorted(TOPICS)
    for each in pages():
        assert re.match(r"# [A-Z][a-z]+", each.text) and each.text.endswith("\n"), each.topic
        assert re.fullmatch(r"[A-Z][^.]{10,90}\.", each.summary), each.topic
        assert "<!--" not in each.text


def test_links_and_paths_lead_somewhere():
    for name, text in DOCS.items():
        folder = ROOT if name == "README" else path(name).parent
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert (folder / link).exists(), (name, link)
        for file in re.findall(r"(?<![/\w])(?:segtui|widgets|tests|sample_data)/[\w/]+\.\w+", text):
            assert (ROOT / file).exists() or "/runs/" in file, (name, file)
    for topic in re.findall(r"segtui guide ([a-z][a-z-]+)", " ".join(DOCS.values())):
        assert topic in TOPICS


def test_the_plan_is_a_plan():
    plan = parse(next(block for block in blocks(DOCS["plan"]) if block.startswith("version = 1")))
    assert {family.name for family in plan.grids()} == {family.name for family in algorithms()}
    assert plan.clean and plan.derive


def test_fences_stand_alone_on_their_lines_and_are_closed():
    for name, text in DOCS.items():
        fences = re.findall(r"^```.*", text, re.MULTILINE)
        assert set(fences) <= {"```", "```toml", "```sql", "```python", "```json"}, name
        assert len(fences) % 2 == 0, name


def toml_examples():
    """Every indented or fenced block of a page that begins with a table of a plan, which has no url."""
    for topic, text in DOCS.items():
        found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
        for block in [*found, *re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]:
            if block.strip().startswith("[") and not re.search(r"^url = ", block, re.MULTILINE):
                yield pytest.param(textwrap.dedent(block), id=f"{topic}: {block.split(chr(10))[0].strip()}")


@pytest.mark.parametrize("example", toml_examples())
def test_every_example_of_a_plan_can_stand_in_one(example):
    source = "" if "[source]" in example else '[source]\npath = "customers.csv"\n'
    assert parse(f"version = 1\n{source}{example}").version == 1


def test_the_table_of_files_names_what_a_run_writes(segtui, customers, tmp_path):
    told = re.findall(r"^\| `([\w./]+)` \|", DOCS["files"], re.MULTILINE)
    head, *rows = customers.read_text().splitlines()
    answers = [f"{row},{place % 2}" for place, row in enumerate(rows)]
    customers.write_text("\n".join([f"{head},Response", *answers]) + "\n")
    forms = 'report={xlsx=true,charts="svg"}'
    some = ("--set", "search={kmeans={k=[3]}}", "--set", "stability.resamples=2", "--set", forms)
    done = segtui("run", customers, *some, "-o", "out")
    assert done.returncode == 0, done.stderr
    written = {p.name + ("/" if p.is_dir() else "") for p in (tmp_path / "out").iterdir()}
    not_asked = {"cohorts.csv", "matches.csv", "predictions.csv", "input/", "triggers/"}  # by every plan
    assert set(told) - not_asked == written


def test_the_extra_and_the_python_version_are_those_of_the_project():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(re.findall(r"'\.\[(\w+)\]'", README)) <= set(project["optional-dependencies"])
    for text in (README, DOCS["start"]):
        oldest = re.search(r"Python (\d+\.\d+) or later", text)[1]
        assert project["requires-python"] == f">={oldest}"
    assert sys.version_info >= tuple(map(int, oldest.split(".")))


def test_every_exit_code_of_the_errors_is_in_the_guide():
    from segtui import errors

    codes = {e.exit_code for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.SegtuiError)}
    told = set(map(int, re.findall(r"^\| (\d+) \| ", page("exit-codes").text, re.MULTILINE)))
    assert codes | {0, 1} == told


def test_every_screen_has_its_page():
    from segtui.workbench.keys.help import _TOPICS
    from segtui.workbench.screens import SCREENS

    assert list(_TOPICS) == [place.key for place in SCREENS]
    assert set(_TOPICS.values()) <= set(TOPICS)
