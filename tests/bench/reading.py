"""How much of a damaged CSV file comes back, beside the automatic readers of DuckDB and CleverCSV.

python tests/bench/reading.py [FILES]

Makes about FILES (4,000) files, each damaged in one place, of every kind at many rows and columns and in six dialects,
and prints for each kind of damage the share of records and of cells that each reader gives back as they were. DuckDB
is tried with five settings (its own choice first), of which the best counts for each file. `pip install duckdb
clevercsv` puts the two there; without them segtui is measured alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from segtui.data.delimited.read_text import read_text
from segtui.data.raw.raw_table import InputFile
from segtui.data.source import Source
from segtui.errors import SegtuiError
from tests.damage import DIALECTS, Damaged, every

Rows = list[tuple[str, ...]]
Reader = Callable[[Path], list[Rows]]
SIZES = (12, 40, 120)
SETTINGS = (
    "",
    ", strict_mode=false",
    ", ignore_errors=true",
    ", ignore_errors=true, strict_mode=false",
    ", strict_mode=false, null_padding=true, ignore_errors=true",
)


def by_segtui(path: Path) -> list[Rows]:
    """The header and the rows."""
    with tempfile.TemporaryDirectory() as folder, suppress(SegtuiError):
        raw = read_text(InputFile(path, path.name, Path(folder)), Source(path=str(path)))
        return [[tuple(raw.frame.columns), *raw.frame.rows()]]
    return [[]]


def by_duckdb(path: Path) -> list[Rows]:
    """The same by each of the settings."""
    import duckdb

    found = []
    for setting in SETTINGS:
        rows: Rows = []
        with suppress(duckdb.Error):
            cursor = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar=true{setting})")
            rows = [tuple(cursor.columns), *cursor.fetchall()]
        found.append(rows)
    return found


def by_clevercsv(path: Path) -> list[Rows]:
    """The rows as they come, the header among them."""
    import clevercsv

    with suppress(Exception):
        return [[tuple(row) for row in clevercsv.read_table(str(path))]]
    return [[]]


def readers() -> dict[str, Reader]:
    """Those that are installed."""
    found: dict[str, Reader] = {"segtui": by_segtui}
    for name, reader in (("duckdb", by_duckdb), ("clevercsv", by_clevercsv)):
        try:
            __import__(name)
            found[name] = reader
        except ImportError:
            print(f"{name} is not installed and is left out: pip install {name}", file=sys.stderr)
    return found


def back(found: Rows, clean: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many records and cells of the clean table are there; a row that is not whole is found by its first cell."""
    rows = [_plain(row) for row in found]
    whole, first = Counter(rows), {row[0]: row for row in reversed(rows) if row}
    records = cells = 0
    for row in map(_plain, clean):
        if whole[row]:
            whole[row] -= 1
            records, cells = records + 1, cells + len(clean[0])
        elif row:
            pairs = zip(row, first.get(row[0], ()), strict=False)
            cells += sum(here == there for here, there in pairs) + len(clean[0]) - len(row)
    return records, cells


def _plain(row: Sequence[str | None]) -> tuple[str, ...]:
    cells = [(cell or "").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def files(count: int) -> list[Damaged]:
    """About so many damaged files, the kinds in turn."""
    places = sum((rows + 1) * 125 for rows in SIZES) * len(DIALECTS)
    step = max(1, places // count)
    made = [every(rows, 7 * n + rows, dialect, step) for rows in SIZES for n, dialect in enumerate(DIALECTS)]
    return [damaged for some in made for damaged in islice(some, count)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=4_000)
    using, made = readers(), files(parser.parse_args().files)
    score: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    spent: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        for damaged in made:
            path.write_bytes(damaged.text.encode())
            size = len(damaged.clean)
            for name, reader in using.items():
                start = time.perf_counter()
                records, cells = max(back(rows, damaged.clean) for rows in reader(path))
                spent[name] += time.perf_counter() - start
                for kind in (damaged.kind, "all"):
                    row = score[kind, name]
                    row[0], row[1] = row[0] + records, row[1] + size
                    row[2], row[3] = row[2] + cells, row[3] + size * len(damaged.clean[0])
    kinds = sorted(Counter(damaged.kind for damaged in made).items())
    print(f"{'records / cells':24}{'files':>7}" + "".join(f"{name:>18}" for name in using))
    for kind, count in [*kinds, ("all", len(made))]:
        parts = [score[kind, name] for name in using]
        print(f"{kind:24}{count:7,}" + "".join(f"{p[0] / p[1]:10.4f} {p[2] / p[3]:.4f} " for p in parts))
    print("seconds                        " + "".join(f"{spent[name]:18.1f}" for name in using))


if __name__ == "__main__":
    main()
