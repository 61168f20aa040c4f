"""Options of `segtui export`: what each is called, what stands for its value, and what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TargetName = Annotated[str, typer.Option("--to", metavar="TARGET", help="The platform, or csv, parquet, xlsx, json.")]
OutFile = Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write.")]
SegmentsToExport = Annotated[
    list[str] | None,
    typer.Option(metavar="A,B", help="Names or numbers of segments; repeatable (default: all except noise)."),
]
ColumnMaps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=COLUMN", help="Platform column = data column; repeatable."),
]
MoreColumns = Annotated[str | None, typer.Option(metavar="A,B", help="Additional columns of the data to export.")]
Region = Annotated[
    str | None, typer.Option(metavar="CC", help="Country of phone numbers without a country code, such as DE.")
]
PerSegment = Annotated[
    bool | None, typer.Option("--per-segment/--one-file", help="One file per segment, or one for all.")
]
ConsentColumns = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN", help="Column that says who agreed to be contacted, or CHANNEL=COLUMN (repeatable)."),
]
NoConsentColumn = Annotated[
    bool, typer.Option("--no-consent-column", help="Export even though no column records consent.")
]
SuppressionLists = Annotated[
    list[str] | None,
    typer.Option(metavar="LIST", help="File of e-mails, phone numbers, ids or hashes never to contact; repeatable."),
]
ListsMayMiss = Annotated[
    bool, typer.Option("--suppress-may-miss", help="Export even if a suppression list matches nobody.")
]
Holdout = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="Share of each segment to hold out as a control group, such as 0.1."),
]
AllowedColumns = Annotated[
    str | None, typer.Option(metavar="A,B", help="The only columns of the data that may be exported.")
]
MinSize = Annotated[
    int | None, typer.Option(metavar="N", help="Leave out segments with fewer people than this (default 10).")
]
EeaConsentColumn = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="For google-ads: the column of Europeans who agreed to personalized ads."),
]
Pseudonym = Annotated[
    bool | None, typer.Option("--pseudonym", help="Replace ids by HMAC-SHA-256 with the key in SEGTUI_ID_KEY.")
]
