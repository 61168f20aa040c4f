"""What an order of an export says of consent and care: every key that decides who may be written at all."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from segtui.declare import Declared

Channel = Literal["email", "phone", "sms", "post", "ads"]
"""A way to reach a person; sms is another word for phone."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Paths = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=tuple[str, ...] | str)]
ColumnName = Annotated[str, Field(min_length=1)]


class Care(Declared):
    """Consent and care, part of every [[export]]."""

    consent: ColumnName | Annotated[dict[Channel, ColumnName], Field(min_length=1)] | None = None
    """The column that says yes to being written to, or one for each channel: { email = "…", phone = "…" }."""
    no_consent_column: bool = False
    """Export without a consent column, which is said in every summary."""
    eea_consent: ColumnName | None = None
    """For google-ads: the column in which people of the EEA, the UK and Switzerland agree to personalised ads."""
    suppress: Paths = ()
    """Files of people never to write to: e-mails, whole domains, phones, ids, or hashes of these."""
    suppress_may_miss: bool = False
    """Export even if nothing in one of the lists matches anyone."""
    holdout: Annotated[float, Field(ge=0, lt=1)] | None = None
    """The share of each segment that is held out as its control group; 0.1 is a tenth."""
    allow: Paths | None = None
    """The only columns of the data that may leave; without it those of the platform and those named here."""
    min_size: Annotated[int, Field(ge=1)] = 10
    """Segments of fewer people are not exported, because they would tell of single people."""
    pseudonym: bool = False
    """Replace ids by HMAC-SHA-256 with the key in SEGTUI_ID_KEY."""
    optouts: bool = True
    """Write the people who must be removed from the platform into a file of its form beside the export."""

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
