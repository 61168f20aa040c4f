"""One `[[export]]` of a plan, or one `segtui export`: to which platform, which segments, and what may be exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from segtui.declare import OneOrMore
from segtui.delivery.export.care import CareKeys, Region, Which
from segtui.delivery.export.target import Target, find_target, targets
from segtui.language.sentences import say

if TYPE_CHECKING:
    Known = str
else:
    Known = Literal[tuple(targets())]


class Export(CareKeys):
    """A file for a campaign platform. Only what the platform's columns need and what is named here is exported."""

    called: ClassVar[str] = say("an export")

    optouts: bool = True
    """Write the people who must be removed from the platform to a file in its format beside the export."""

    to: Known
    """The platform, or a plain format: csv, parquet, xlsx, json."""
    path: str | None = None
    """The file, relative to the run's folder; default: exports/<number>-<target>."""
    segments: Which | None = None
    """The segments to export, by name or number, separated by commas or in a list; default: all except noise."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Platform column = data column, such as { Email = "mail" }; "" leaves one empty, others are detected."""
    attributes: OneOrMore = ()
    """Additional columns of the data to export."""
    region: Region | None = None
    """The country of phone numbers without a country code, such as DE; default: the row's own country."""
    per_segment: bool | None = None
    """One file per segment; default: only if the platform's file has no place for the segment's name."""

    def file(self, number: int) -> str:
        """The file of the export with this number, relative to the run's folder."""
        return self.path or f"exports/{number}-{self.to}{self.target().suffix}"

    def target(self) -> Target:
        """The platform's file."""
        return find_target(self.to)
