"""In the rooms that a report is made of, no sentence is an f-string, because an f-string can't be translated."""

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[3] / "segtui"
ROOMS = [
    *(HOME / "pipeline/report").rglob("*.py"),
    *(HOME / "segments/naming").glob("*.py"),
    *(HOME / "segments/vocabulary").glob("*.py"),
    *(HOME / "profiling").glob("*.py"),
    *(HOME / "data/delimited").rglob("*.py"),
    *(HOME / "data/types").glob("*.py"),
    *[HOME / "data" / name for name in ("raw/concat.py", "formula_guard.py", "reading/read.py", "raw/row_repairs.py")],
    *[
        HOME / "console" / f"{name}.py"
        for name in ("compare", "scoring/drift", "forget", "readout", "showing/show", "verify")
    ],
    *[HOME / "delivery" / "export" / f"{name}.py" for name in ("summary", "write_export", "write_summary")],
    *[
        HOME / "pipeline" / f
        for f in ("artifacts/manifest.py", "finished_runs/verify.py", "forgetting/person_files.py")
    ],
    HOME / "features/rfm/scores.py",
    HOME / "segments/describing/rule_in_words.py",
]
ALLOWED = {
    "pipeline/report/page/stylesheet.py": "rules of style",
    "pipeline/report/shown_run.py": "what to do about an error",
    "pipeline/report/kept/report_facts.py": "what to do about an error",
    "segments/vocabulary/dictionary.py": "a theme, which nobody reads",
}
"""By file, why its f-strings are no sentences of a report."""
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[a-z]{2,} | [a-z]{2,}[.:]?$| [a-z]{3,} ")
MARKUP = re.compile(r"<[^>]*>?|=\"[^\"]*\"?|[.#{}]")


def sentences(source):
    """The lines of f-strings that have words of their own; messages of errors, and markup, are no part of a report."""
    tree = ast.parse(source)
    raised = {id(n) for r in ast.walk(tree) if isinstance(r, ast.Raise) for n in ast.walk(r)}
    raised |= {
        id(n)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Fault", "UsageError", "DataError")
        for n in ast.walk(call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in raised:
            plain = [str(v.value) for v in node.values if isinstance(v, ast.Constant)]
            if any(WORDS.search(MARKUP.sub("", text)) for text in plain):
                yield node.lineno, " … ".join(plain)


@pytest.mark.parametrize(
    "file",
    [f for f in ROOMS if f.relative_to(HOME).as_posix() not in ALLOWED],
    ids=lambda file: file.relative_to(HOME).as_posix(),
)
def test_no_sentence_is_an_f_string(file):
    assert not list(sentences(file.read_text(encoding="utf-8")))


def test_sentences_are_found_and_signs_are_not():
    assert list(sentences("f'{n} rows are left out'")) and list(sentences("f'by {n}'"))
    assert not list(sentences("f'{a} · {b} ({c})'")) and not list(sentences("raise ValueError(f'no such {n} thing')"))


def plain_notes(source):
    """The lines on which a listener gets plain text, or a list of notes or warnings does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            told = node.func.attr in ("note", "stage") or (
                node.func.attr == "append" and ast.unparse(node.func.value).endswith(("notes", "warnings"))
            )
            if told and _is_plain(node.args[0]):
                yield node.lineno


def _is_plain(told):
    return isinstance(told, ast.JoinedStr) or (isinstance(told, ast.Constant) and isinstance(told.value, str))


LISTENED = [
    *[
        f
        for room in ("pipeline", "cleaning", "features", "delivery", "clustering")
        for f in (HOME / room).rglob("*.py")
    ],
    *[
        HOME / "console" / f"{name}.py"
        for name in ("scoring/assign", "delivery/export", "scoring/refresh", "run", "verify")
    ],
]


def test_what_a_run_notes_can_be_said_in_another_language():
    found = {file: list(plain_notes(file.read_text(encoding="utf-8"))) for file in LISTENED}
    assert not {file.relative_to(HOME).as_posix(): lines for file, lines in found.items() if lines}


def test_plain_notes_are_found():
    assert list(plain_notes("listener.note(f'{n} rows')")) and list(plain_notes("self.warnings.append('empty')"))
    assert not list(plain_notes("listener.note(say('{n} rows', n=n))"))
