"""One `[[export]]` of a plan, or one `segtui export`: to which platform, which segments, and what may be exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from segtui.declare import Declared, OneOrMore, as_tuple
from segtui.delivery.export.target import targets

Channel = Literal["email", "phone", "sms", "post", "ads"]
"""A way to reach a person; sms is another word for phone."""


Which = Annotated[
    tuple[Annotated[str | int, Field(union_mode="left_to_right")], ...],
    BeforeValidator(as_tuple, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1),
]
"""Segments by name or number; a single one needs no brackets."""
ColumnName = Annotated[str, Field(min_length=1)]
if TYPE_CHECKING:
    Known = str
else:
    Known = Literal[tuple(targets())]


class Export(Declared):
    """A file for a campaign platform. Only what the platform's columns need and what is named here is exported."""

    consent: ColumnName | Annotated[dict[Channel, ColumnName], Field(min_length=1)] | None = None
    """The column that says who agreed to be contacted, or one per channel: { email = "…", phone = "…" }."""
    no_consent_column: bool = False
    """Export without a consent column; every summary says so."""
    eea_consent: ColumnName | None = None
    """Where the platform needs it, as google-ads does: the column in which people of the EEA, the UK and Switzerland
    agree to personalized ads."""
    suppress: OneOrMore = ()
    """Files of people never to contact: e-mails, whole domains, phones, ids, or hashes of these."""
    suppress_may_miss: bool = False
    """Export even if one of the lists matches nobody."""
    holdout: Annotated[float, Field(ge=0, lt=1)] | None = None
    """The share of each segment to hold out as a control group; 0.1 is a tenth."""
    allow: OneOrMore | None = None
    """The only columns of the data that may be exported; default: those of the platform and those named here."""
    min_size: Annotated[int, Field(ge=1)] = 10
    """Segments with fewer people are not exported, because they could identify individuals."""
    pseudonym: bool = False
    """Replace ids by HMAC-SHA-256 with the key in SEGTUI_ID_KEY."""
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
    region: Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")] | None = None
    """The country of phone numbers without a country code, such as DE; default: the row's own country."""
    per_segment: bool | None = None
    """One file per segment; default: only if the platform's file has no place for the segment's name."""

    @field_validator("region")
    @classmethod
    def _known_region(cls, region: str | None) -> str | None:
        if region is None:
            return None
        from phonenumbers import SUPPORTED_REGIONS

        if region.upper() not in SUPPORTED_REGIONS:
            raise ValueError(f'"{region}" is not a two-letter country code, such as DE')
        return region.upper()

    @model_validator(mode="after")
    def _says_whether_there_is_consent(self) -> Self:
        if self.consent is None and not self.no_consent_column:
            raise ValueError(
                "an export must know who consented: set consent to the column, or no_consent_column = true "
                "(--no-consent-column) if there is none"
            )
        if self.consent is not None and self.no_consent_column:
            raise ValueError("consent names a column, but no_consent_column says that there is none")
        if isinstance(self.consent, dict) and {"phone", "sms"} <= set(self.consent):
            raise ValueError("phone and sms are the same channel: use one of them in consent")
        return self

    def channels(self) -> dict[str, str]:
        """The consent column of each named channel, sms as phone; empty if one column is for all."""
        named = self.consent if isinstance(self.consent, dict) else {}
        return {"phone" if channel == "sms" else channel: column for channel, column in named.items()}

    def columns_asked(self) -> tuple[str, ...]:
        """The consent columns of the data."""
        named = self.channels().values() if isinstance(self.consent, dict) else (self.consent,)
        return tuple(dict.fromkeys(column for column in (*named, self.eea_consent) if column))
