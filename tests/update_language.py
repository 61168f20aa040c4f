"""Brings the catalogues of `segtui/language/` in line with the sentences of the code; new ones stay empty.

    .venv/bin/python tests/update_language.py

What it names as left is then translated in the .po files, with every form of a plural.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.sentences_in_code import messages

HOME = Path(__file__).parents[1] / "segtui"
WIDTH = 120
CHANGING = ('"Project-Id', '"Report-', '"POT-', '"PO-', '"Last-', '"Language-Team', '"Generated-By')
"""Lines of the header that say nothing of the sentences, and would differ with each update."""


def sentences() -> Catalog:
    """Every sentence that the code marks or declares, with the files that it is in."""
    found = Catalog(fuzzy=False)
    for message, place in messages():
        found.add(message, locations=[(place, None)])
    return found


def catalogues() -> list[Path]:
    """The .po files, one for each language."""
    return sorted((HOME / "language").glob("*/LC_MESSAGES/segtui.po"))


def read(path: Path) -> Catalog:
    """A catalogue as it is in the file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def empty(catalogue: Catalog) -> list[Message]:
    """The sentences of which a form is missing, or that are marked as fuzzy, which no run would say."""
    told = [m for m in catalogue if m.id]
    return [m for m in told if m.fuzzy or not all(_forms(m)) or len(_forms(m)) != _wanted(catalogue, m)]


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def _wanted(catalogue: Catalog, message: Message) -> int:
    return catalogue.num_plurals if message.pluralizable else 1


def _update(path: Path, code: Catalog) -> int:
    known = read(path)
    fresh = Catalog(locale=path.parents[1].name, header_comment="", fuzzy=False)
    for message in code:
        if message.id:
            old = known.get(message.id if isinstance(message.id, str) else message.id[0])
            same = old is not None and old.id == message.id
            known_form, flags = (old.string, {"fuzzy"} & old.flags) if same and old else (None, ())
            fresh.add(message.id, known_form, locations=message.locations, flags=flags)
    written = io.BytesIO()
    write_po(written, fresh, width=WIDTH, sort_by_file=True, include_lineno=False)
    lines = written.getvalue().decode().lstrip().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(CHANGING)), encoding="utf-8")
    left = empty(read(path))
    for message in left:
        print(f"{path.relative_to(HOME.parent)}: {message.id}", file=sys.stderr)
    return len(left)


if __name__ == "__main__":
    CODE = sentences()
    sys.exit(1 if sum(_update(path, CODE) for path in catalogues()) else 0)
