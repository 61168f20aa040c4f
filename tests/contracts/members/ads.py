"""A platform with a format of its own."""

import polars as pl

from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.files.formats import FileFormat
from segtui.delivery.export.normalise import lower
from segtui.delivery.export.target import Target, TargetColumn

FORMAT = FileFormat(
    "psv",
    False,
    lambda new: CsvFile(new.place, list(new.schema), delimiter="|", most_bytes=None, exempt=new.exempt),
    lambda place, target, rows: pl.read_csv(place, separator="|", infer_schema=False, n_rows=rows, glob=False),
)
TARGET = Target(
    name="ads",
    title="Ads",
    columns=(TargetColumn("E-mail", "email", lower), TargetColumn("Country", "country")),
    needs=("email",),
    format="psv",
    advertising=True,
    needs_eea_consent=True,
)
