"""A finished run's folder, read back: its plan, manifest, segments and model."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import polars as pl

from segtui.data.formulas import bare, unguarded
from segtui.errors import UsageError
from segtui.pipeline import versions
from segtui.pipeline.alone import settle
from segtui.plan.load import load
from segtui.plan.model import Plan

_OURS = {"segment": pl.Int32, "segment_name": pl.String, "confidence": pl.Float64}
_WHOLE = ("run.json", "plan.toml")
_SEGMENTED = ("segments.csv", "model/model.json", "model/centroids.parquet", "model/rows.parquet")


@dataclass(frozen=True)
class RunFiles:
    """What a run wrote into its folder; made by `RunFiles.open(path)`.

    `path` is the folder, absolute. `plan` is plan.toml, carried out with nothing left implicit, its paths relative to
    `path`. `manifest` is run.json. The rest is read when it is asked for, and raises UsageError (exit 2) where the
    run chose no segments or a file is damaged:

    - `segments()`: segments.csv as a LazyFrame, typed, guards against spreadsheets undone; `id` names its id column
    - `model`: model/model.json; its `id_column` and `segment_column` name the first two columns of `rows()`
    - `centroids()`: one row per segment, its number and then its mean in every column of the matrix
    - `rows()`: every row that was clustered: id, segment, and its values in the columns of the matrix
    """

    path: Path
    plan: Plan = field(repr=False)
    manifest: dict[str, Any] = field(repr=False)

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """The run in a folder; raises UsageError with what is missing where that is no finished run."""
        folder = Path(path).expanduser().absolute()
        settle(folder)
        if not folder.is_dir():
            what = "is a file, not a run's folder" if folder.exists() else "there is no such folder"
            raise UsageError(what, where=str(path), fix="name the folder that `segtui run` wrote")
        _refuse_missing(folder, _WHOLE)
        manifest = _json(folder / "run.json")
        _refuse_missing(folder, _SEGMENTED if manifest.get("chosen") else ())
        return cls(folder, load(folder / "plan.toml"), manifest)

    @property
    def home(self) -> Path:
        """Where its control group and the log of its exports are: versions share those of their run."""
        return versions.run_of(self.path)

    @property
    def latest(self) -> Self:
        """The version of the run that counts since it was refreshed; the run itself where it never was."""
        number = versions.current(self.path)
        return type(self).open(versions.folder(self.path, number)) if number else self

    def told_newer(self, what: str) -> list[str]:
        """A sentence for where `what` goes by the run as it was made, though a version of it counts; else none."""
        number = versions.current(self.path)
        if not number:
            return []
        place = versions.folder(self.path, number)
        made = f"{what} goes by the run as it was made"
        return [f"{self.path.name} was refreshed: {made}; for version {number} name {place}"]

    @property
    def has_segments(self) -> bool:
        """Whether a candidate met the plan's conditions, so that there are segments."""
        return bool(self.manifest.get("chosen"))

    @cached_property
    def id(self) -> str:
        """The name of the id column of `segments()`, its first."""
        return self.segments().collect_schema().names()[0]

    def segments(self) -> pl.LazyFrame:
        """segments.csv: the id in the type it was clustered with, segment (Int32), segment_name, confidence, the rest.

        The input's columns are text, each cell as the file has it, so that a phone number keeps its zeros and an empty
        cell is null. One apostrophe is taken off where it was put on against formulas, from cells and names.
        """
        place = self._part("segments.csv")
        try:
            text = pl.scan_csv(place, infer_schema=False, low_memory=True)
            named = text.rename({n: unguarded(n) for n in text.collect_schema().names()})
        except pl.exceptions.PolarsError as error:
            raise _damaged(place, error) from None
        id, *rest = named.collect_schema().names()
        typed = {name: pl.col(name).cast(dtype) for name, dtype in _OURS.items() if name in rest}
        typed[id] = _typed(pl.col(id), self._id_type)
        guarded = [n for n in (id, *rest) if n not in _OURS or n == "segment_name"]
        return named.with_columns(bare(pl.col(guarded))).with_columns(**typed)

    @cached_property
    def model(self) -> dict[str, Any]:
        """model/model.json: algorithm, parameters, the columns of the matrix with their scaling, the segments."""
        return _json(self._part("model/model.json"))

    @cached_property
    def names(self) -> dict[int, str]:
        """Each segment's name, without noise."""
        return {int(s["segment"]): str(s["name"]) for s in self.model["segments"]}

    def centroids(self) -> pl.DataFrame:
        """model/centroids.parquet: the segment's number, then its mean in each column of the matrix, scaled."""
        return self._parquet("model/centroids.parquet")

    def rows(self) -> pl.DataFrame:
        """model/rows.parquet: the ids, the segments (-1 is noise), then the matrix as clustered."""
        return self._parquet("model/rows.parquet")

    @cached_property
    def _id_type(self) -> pl.DataType:
        place = self._part("model/rows.parquet")
        try:
            return pl.read_parquet_schema(place)[self.model["id_column"]]
        except (pl.exceptions.PolarsError, OSError, KeyError) as error:
            raise _damaged(place, error) from None

    def _parquet(self, name: str) -> pl.DataFrame:
        place = self._part(name)
        try:
            return pl.read_parquet(place)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(place, error) from None

    def _part(self, name: str) -> Path:
        """The path of a file that only a run with segments has."""
        if not self.has_segments:
            fix = "loosen the plan's [select] and run it again"
            raise UsageError("this run chose no segments", where=str(self.path), fix=fix)
        return self.path / name


def _refuse_missing(folder: Path, names: tuple[str, ...]) -> None:
    if missing := [name for name in names if not (folder / name).is_file()]:
        what = f"is no finished run: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        raise UsageError(what, where=str(folder), fix="name the folder that `segtui run` wrote")


def _json(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(place, error) from None
    if not isinstance(found, dict):
        raise _damaged(place, "it holds no object")
    return found


def _damaged(place: Path, error: object) -> UsageError:
    return UsageError(f"can't be read: {str(error).splitlines()[0]}", where=str(place), fix="carry the plan out again")


def _typed(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The text of a cell as write_csv writes that type, read back."""
    if dtype == pl.Boolean:
        return cell == "true"
    if dtype == pl.Date:
        return cell.str.to_date("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        zone = "%:z" if dtype.time_zone else ""
        return cell.str.to_datetime(f"%Y-%m-%dT%H:%M:%S%.f{zone}").cast(dtype)
    return cell.cast(dtype)
