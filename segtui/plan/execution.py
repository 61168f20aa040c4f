"""Where the rows of a run are, and who works on them: the plan's [engine]."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from segtui.declare import Declared
from segtui.libraries.parts.memory import size_of
from segtui.libraries.parts.row_parts import ROWS

LOCAL = "local"


def _a_size(text: str) -> str:
    size_of(text)
    return text


class Execution(Declared):
    """How a table that is larger than memory is worked through."""

    memory: Annotated[str, AfterValidator(_a_size)] | None = None
    """Past this, such as 4GiB, rows are on the disk, in parts; default: 60 % of what is free."""
    rows: Annotated[int, Field(ge=1_000)] = ROWS
    """About how many rows a part has."""
    parts: bool | None = None
    """Whether the rows are worked through in parts; default: where the table would need more memory than there is."""
    workers: Annotated[str, Field(pattern=r"^(local|(tcp|tls|ucx|ws|wss)://\S+)$")] = LOCAL
    """Who works on parts: local, or the address of a Dask scheduler such as tcp://scheduler:8786."""
    spill: str | None = None
    """A folder for what is kept on the disk during the run; default: beside the run."""

    @property
    def in_parts(self) -> bool:
        """Whether the plan says itself that its rows are in parts: by a key, or as only parts can go elsewhere."""
        return self.parts if self.parts is not None else self.workers != LOCAL
