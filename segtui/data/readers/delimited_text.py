"""Delimited text: CSV, TSV and the like; its cells are parsed afterwards."""

from segtui.data.delimited.read_text import read_text
from segtui.data.delimited.text_batches import TextBatches
from segtui.data.raw.raw_table import InputFile
from segtui.data.reader import Part, Reader
from segtui.data.source import Source


def batches(place: InputFile, source: Source, rows: int) -> Part:
    """The file as it is walked through, in bounded memory."""
    text = TextBatches(place, source, rows)
    return Part(place.name, text.columns, False, text.skipped, text.frames, text.repairs, text.skips)


READER = Reader(
    format="csv",
    label="delimited text",
    extensions=(".csv", ".tsv", ".tab", ".txt"),
    read=read_text,
    batches=batches,
    options=("delimiter", "encoding", "header", "title_rows", "bad_rows"),
)
