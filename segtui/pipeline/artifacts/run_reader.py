"""A finished run's folder, read back: its plan, manifest, segments and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Self

import polars as pl

from segtui.data.delimited.csv_blocks import lazy_blocks, scan_blocks
from segtui.data.formula_guard import bare, unguarded
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import say, say_counted
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import damaged, read_manifest, read_model
from segtui.pipeline.artifacts.run_lock import settle
from segtui.pipeline.artifacts.written_cells import typed_cell
from segtui.plan.load import load
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home

_OURS = {"segment": pl.Int32, "segment_name": pl.String, "confidence": pl.Float64}
_WHOLE = (MANIFEST, "plan.toml")
SEGMENTS = "segments.csv"
MATCHES = "matches.csv"
MOMENTS = "moments"
"""In model.json of a run over parts: mean and standard deviation of each column of the matrix over all rows."""
_SEGMENTED = (SEGMENTS, "model/model.json", "model/centroids.parquet", "model/rows.parquet")


@dataclass(frozen=True)
class RunFiles:
    """What a run wrote into its folder; made by `RunFiles.open(path)`.

    `path` is the folder, absolute. `plan` is plan.toml as run, with every default written out and paths relative to
    `path`. `manifest` is run.json. The rest is read when it is asked for, and raises UsageError (exit 2) where the run
    chose no segments, DataError (exit 3) with the file and what is wrong with it where one is damaged:

    - `segments()`: segments.csv as a LazyFrame, typed, guards against spreadsheets undone; `id` names its id column
    - `model`: model/model.json; its `id_column` and `segment_column` name the first two columns of `rows()`
    - `centroids()`: one row per segment, its number and then its mean in every column of the matrix
    - `rows()`: every row that was clustered: id, segment, and its values in the columns of the matrix
    """

    path: Path
    plan: Plan = field(repr=False)
    manifest: dict[str, Any] = field(repr=False)
    kept_in: Path | None = None
    """The folder of its records, where `path` is a place that is there for a moment only."""

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """The run in a folder; raises UsageError with what is missing where that is not a finished run."""
        folder = expand_home(path).absolute()
        settle(folder)
        if not folder.is_dir():
            what = say("is a file, not a run's folder") if folder.exists() else say("no such folder")
            raise UsageError(what, where=str(path), fix=say("give the folder that `segtui run` wrote"))
        _refuse_missing(folder, _WHOLE)
        manifest = read_manifest(folder / MANIFEST)
        _refuse_missing(folder, _SEGMENTED if manifest["chosen"] else ())
        return cls(folder, load(folder / "plan.toml"), manifest)

    @classmethod
    def salvaged(cls, path: str | Path) -> Self:
        """The run in a folder as returned by `open`; if it is damaged, with what can be read of it. Raises UsageError
        for a folder that is not a run's."""
        folder = expand_home(path).absolute()
        try:
            return cls.open(path)
        except SegtuiError:
            if not any((folder / name).is_file() for name in (MANIFEST, *_SEGMENTED)):
                raise
        plan: Plan = Plan.model_construct()
        with suppress(SegtuiError):
            plan = load(folder / "plan.toml")
        manifest: dict[str, Any] = {"chosen": (folder / SEGMENTS).is_file(), "inputs": {}, "outputs": {}}
        with suppress(SegtuiError):
            manifest = read_manifest(folder / MANIFEST)
        return cls(folder, plan, manifest)

    @property
    def home(self) -> Path:
        """The folder of its control group and export log, which versions share with their run."""
        return self.kept_in or versions.run_of(self.path)

    @property
    def latest(self) -> Self:
        """The current version of the run; the run itself if it was never refreshed."""
        number = versions.current(self.path)
        return type(self).open(versions.folder(self.path, number)) if number else self

    def told_newer(self) -> list[str]:
        """A sentence that the original run is used, where a version is current; else none."""
        number = versions.current(self.path)
        if not number:
            return []
        place = versions.folder(self.path, number)
        told = say(
            "{run} has a newer version ({number}): the original run is used here; give {place} to use the newer one",
            run=self.path.name,
            number=number,
            place=str(place),
        )
        return [told]

    @property
    def has_segments(self) -> bool:
        """Whether a candidate met the plan's conditions, so that there are segments."""
        return bool(self.manifest.get("chosen"))

    @property
    def is_in_parts(self) -> bool:
        """Whether its rows were worked through in parts, so that `rows` has a sample of them."""
        return "rows" in self.model

    @cached_property
    def id(self) -> str:
        """The name of the id column of `segments()`, its first."""
        return self._columns[0]

    def segments(self) -> pl.LazyFrame:
        """segments.csv: the id in the type it was clustered with, segment (Int32), segment_name, confidence, the rest.

        The input's columns are text, each cell as the file has it, so that a phone number keeps its zeros and an empty
        cell is null. The apostrophe that guards against formulas is removed from cells and names.
        """
        self._columns  # noqa: B018 - which is a look at the whole file
        with foreign(damaged(place := self._part(SEGMENTS))):
            return self._as_made(scan_blocks(place))

    def segment_blocks(self) -> Iterator[pl.LazyFrame]:
        """The same block by block, because `collect_batches` reads far ahead of a slow caller."""
        self._columns  # noqa: B018
        with foreign(damaged(place := self._part(SEGMENTS))):
            for block in lazy_blocks(place):
                yield self._as_made(block)

    def _as_made(self, text: pl.LazyFrame) -> pl.LazyFrame:
        id, *rest = self._columns
        named = text.rename(dict(zip(text.collect_schema().names(), self._columns, strict=True)))
        typed = {name: col(name).cast(dtype) for name, dtype in _OURS.items() if name in rest}
        typed[id] = typed_cell(col(id), self.id_type)
        guarded = [n for n in (id, *rest) if n not in _OURS or n == "segment_name"]
        return named.with_columns(bare(cols(guarded))).with_columns(**typed)

    @cached_property
    def _columns(self) -> list[str]:
        """The columns of segments.csv, once it is known to be this run's table."""
        place = self._part(SEGMENTS)
        with foreign(damaged(place)):
            text = scan_blocks(place)
            id, *rest = [unguarded(name) for name in text.collect_schema().names()]
            if rest[:3] != list(_OURS):
                raise ValueError(f"it is a different table: the run's first columns were {id}, {', '.join(_OURS)}")
            ids = typed_cell(bare(pl.nth(0)), self.id_type)
            looks = ids.alias("id"), pl.nth(1).cast(pl.Int32).alias("segment"), pl.nth(3).cast(pl.Float64)
            sums = pl.len(), pl.col("id").hash().sum()
            blocks = chain([text.head(0)], lazy_blocks(place))
            found = pl.concat([block.select(looks).collect().group_by("segment").agg(sums) for block in blocks])
        if unknown := set(found["segment"]) - {-1, *self.names}:
            raise damaged(place)(f"model.json has no segment {min(unknown, key=str)}")
        place = self._part("model/rows.parquet")
        if self.is_in_parts:  # of which rows.parquet has a sample
            if found["len"].sum() != self.model["rows"]:
                raise damaged(self._part(SEGMENTS))("it has not as many rows as the run clustered")
            return [id, *rest]
        with foreign(damaged(place)):
            clustered = pl.scan_parquet(place, glob=False).select(pl.len(), pl.nth(0).hash().sum()).collect()
        if (found["len"].sum(), found["id"].sum()) != clustered.row(0):
            raise damaged(self._part(SEGMENTS))("its rows differ from those of model/rows.parquet")
        return [id, *rest]

    def merged(self) -> pl.DataFrame | None:
        """Whose rows cleaning merged, of matches.csv: `id`, and the `other` that stayed, as text; None without such a
        step."""
        if not any(step.merges_rows and not step.off for step in self.plan.clean):
            return None
        place = self._part(MATCHES)
        with foreign(damaged(place)):
            rows = pl.read_csv(place, infer_schema=False, glob=False).filter(pl.col("merged") == "true")
            return rows.select(bare(pl.col("id", "other")))

    def merged_until(self) -> pl.DataFrame | None:
        """`merged` of the run and, where this is a version, of all versions up to it; None without such a step."""
        numbered = self.path != self.home and self.path.name.isdecimal()
        before = [n for n in versions.numbers(self.home) if n < int(self.path.name)] if numbered else []
        places = [versions.folder(self.home, number) for number in [0, *before]] if numbered else []
        found = [run.merged() for run in (*map(type(self).open, places), self)]
        pairs = [each for each in found if each is not None]
        return pl.concat(pairs) if pairs else None

    @cached_property
    def model(self) -> dict[str, Any]:
        """model/model.json: algorithm, parameters, the columns of the matrix with their scaling, the segments."""
        return read_model(self._part("model/model.json"))

    @cached_property
    def names(self) -> dict[int, str]:
        """Each segment's name, without noise."""
        return {int(s["segment"]): str(s["name"]) for s in self.model["segments"]}

    def centroids(self) -> pl.DataFrame:
        """model/centroids.parquet: the segment's number, then its mean in each column of the matrix, scaled."""
        return self._parquet("model/centroids.parquet", self.model["segment_column"])

    def rows(self) -> pl.DataFrame:
        """model/rows.parquet: the ids, the segments (-1 is noise), then the matrix as clustered."""
        rows = self._parquet("model/rows.parquet", self.model["id_column"], self.model["segment_column"])
        place = self._part("model/rows.parquet")
        with foreign(damaged(place)):
            found = set(rows.to_series(1).cast(pl.Int32).unique())
        if unknown := found - {-1, *self.names}:
            raise damaged(place)(f"model.json has no segment {min(unknown, key=str)}")
        return rows

    def members(self) -> pl.LazyFrame:
        """Every row that was clustered, also where `rows` has a sample of them: `id`, and `segment` (-1 is noise)."""
        if self.is_in_parts:
            return self._ids_of(self.segments())
        id, segment, *_ = self.rows().get_columns()
        return pl.LazyFrame([id.alias("id"), segment.cast(pl.Int32).alias("segment")])

    def member_blocks(self) -> Iterator[pl.LazyFrame]:
        """The same, block by block where `rows` has a sample of them."""
        return map(self._ids_of, self.segment_blocks()) if self.is_in_parts else iter([self.members()])

    def _ids_of(self, segments: pl.LazyFrame) -> pl.LazyFrame:
        return segments.select(col(self.id).alias("id"), pl.col("segment"))

    def sizes(self) -> dict[int, int]:
        """How many rows each segment has, of all that were clustered (-1 is noise)."""
        found = Counter[int]()
        for block in self.member_blocks():
            found.update(dict(block.group_by("segment").len().collect().iter_rows()))
        return dict(sorted(found.items()))

    def confidences(self) -> pl.Series:
        """The confidence of each of `rows`, 0 to 1."""
        if not self.is_in_parts:
            return self.segments().select("confidence").collect()["confidence"]
        return self.lines["confidence"].fill_null(0.0)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The lines of segments.csv of each of `rows`, found block by block in raw text, which costs least."""
        ids = self.rows().to_series(0).alias(self.id)
        # of raw text: guards are removed from few rows only
        wanted = typed_cell(bare(pl.nth(0)), self.id_type).is_in(ids.implode())
        with foreign(damaged(place := self._part(SEGMENTS))):
            found = [self._as_made(block.filter(wanted)).collect() for block in lazy_blocks(place)]
            theirs = pl.concat(found).unique(subset=cols([self.id]), keep="first")
        return ids.to_frame().join(theirs, on=col(self.id), how="left", nulls_equal=True, maintain_order="left")

    @cached_property
    def id_type(self) -> pl.DataType:
        """The type that the ids were clustered with."""
        place = self._part("model/rows.parquet")
        with foreign(damaged(place)):
            return pl.scan_parquet(place, glob=False).collect_schema()[self.model["id_column"]]

    def _parquet(self, name: str, *first: str) -> pl.DataFrame:
        """A Parquet file of the model: the columns `first`, then those of the matrix."""
        place = self._part(name)
        with foreign(damaged(place)):
            found = pl.read_parquet(place, glob=False)
        if found.columns != [*first, *(c["name"] for c in self.model["columns"])]:
            raise damaged(place)("its columns differ from those of model.json")
        return found

    def _part(self, name: str) -> Path:
        """The path of a file that only a run with segments has."""
        if not self.has_segments:
            fix = say("relax the conditions in the plan's [select] and run it again")
            raise UsageError(say("this run has no segments"), where=str(self.path), fix=fix)
        return self.path / name


def _refuse_missing(folder: Path, names: tuple[str, ...]) -> None:
    if missing := [name for name in names if not (folder / name).is_file()]:
        what = say_counted(
            "is not a finished run: {missing} is missing",
            "is not a finished run: {missing} are missing",
            len(missing),
            missing=", ".join(missing),
        )
        raise UsageError(what, where=str(folder), fix=say("give the folder that `segtui run` wrote"))
