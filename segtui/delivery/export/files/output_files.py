"""The open files of one export: one for all segments, or one per segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from segtui.delivery.export.config import Export
from segtui.delivery.export.files.formats import NewFile, Parts, Writer, formats
from segtui.delivery.export.files.names import folded, slugged
from segtui.delivery.export.files.typed_files import typed
from segtui.delivery.export.row_builder import MARK, RowBuilder
from segtui.delivery.export.target import SEGMENT_COLUMNS, Target
from segtui.publishing.paths import real_path
from segtui.publishing.staging import Staging


class Outlets:
    """Takes rows from `RowBuilder`; `types` are by column, for typed formats.

    No file of a segment or part gets a name that is `taken`, by another export or by this one.
    """

    def __init__(
        self,
        target: Target,
        order: Export,
        maker: RowBuilder,
        place: Path,
        staging: Staging,
        types: dict[str, pl.DataType],
        taken: Collection[Path] = (),
    ) -> None:
        self._taken = {folded(str(real_path(each))) for each in taken}
        self._target, self._maker, self._place, self._staging = target, maker, place, staging
        own = not target.segment and not target.plain
        self._each = order.per_segment if order.per_segment is not None else own
        self._columns = [h if target.plain and h in SEGMENT_COLUMNS else MARK + h for h in maker.headers()]
        strings: dict[str, pl.DataType] = dict.fromkeys(self._columns, pl.String())
        self._types = {n: t for n, t in types.items() if n in strings}
        self._schema = strings | self._types | ({"segment": pl.Int32()} if target.plain else {})
        self._parts: dict[tuple[str, str | None], Parts] = {}
        self.shortened: Counter[str] = Counter()
        """By header, the number of cells truncated because they were too long for the format."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        if not self._parts:
            self._of("", None)
        for parts in self._parts.values():
            parts.close()

    def put(self, rows: pl.DataFrame, part: str = "") -> None:
        """Write rows to their files; a named `part` of the people has files of its own."""
        if not self._each:
            self._of(part, None).put(self._ready(rows))
            return
        for (name,), some in rows.group_by("segment_name", maintain_order=True):
            self._of(part, str(name)).put(self._ready(some))

    def files(self) -> list[tuple[Path, int, str | None]]:
        """Each file's final path, its rows and its segment."""
        return [
            (place, rows, name)
            for (_, name), parts in self._parts.items()
            for place, rows in zip(parts.places, parts.rows, strict=True)
        ]

    def _ready(self, rows: pl.DataFrame) -> pl.DataFrame:
        return typed(rows.select(self._columns), self._types)

    def _of(self, part: str, name: str | None) -> Parts:
        key = part, name
        if key not in self._parts:
            self._parts[key] = Parts(self._named(part, name), self._open, self._target.most_rows)
        return self._parts[key]

    def _named(self, part: str, name: str | None) -> Path:
        """The path of a part's or segment's own file, different from every other."""
        slug = slugged(part, name or "")
        if not slug:
            return self._place
        taken = self._taken | {folded(str(real_path(parts.place))) for parts in self._parts.values()}
        options = [slug, *(f"{slug}-no-{n}" for n in range(2, len(taken) + 3))]
        places = (self._place.with_name(f"{self._place.stem}-{s}{self._place.suffix}") for s in options)
        return next(p for p in places if folded(str(real_path(p))) not in taken)

    def _open(self, place: Path) -> Writer:
        part = self._staging.new(place)
        headers = [column.removeprefix(MARK) for column in self._columns]
        schema = dict(zip(headers, self._schema.values(), strict=True))
        return formats()[self._target.format].open(
            NewFile(part, schema, self._target, self._maker.exempt(), self.shortened)
        )
