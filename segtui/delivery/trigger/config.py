"""One `[[trigger]]` of a plan: a condition, whom it may reach how often, and where to."""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from segtui.cleaning.sql import names_in
from segtui.data.connections.secrets import has_password
from segtui.declare import NamesColumns
from segtui.delivery.export.care import CareKeys, Region
from segtui.delivery.trigger.condition import unread
from segtui.delivery.trigger.destination import Destination, destination_of
from segtui.delivery.trigger.once import Once
from segtui.errors import SegtuiError
from segtui.language.listings import in_turn
from segtui.language.sentences import say

_DIGITS = 16
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"


class Trigger(CareKeys):
    """A call for each person for whom a condition holds, or a place on the list of a push: at the end of a run, on
    `assign` and in `follow`."""

    called: ClassVar[str] = "a trigger"

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")] | None = None
    """What `--only` and the ledger call it; give one, so that a condition may change and still be the same trigger."""
    when: Annotated[str, Field(min_length=1)]
    """A condition in SQL on columns of the data, features, predictions, segment, segment_name, confidence,
    previous_segment and previous_segment_name, such as lead_score >= 50 AND segment_name = 'Warm'. An empty cell that
    leaves it undecided is a no."""
    once: Once
    """How long a person is left alone after it: 12h, 30d, 52w, or ever."""
    to: Annotated[str, Field(min_length=1)]
    """An https address (plain http to this machine alone), topic:NAME, a topic or queue of the connection, or the name
    of a [[push]], onto whose list people are put."""
    connection: Annotated[str, Field(min_length=1)] | None = None
    """The connection of connections.toml whose broker has the topic."""
    sign: Annotated[str, Field(pattern=_VARIABLE)] | None = None
    """The variable of the environment with the key that calls are signed with (HMAC-SHA-256)."""
    columns: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], NamesColumns()] = ()
    """Columns to send beside id, segment and segment_name; default: none."""
    region: Region | None = None
    """The country of phone numbers without a country code, such as DE; default: the row's own country."""

    @field_validator("when")
    @classmethod
    def _can_be_read(cls, when: str) -> str:
        if wrong := unread(when, "when"):
            raise ValueError(
                in_turn(*(say("{what} ({fix})", what=f.what, fix=f.fix) if f.fix else f.what for f in wrong))
            )
        return when

    @field_validator("to")
    @classmethod
    def _may_be_called(cls, to: str) -> str:
        if destination_of(to).kind != "webhook":
            return to
        if has_password(to):
            raise ValueError(
                say("the address has a password or a key in it: give the receiver a signature (sign) instead")
            )
        from segtui.delivery.http.address import checked_address  # which loads what calls are made with

        try:
            checked_address(to, "")
        except SegtuiError as error:
            raise ValueError(
                say("{what} ({fix})", what=error.what, fix=error.fix) if error.fix else error.what
            ) from None
        return to

    @model_validator(mode="after")
    def _fits_its_destination(self) -> Self:
        kind = self.destination.kind
        if kind == "topic" and not self.destination.name:
            raise ValueError(say("to: topic: names no topic"))
        if (self.connection is not None) != (kind == "topic"):
            raise ValueError(say('connection goes with to = "topic:…", and a topic needs one'))
        if self.sign is not None and kind != "webhook":
            raise ValueError(say("sign is for an address: nothing else is signed"))
        if self.columns and kind == "push":
            raise ValueError(say("columns is for addresses and topics: a list gets what its [[push]] sends"))
        if self.eea_consent is not None:
            raise ValueError(say("eea_consent is for advertising platforms; name the column in consent"))
        return self

    def columns_named(self) -> frozenset[str]:
        """The columns that it looks at or sends."""
        return frozenset({*names_in(self.when), *self.columns})

    @property
    def destination(self) -> Destination:
        """Where it goes."""
        return destination_of(self.to)

    @property
    def identity(self) -> str:
        """What the ledger calls it: its name, else a hash of what it does."""
        return self.name or hashlib.sha256(f"{self.when}\n{self.to}".encode()).hexdigest()[:_DIGITS]

    @property
    def title(self) -> str:
        """What people call it: its name, else its condition."""
        return self.name or self.when
