"""How the current file begins, as a frame of text, and the line above it."""

from __future__ import annotations

import io

import polars as pl

from segtui.engine.transport.messages import ExportPreviewed, Sampled


def beginning(known: ExportPreviewed | Sampled | None) -> tuple[pl.DataFrame | None, str]:
    """The first rows of an export, or of segments.csv, with a sentence on how many there are; None while unknown."""
    if known is None:
        return None, ""
    if isinstance(known, ExportPreviewed):
        frame = pl.DataFrame(known.rows, schema=dict.fromkeys(known.columns, pl.String), orient="row")
        first = known.summary["files"][0]
        return frame, f"{first['path']}, as it will be written: {frame.height:,} of {first['rows']:,} rows"
    frame = pl.read_csv(io.StringIO(known.text), infer_schema=False)
    counted = f"{min(frame.height, known.rows):,} of {known.rows:,} rows"
    return frame, f"segments.csv, as it will be written: {counted}, {len(known.columns)} columns"
