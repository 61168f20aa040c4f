"""The rows of databases that a run keeps: input/source.parquet and so on, as they came, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.raw.raw_table import Raw
from segtui.language.sentences import as_data, from_data
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import damaged
from segtui.plan.model import Plan
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder

FOLDER = "input"
_KEY = re.compile(r"(\w+)\[(\d+)\]")


def kept_file(key: str) -> str:
    """The file inside a run's folder that has the rows of a table of the plan, such as input/derive-2.parquet."""
    name = _KEY.sub(r"\1-\2", key)
    return f"{FOLDER}/{name}.parquet"


def kept_id(plan: Plan, place: Path) -> str | None:
    """The column of ids in a file of kept rows; None where the plan numbers the rows, or it is no such file."""
    if place.parent.name != FOLDER:
        return None
    ids = {"source": plan.source.id if plan.source else None}
    ids |= {f"derive[{number}]": maker.id for number, maker in plan.table_makers()}
    ids |= {f"cohort[{number}]": cohort.id for number, cohort in enumerate(plan.cohort, 1)}
    return next((id for key, id in ids.items() if Path(kept_file(key)).name == place.name), None)


def kept_facts(key: str, raw: Raw) -> dict[str, Any]:
    """What run.json says of kept rows: their file, and what reading them from the database told."""
    told = {"format": raw.format, "typed": raw.typed, "notes": [as_data(note) for note in raw.notes]}
    return {"file": kept_file(key), **told, "left": list(raw.left)}


def write_kept(folder: Path, key: str, raw: Raw) -> None:
    """Write the rows into a run's folder, in their order."""
    place = folder / kept_file(key)
    private_folder(place.parent)
    write_parquet(raw.frame.rechunk(), place, statistics=False)


def read_kept(folder: Path, facts: Mapping[str, Any], fingerprint: str) -> Raw:
    """The rows as they came from the database, from a run's folder and what its run.json says of them.

    `fingerprint` is that of the rows. Raises DataError where the file or what is told of it is damaged.
    """
    with foreign(damaged(folder / str(facts.get("file")))):
        frame = pl.read_parquet(folder / str(facts["file"]), glob=False)
        notes = tuple(from_data(note) for note in facts["notes"])
        left = tuple(map(str, facts["left"]))
        return Raw(frame, str(facts["format"]), bool(facts["typed"]), notes=notes, fingerprint=fingerprint, left=left)
