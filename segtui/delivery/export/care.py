"""The keys by which care is taken of people, for whatever leaves a run to reach them: exports, pushes, triggers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Protocol, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from segtui.declare import Declared, OneOrMore, as_tuple
from segtui.delivery.export.target import Target
from segtui.language.sentences import say

Channel = Literal["email", "phone", "sms", "post", "ads"]
"""A way to reach a person; sms is another word for phone."""
Which = Annotated[
    tuple[Annotated[str | int, Field(union_mode="left_to_right")], ...],
    BeforeValidator(as_tuple, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1),
]
"""Segments by name or number; a single one needs no brackets."""
ColumnName = Annotated[str, Field(min_length=1)]


def _known_region(region: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS

    if region.upper() not in SUPPORTED_REGIONS:
        raise ValueError(say('"{region}" is not a two-letter country code, such as DE', region=region))
    return region.upper()


Region = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$"), AfterValidator(_known_region)]
"""The country of phone numbers without a country code."""


class CareKeys(Declared):
    """Who may be reached. Each kind of order has these, and one gate reads them."""

    called: ClassVar[str]
    """What such an order is called: an export."""

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

    @model_validator(mode="after")
    def _says_whether_there_is_consent(self) -> Self:
        if self.consent is None and not self.no_consent_column:
            raise ValueError(
                say(
                    "{called} must know who consented: set consent to the column, or no_consent_column = "
                    "true (--no-consent-column) if there is none",
                    called=self.called,
                )
            )
        if self.consent is not None and self.no_consent_column:
            raise ValueError(say("consent names a column, but no_consent_column says that there is none"))
        if isinstance(self.consent, dict) and {"phone", "sms"} <= set(self.consent):
            raise ValueError(say("phone and sms are the same channel: use one of them in consent"))
        return self

    def channels(self) -> dict[str, str]:
        """The consent column of each named channel, sms as phone; empty if one column is for all."""
        named = self.consent if isinstance(self.consent, dict) else {}
        return {"phone" if channel == "sms" else channel: column for channel, column in named.items()}

    def columns_asked(self) -> tuple[str, ...]:
        """The consent columns of the data."""
        named = self.channels().values() if isinstance(self.consent, dict) else (self.consent,)
        return tuple(dict.fromkeys(column for column in (*named, self.eea_consent) if column))


class CareOrder(Protocol):
    """What the gate and the rows behind it ask of an export, a push or a trigger: its care keys, and what may leave."""

    @property
    def consent(self) -> str | dict[Channel, str] | None:
        """The key."""

    @property
    def eea_consent(self) -> str | None:
        """The key."""

    @property
    def suppress(self) -> Sequence[str]:
        """The key."""

    @property
    def suppress_may_miss(self) -> bool:
        """The key."""

    @property
    def holdout(self) -> float | None:
        """The key."""

    @property
    def allow(self) -> Sequence[str] | None:
        """The key."""

    @property
    def min_size(self) -> int:
        """The key."""

    @property
    def pseudonym(self) -> bool:
        """The key."""

    @property
    def segments(self) -> Sequence[str | int] | None:
        """The key."""

    @property
    def columns(self) -> Mapping[str, str]:
        """The key."""

    @property
    def attributes(self) -> Sequence[str]:
        """The key."""

    @property
    def region(self) -> str | None:
        """The key."""

    def target(self) -> Target:
        """The columns that the other side takes, and in which form."""

    def channels(self) -> dict[str, str]:
        """The consent column of each named channel."""

    def columns_asked(self) -> tuple[str, ...]:
        """The consent columns of the data."""
