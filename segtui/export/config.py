"""One `[[export]]` of a plan, or one `segtui export`: to whom, which segments, and what may leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from segtui.export.consent_columns import Care
from segtui.export.registry import targets


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, (str, int)) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=tuple[str, ...] | str)]
"""Names; one alone may stand without brackets."""
Which = Annotated[
    tuple[Annotated[str | int, Field(union_mode="left_to_right")], ...],
    BeforeValidator(_listed, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1),
]
"""Segments by name or number; one alone may stand without brackets."""
if TYPE_CHECKING:
    Known = str
else:
    Known = Literal[tuple(targets())]


class Export(Care):
    """A file for a campaign platform. Nothing leaves but what the platform's columns need and what is named here."""

    to: Known
    """The platform, or a plain format: csv, parquet, xlsx, json."""
    path: str | None = None
    """The file, relative to the run's folder; without it exports/<number>-<target>."""
    segments: Which | None = None
    """The segments to export, by name or number, apart by commas or in a list; without it all but noise."""
    columns: dict[str, str] = Field(default_factory=dict)
    """The platform's column = the data's, such as { Email = "mail" }; "" leaves one empty, others are detected."""
    attributes: Names = ()
    """More columns of the data to export."""
    region: Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")] | None = None
    """The country of phone numbers without a code, such as DE; without it the row's own country."""
    per_segment: bool | None = None
    """A file for each segment; without it only where the platform's file has no place for the segment's name."""

    @field_validator("region")
    @classmethod
    def _known_region(cls, region: str | None) -> str | None:
        if region is None:
            return None
        from phonenumbers import SUPPORTED_REGIONS

        if region.upper() not in SUPPORTED_REGIONS:
            raise ValueError(f'"{region}" is not a two-letter country code, such as DE')
        return region.upper()
