"""How well and how fast the same people are found: python tests/bench/match.py [PEOPLE …].

Of the people, 5 % are in the file twice, with slips of the pen; names are as unequal as names are, and some families
share a surname, a postcode and an e-mail address. Each size is a process of its own.
"""

import gc
import os
import subprocess
import sys
import threading
import time

import numpy as np
import polars as pl
import psutil

TWICE = 0.05
ON = {"first_name": "name", "last_name": "name", "email": "email", "postcode": "exact"}
LETTERS = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))


def names(rng: np.random.Generator, number: int, shortest: int) -> np.ndarray:
    syllables = np.array([a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "an", "er", "in", "ou")])
    parts = rng.integers(2, 4, number * 2)
    found = dict.fromkeys("".join(rng.choice(syllables, n)).capitalize() for n in parts)
    return np.array([name for name in found if len(name) >= shortest][:number])


def drawn(rng: np.random.Generator, values: np.ndarray, rows: int, power: float) -> np.ndarray:
    shares = 1 / np.arange(2, len(values) + 2) ** power
    return values[rng.choice(len(values), rows, p=shares / shares.sum())]


def slip(rng: np.random.Generator, text: str) -> str:
    """A letter is changed, left out or swapped with the next, or one is inserted."""
    at, how = int(rng.integers(0, max(len(text) - 1, 1))), int(rng.integers(0, 4))
    letter = str(rng.choice(LETTERS))
    if how == 0:
        return text[:at] + letter + text[at + 1 :]
    if how == 1:
        return text[:at] + text[at + 1 :]
    if how == 2:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return text[:at] + letter + text[at:]


def customers(people: int, seed: int = 7) -> pl.DataFrame:
    """The table, in a random order; rows with the same `person` are one."""
    rng = np.random.default_rng(seed)
    first = drawn(rng, names(rng, 3_000, 4), people, 0.9)
    last = drawn(rng, names(rng, 60_000, 5), people, 0.8)
    postcode = drawn(rng, np.array([f"{n:05d}" for n in rng.permutation(98_000)[:6_000] + 1_000]), people, 0.5)
    number = rng.integers(1, 9_999, people)
    domain = drawn(rng, np.array(["gmail.com", "orange.fr", "free.fr", "yahoo.fr", "web.de", "mail.org"]), people, 1)
    email = [f"{a}.{b}{n}@{d}".lower() for a, b, n, d in zip(first, last, number, domain, strict=True)]
    table = pl.DataFrame({"person": range(people), "first_name": first, "last_name": last, "email": email})
    table = table.with_columns(pl.Series("postcode", postcode))
    relative = rng.random(people) < 0.02  # of the person in the row above
    above = table.select("last_name", "email", "postcode").shift(1)
    table = table.with_columns(
        pl.when(pl.Series(relative) & above[c].is_not_null()).then(above[c]).otherwise(pl.col(c)).alias(c)
        for c in above.columns
    )
    again = table.filter(pl.Series(rng.random(people) < TWICE))
    changed = [pl.Series(c, [altered(rng, c, v) for v in again[c].to_list()], pl.String) for c in ON]
    rows = pl.concat([table, again.with_columns(changed)])
    rows = rows[rng.permutation(rows.height)]
    return rows.insert_column(0, pl.Series("id", [f"C{i}" for i in range(rows.height)]))


def altered(rng: np.random.Generator, column: str, value: str) -> str | None:
    chance = rng.random()
    if column == "email":
        return None if chance < 0.1 else f"{slip(rng, value[:8])}{value[8:]}" if chance < 0.3 else value
    if column == "postcode":
        return str(rng.integers(10_000, 99_999)) if chance < 0.1 else value
    return slip(rng, value) if chance < 0.2 else value


class Peak:
    """How much memory a process holds at most beyond what it held, looked at every 20 ms."""

    def __enter__(self) -> "Peak":
        self.mib, self._done = 0.0, threading.Event()
        process = psutil.Process()
        before = process.memory_info().rss

        def look() -> None:
            while not self._done.wait(0.02):
                self.mib = max(self.mib, (process.memory_info().rss - before) / 2**20)

        self._thread = threading.Thread(target=look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def measure(people: int) -> None:
    table = customers(people)
    from segtui.cleaning.steps.match import Match

    step = Match(on=ON)
    step.apply(table.head(1_000), id="id")  # imports
    gc.collect()
    with Peak() as peak:
        start, clock = time.process_time(), time.perf_counter()
        found = step.apply(table, id="id")
        took, wall = time.process_time() - start, time.perf_counter() - clock
    of = dict(table.select("id", "person").iter_rows())
    merged = found.matches.filter("merged")
    right = sum(of[a] == of[b] for a, b in merged.select("id", "other").iter_rows())
    wanted = table.height - table["person"].n_unique()
    print(
        f"{table.height:>9,} rows  {wall:6.1f} s, {took:6.1f} s of processor  +{peak.mib:6,.0f} MiB  "
        f"{merged.height:>7,} merged  precision {right / max(merged.height, 1):.3f}  recall {right / wanted:.3f}",
        flush=True,
    )
    for note in found.notes:
        print("   ", note)


if __name__ == "__main__":
    if "--one" in sys.argv:
        measure(int(sys.argv[-1]))
    else:
        for people in sys.argv[1:] or ["10000", "100000", "1000000"]:
            subprocess.run([sys.executable, __file__, "--one", people], check=True, env=os.environ)
