"""What a push did, or would do, in figures: for people, for --json and for the next command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from segtui.errors import SegtuiError
from segtui.language.sentences import Sentence, say, say_counted
from segtui.language.translation import to_translate


@dataclass(frozen=True)
class Pushed:
    """One push: how many people are new, changed and unchanged on the list, `to_remove` and `removed` from it.

    `triggered` are on it for the time of a trigger, outside of the segments. `added` are those who were sent. `refused`
    are hints of people whom the platform did not take, each with its reason, `unnamed` how many more it refused without
    saying whom. `pending` are its names for requests that it is still looking at. `missing` are on the list, no longer
    in the data, and could not be found there. `payload` is what the first call would send, masked. `error` is what
    broke it off.
    """

    title: str
    to: str
    list: str | None
    connection: str
    dry_run: bool
    people: int = 0
    on_list: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    to_remove: int = 0
    added: int = 0
    removed: int = 0
    calls: int = 0
    missing: int = 0
    unnamed: int = 0
    kept_empty: bool = False
    triggered: int = 0
    kept_back: Counter[str] = field(default_factory=Counter)
    segments: Counter[str] = field(default_factory=Counter)
    refused: tuple[tuple[str, str], ...] = ()
    pending: tuple[str, ...] = ()
    payload: Any = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    error: SegtuiError | None = None

    def facts(self) -> dict[str, Any]:
        """In JSON types; nothing by which a person is known."""
        counts = (
            "people",
            "on_list",
            "new",
            "changed",
            "unchanged",
            "to_remove",
            "added",
            "removed",
            "missing",
            "triggered",
            "unnamed",
        )
        return {
            "name": self.title,
            "to": self.to,
            "list": self.list,
            "connection": self.connection,
            "dry_run": self.dry_run,
            **{name: getattr(self, name) for name in counts},
            "kept_empty": self.kept_empty,
            "kept_back": dict(sorted(self.kept_back.items())),
            "segments": dict(sorted(self.segments.items())),
            "refused": [{"who": who, "reason": reason} for who, reason in self.refused],
            "pending": list(self.pending),
            "notes": list(self.notes),
            "warnings": list(self.warnings),
            **({"payload": self.payload} if self.payload is not None else {}),
            **({"error": self.error.describe()} if self.error else {}),
        }

    def sentences(self) -> Iterator[Sentence]:
        """The push told in lines."""
        told = say(
            "{push}: {new:,} new, {changed:,} changed, {unchanged:,} unchanged, {removed:,} to remove",
            push=self.title,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            removed=self.to_remove,
        )
        yield told
        if not self.dry_run:
            yield say("  sent: {added:,} people, removed: {removed:,}", added=self.added, removed=self.removed)
        kept = to_translate("  held back: {count:,} {reason}")
        for reason, count in sorted(self.kept_back.items()):
            yield say(kept, count=count, reason=self.words.get(reason, say(reason)))
        yield from self._troubles()
        for note in self.notes:
            yield Sentence("  {line}", {"line": note})
        for warning in self.warnings:
            yield say("  warning: {warning}", warning=warning)

    def _troubles(self) -> Iterator[Sentence]:
        for who, reason in self.refused[:5]:
            yield say("  not taken: {who}: {reason}", who=who, reason=reason)
        if (more := len(self.refused) - 5) > 0:
            yield say("  not taken: {count:,} more", count=more)
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
        if self.kept_empty:
            yield say(
                '  nobody is left in the segments, so the list is kept as it is: empty = "clear" in the plan clears it'
            )
        if self.triggered:
            yield say_counted(
                "  {count:,} person outside of the segments stays for now: a trigger put them on the list",
                "  {count:,} people outside of the segments stay for now: a trigger put them on the list",
                self.triggered,
            )
        if self.missing:
            yield say_counted(
                "  {count:,} person on the list is no longer in the data, and the platform does not say who it is: "
                "remove them there",
                "  {count:,} people on the list are no longer in the data, and the platform does not say who they are: "
                "remove them there",
                self.missing,
            )
