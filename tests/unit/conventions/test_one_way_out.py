"""Text reaches a terminal by one way, on which it is made visible: nothing else prints, and nothing reads markup."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WAYS = {"segtui/console/terminal.py", "segtui/console/chatter.py", "widgets/plain"}
"""What makes text visible, and so may use the toolkit's own."""
OTHERS = {
    "widgets/frame/cells.py": {"rich.text", "Console"},  # takes Rich's text from formats, and cleans it cell by cell
    "widgets/frame/fit.py": {"rich.text"},
    "segtui/engine/transport/streams.py": {"print"},  # into the log of the compute process
}
PRINTING = {"print", "sys.stdout.write", "sys.stderr.write", "sys.__stdout__.write", "sys.__stderr__.write"}
PRINTING |= {"typer.echo", "typer.secho", "click.echo", "click.secho", "Console", "rich.print", "input"}
MARKUP = {"from_markup", "from_ansi", "render_markup"}
TOOLKIT = {"rich.text", "rich.table", "rich.markup", "rich.panel", "rich.prompt", "rich.traceback", "rich.pretty"}
READ_MARKUP = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Markdown", "RichLog", "Link"}
HARMLESS = {"Column"}


def faults(source):
    """What of a module's text goes another way, as (line, what)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} - HARMLESS
            if node.module in TOOLKIT and names:
                yield node.lineno, node.module
            if node.module == "textual.widgets":
                yield from ((node.lineno, f"{node.module}.{name}") for name in names & READ_MARKUP)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, n.name) for n in node.names if n.name in TOOLKIT)
        elif isinstance(node, ast.Call):
            yield from _call(node)


def _call(node):
    name = ast.unparse(node.func)
    keys = {k.arg: ast.unparse(k.value) for k in node.keywords}
    if name in PRINTING or name.rpartition(".")[2] in MARKUP:
        yield node.lineno, name
    if keys.get("markup") == "True" or (name == "OptionList" and keys.get("markup") != "False"):
        yield node.lineno, f"{name} with markup"
    if name == "Option" and node.args and isinstance(node.args[0], (ast.JoinedStr, ast.Constant)):
        yield node.lineno, "Option of a string"


def test_every_line_goes_the_one_way():
    found = []
    for file in sorted([*(ROOT / "segtui").rglob("*.py"), *(ROOT / "widgets").rglob("*.py")]):
        name = file.relative_to(ROOT).as_posix()
        if name in WAYS or file.parent.relative_to(ROOT).as_posix() in WAYS:
            continue
        told = faults(file.read_text(encoding="utf-8"))
        found += [f"{name}:{line}: {what}" for line, what in told if what not in OTHERS.get(name, ())]
    what = "print by segtui.console.terminal, draw by widgets.plain: they make what data holds visible"
    assert not found, "\n".join([what, *found])


@pytest.mark.parametrize(
    "source",
    [
        "print(name)",
        "sys.stderr.write(name)",
        "typer.echo(name)",
        "Console().print(name)",
        "from rich.text import Text",
        "import rich.table",
        "Text.from_markup(name)",
        "from textual.widgets import Input, Label",
        "OptionList(*names)",
        "Option(f'{name}')",
        "self.notify(name, markup=True)",
    ],
)
def test_what_goes_another_way_is_found(source):
    assert list(faults(source))
