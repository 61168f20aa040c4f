"""Paths as users write them."""

from __future__ import annotations

import os
from pathlib import Path


def expand_home(path: str | Path) -> Path:
    """The path with `~` and `~name` at its start made the home folder of the user or of that name.

    Where nobody is called so it is the name of a file, as in a shell; pathlib's own method raises RuntimeError.
    """
    return Path(os.path.expanduser(path))
