"""Files that were damaged in one place: every other row comes back as it was, and what was done is reported."""

import random

import pytest

from segtui.data.raw import Place, Raw
from segtui.data.source import Source
from segtui.data.text import read_text
from tests.damage import BETWEEN_ROWS, DIALECTS, IN_A_ROW, Damaged, between_rows, in_a_row, table

ROWS = 30
CLEAN = table(ROWS, seed=5)


@pytest.fixture
def reading(tmp_path):
    def of(text: str) -> Raw:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        path = tmp_path / "x.csv"
        path.write_bytes(text.encode())
        return read_text(Place(path, "x.csv", workspace), Source(path="x.csv"))

    return of


def rows_of(raw: Raw) -> list[tuple[str, ...]]:
    return [tuple((cell or "").strip() for cell in row) for row in raw.frame.rows()]


def samples(kind: str) -> list[Damaged]:
    chance = random.Random(kind)
    made: list[Damaged] = []
    for number in range(200):
        row, column = chance.randint(1, ROWS - 1), chance.randint(0, 6)
        dialect = DIALECTS[number % len(DIALECTS)]
        found = (
            in_a_row(kind, CLEAN, row, column, dialect) if kind in IN_A_ROW else between_rows(kind, CLEAN, row, dialect)
        )
        made += [found] if found else []
        if len(made) == 4:
            break
    return made


@pytest.mark.parametrize("kind", [*IN_A_ROW, *BETWEEN_ROWS])
def test_all_rows_but_the_damaged_one_are_intact(reading, kind):
    made = samples(kind)
    assert made
    for damaged in made:
        raw = reading(damaged.text)
        found = rows_of(raw)
        lost = [tuple(row) for row in damaged.clean[1:] if tuple(row) not in found]
        assert len(lost) <= 1, (damaged, lost)
        assert len(found) <= ROWS
        whole = kind in ("blank_line", "header_again", "blank_after_delimiters")
        assert whole or raw.rows_repaired + raw.rows_skipped or "left out" in " ".join(raw.notes) or not lost


def test_ninety_nine_of_a_hundred_rows_come_back(reading):
    wanted = back = 0
    for kind in IN_A_ROW:
        for damaged in samples(kind)[:2]:
            found = rows_of(reading(damaged.text))
            wanted += ROWS
            back += sum(tuple(row) in found for row in damaged.clean[1:])
    assert back / wanted >= 0.99
