"""What a trigger did, or would: counts, the first of the people, and why the others were kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.destination import shown_destination
from segtui.errors import SegtuiError
from segtui.language.sentences import Sentence, say, say_counted

LISTED = 20
"""How many people a dry run lists by their ids."""


@dataclass
class Fired:
    """`met` people meet the condition; of them `due` are to be told, and `sent` were. `back` counts the others by
    reason, `refused` those whom the receiver refused. `first` are ids, `first_back` ids with reason and detail.

    Of a list, `unnamed` of those who were sent were refused without a word about whom, and `pending` is what the
    platform calls the work where it is still looking at people. `words` are reasons as sentences. `failed` says why not
    all who are due were told, `stopped` that it concerns more than single people.
    """

    trigger: Trigger
    met: int = 0
    due: int = 0
    sent: int = 0
    refused: int = 0
    back: Counter[str] = field(default_factory=Counter)
    words: Mapping[str, Sentence] = field(default_factory=dict)
    unnamed: int = 0
    pending: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    first_back: list[tuple[str, str, str]] = field(default_factory=list)
    failed: SegtuiError | None = None
    stopped: bool = False

    @property
    def title(self) -> str:
        """What the trigger is called."""
        return self.trigger.title

    def facts(self) -> dict[str, Any]:
        """For JSON: no address beyond its host and path, nothing of people but the first ids."""
        return {
            "trigger": self.title,
            "to": shown_destination(self.trigger.to),
            "met": self.met,
            "due": self.due,
            "sent": self.sent,
            "refused": self.refused,
            "kept_back": dict(sorted(self.back.items())),
            "ids": self.first,
            "ids_kept_back": [{"id": id, "reason": reason, "detail": detail} for id, reason, detail in self.first_back],
            **({"unnamed": self.unnamed, "pending": self.pending} if self.trigger.destination.kind == "push" else {}),
            "error": self.failed.what if self.failed else None,
        }

    def sentences(self, *, dry_run: bool) -> Iterator[Sentence]:
        """The same for people."""
        told = say("{trigger}: {sent:,} of {met:,} triggered", trigger=self.title, sent=self.sent, met=self.met)
        if dry_run:
            told = say(
                "{trigger}: {due:,} of {met:,} would be triggered", trigger=self.title, due=self.due, met=self.met
            )
        yield told
        for reason, count in sorted(self.back.items()):
            yield say("  kept back: {count:,} {reason}", count=count, reason=self.words.get(reason, say(reason)))
        if self.refused:
            yield say_counted(
                "  {count:,} person was refused by the receiver, and will be tried again",
                "  {count:,} people were refused by the receiver, and will be tried again",
                self.refused,
            )
        if self.unnamed:
            yield say_counted(
                "  not taken: {count:,} person, of whom the platform does not say who it is",
                "  not taken: {count:,} people, of whom the platform does not say who they are",
                self.unnamed,
            )
        for request in self.pending:
            yield say(
                "  the platform is still looking at request {request}: look there later how it went", request=request
            )
        if self.trigger.consent is None:
            yield say("  warning: NO CONSENT COLUMN: consent was not checked (no_consent_column)")
