"""`segtui export`, `readout`, `forget`: segments on their way to people."""

from __future__ import annotations

import typer

app = typer.Typer()
