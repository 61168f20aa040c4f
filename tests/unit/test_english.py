"""Messages, help and docstrings are plain, idiomatic English: the commonest mannered phrases are caught here."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_IDIOMS = "longer|more|less|such|fewer|better|worse|larger|smaller|closer|farther|later|earlier|one"
MANNERED = {
    rf"(?<![Tt]here )\b(?:is|are|was|were) no (?!(?:{_IDIOMS})\b)": 'say "is not a"',
    r"\b[Ss]o many\b(?!(?: \w+){1,2} that\b)": 'say "this many", or the number',
    r"\bat hand\b": 'say "current", "at the cursor"',
    r"\banew\b": 'say "again"',
    r", for (?:it|they)\b": 'say "because it"',
    r"\bwhoever\b": 'say "the caller", "those who"',
    r"\bof late\b": 'say "recently"',
    r"\bmended\b": 'say "fixed", "repaired"',
    r"\bcarr(?:ied|ies|ying) out\b": 'say "run"',
    r"\bgone on with\b": 'say "resumed"',
}
IN_MESSAGES = {r"(?<!can't be )\btold\b": 'say "said", "known", "recognized"'}
"""Phrases that only messages avoid: docstrings may say that two things are told apart."""

BRITISH = re.compile(
    r"\b(?:colour|centre[sd]?\b|neighbour|behaviour|favour|licence|recognis|normalis|standardis|personalis|minimis|maximis"
    r"|summaris|optimis)\w*",
    re.IGNORECASE,
)
"""Spellings that users don't read: the guide and the messages have the American ones; names in ` may have others."""


def texts(source):
    """The line, the text and whether it is a docstring of all strings and docstrings of a module; names in ` left "
    "out."""
    tree = ast.parse(source)
    bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
    docs = {id(part.value) for body in bodies for part in body if isinstance(part, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, re.sub(r"`[^`]*`", "", " ".join(node.value.split(" "))), id(node) in docs


def mannered(source):
    """Each mannered phrase of a module, as (line, phrase and what to say)."""
    for line, text, is_doc in texts(source):
        flat = re.sub(r"\s+", " ", text)
        for pattern, better in (MANNERED if is_doc else MANNERED | IN_MESSAGES).items():
            yield from ((line, f'"{found[0]}": {better}') for found in re.finditer(pattern, flat))


def test_messages_and_docstrings_are_plain_english():
    found = []
    for file in sorted([*(ROOT / "segtui").rglob("*.py"), *(ROOT / "widgets").rglob("*.py")]):
        name = file.relative_to(ROOT).as_posix()
        found += [f"{name}:{line}: {what}" for line, what in mannered(file.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_what_users_read_is_spelled_as_in_american_english():
    pages = [*(ROOT / "segtui" / "guide").rglob("*.md"), *(ROOT / name for name in ("README.md", "CHANGELOG.md"))]
    read = [(page.name, re.sub(r"(?s)```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"))) for page in pages]
    columns = ROOT / "segtui/data/identifiers/id_names.py"  # it reads names of columns
    for file in {*(ROOT / "segtui").rglob("*.py")} - {columns}:
        said = texts(file.read_text(encoding="utf-8"))
        read += [(file.name, re.sub(r"\{[^}]*\}", "", text)) for _, text, is_doc in said if not is_doc]
    found = [f"{name}: {word}" for name, text in sorted(read) for word in BRITISH.findall(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    ["it is no number", "so many rows", "the row at hand", "{n} is no id", "whoever asks", "is told", "done anew"],
)
def test_mannered_phrases_are_found(text):
    assert list(mannered(f"say(f'{text}')"))


@pytest.mark.parametrize("text", ["there is no column", "is no longer read", "so many rows that it would take hours"])
def test_idioms_are_left_alone(text):
    assert not list(mannered(f"say('{text}')"))
