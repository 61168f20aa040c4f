"""`segtui assign`, `compare`, `drift`, `refresh`, `verify`: segments kept alive after their run."""

from __future__ import annotations

import typer

app = typer.Typer()
