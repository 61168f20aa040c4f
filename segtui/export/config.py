"""One `[[export]]` of a plan, or one `segtui export`: to whom, which segments, and what may leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from segtui.declare import Declared, OneOrMore, as_tuple
from segtui.export.target import targets

Channel = Literal["email", "phone", "sms", "post", "ads"]
"""A way to reach a person; sms is another word for phone."""


Which = Annotated[
    tuple[Annotated[str | int, Field(union_mode="left_to_right")], ...],
    BeforeValidator(as_tuple, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1),
]
"""Segments by name or number; one alone may stand without brackets."""
ColumnName = Annotated[str, Field(min_length=1)]
if TYPE_CHECKING:
    Known = str
else:
    Known = Literal[tuple(targets())]


class Export(Declared):
    """A file for a campaign platform. Nothing leaves but what the platform's columns need and what is named here."""

    consent: ColumnName | Annotated[dict[Channel, ColumnName], Field(min_length=1)] | None = None
    """The column that says yes to being written to, or one for each channel: { email = "…", phone = "…" }."""
    no_consent_column: bool = False
    """Export without a consent column, which is said in every summary."""
    eea_consent: ColumnName | None = None
    """For google-ads: the column in which people of the EEA, the UK and Switzerland agree to personalised ads."""
    suppress: OneOrMore = ()
    """Files of people never to write to: e-mails, whole domains, phones, ids, or hashes of these."""
    suppress_may_miss: bool = False
    """Export even if nothing in one of the lists matches anyone."""
    holdout: Annotated[float, Field(ge=0, lt=1)] | None = None
    """The share of each segment that is held out as its control group; 0.1 is a tenth."""
    allow: OneOrMore | None = None
    """The only columns of the data that may leave; without it those of the platform and those named here."""
    min_size: Annotated[int, Field(ge=1)] = 10
    """Segments of fewer people are not exported, because they would tell of single people."""
    pseudonym: bool = False
    """Replace ids by HMAC-SHA-256 with the key in SEGTUI_ID_KEY."""
    optouts: bool = True
    """Write the people who must be removed from the platform into a file of its form beside the export."""

    to: Known
    """The platform, or a plain format: csv, parquet, xlsx, json."""
    path: str | None = None
    """The file, relative to the run's folder; without it exports/<number>-<target>."""
    segments: Which | None = None
    """The segments to export, by name or number, apart by commas or in a list; without it all but noise."""
    columns: dict[str, str] = Field(default_factory=dict)
    """The platform's column = the data's, such as { Email = "mail" }; "" leaves one empty, others are detected."""
    attributes: OneOrMore = ()
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
        """The consent column of each channel that is named, sms as phone; empty where one column is for all."""
        named = self.consent if isinstance(self.consent, dict) else {}
        return {"phone" if channel == "sms" else channel: column for channel, column in named.items()}

    def columns_asked(self) -> tuple[str, ...]:
        """The columns of the data that tell of consent."""
        named = self.channels().values() if isinstance(self.consent, dict) else (self.consent,)
        return tuple(dict.fromkeys(column for column in (*named, self.eea_consent) if column))
