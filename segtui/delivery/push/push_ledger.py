"""What pushes put on one list: who is there by hashes, and what was last said of each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from segtui.delivery.ledger.ledger import Ledger, open_ledger, read_ledger
from segtui.delivery.push.config import Push
from segtui.errors import DataError
from segtui.language.sentences import say

EVER = "ever"
_START = "push"
_SLUG = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class TriggeredStay:
    """Of which `run` a trigger put somebody on a list, and until when; None for ever."""

    run: str
    until: datetime | None


class PushLedger:
    """The state of a list after all lines of its ledger: for each person on it, by hash, what was last sent.

    The `forgotten` are never to be put there again. Those `triggered` were put there by a trigger: until
    when they stay, whatever segments they are in, and of which run that was.
    """

    def __init__(self, ledger: Ledger | None, place: Path) -> None:
        self.place, self._ledger = place, ledger
        self.sent: dict[str, str] = {}
        self.forgotten: set[str] = set()
        self.triggered: dict[str, TriggeredStay] = {}
        for line in ledger.lines if ledger else ():
            self._apply(line)
        if ledger:
            ledger.lines.clear()

    def hashed(self, text: str) -> str:
        """A person, or what is sent of one, as the ledger has it; a ledger that is not there yet has nobody."""
        return self._ledger.hashed(text) if self._ledger else text

    def added(self, people: Iterable[tuple[str, str]], run: str) -> None:
        """These people, with what was sent of each, are on the list: on the disk when this returns."""
        self._note({"do": "add", "people": [list(pair) for pair in people]}, run)

    def triggered_onto(self, people: Iterable[tuple[str, str]], run: str, until: datetime | None) -> None:
        """The same of people whom a trigger put there, to stay `until` then, None for ever."""
        end = until.isoformat(timespec="seconds") if until else EVER
        self._note({"do": "add", "people": [list(pair) for pair in people], "until": end}, run)

    def staying(self, now: datetime, run: str | None = None) -> frozenset[str]:
        """Whom a trigger put on the list and who stays for now, of this `run` only if one is given."""
        stays = self.triggered.items()
        return frozenset(
            who
            for who, stay in stays
            if (stay.until is None or stay.until > now) and (run is None or run == stay.run) and who in self.sent
        )

    def removed(self, people: Iterable[str], run: str) -> None:
        """These people are on the list no longer: on the disk when this returns."""
        self._note({"do": "remove", "people": list(people)}, run)

    def forget(self, people: Iterable[str]) -> None:
        """These people asked to be forgotten: they are on the list no longer, and never will be again."""
        self._note({"do": "forget", "people": list(people)}, "")

    def _note(self, line: dict[str, Any], run: str) -> None:
        assert self._ledger is not None
        if line["people"]:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._ledger.append({"at": now, "run": run, **line})
            self._ledger.lines.clear()
            self._apply({"run": run, **line})

    def _apply(self, line: dict[str, Any]) -> None:
        try:
            if line["do"] == "add":
                self.sent.update((str(who), str(what)) for who, what in line["people"])
                if (end := line.get("until")) is not None:
                    stay = TriggeredStay(str(line.get("run", "")), None if end == EVER else datetime.fromisoformat(end))
                    self.triggered.update((str(who), stay) for who, _ in line["people"])
            elif line["do"] == "forget":
                self.forgotten.update(map(str, line["people"]))
                for who in line["people"]:
                    self.sent.pop(str(who), None)
                    self.triggered.pop(str(who), None)
            elif line["do"] == "remove":
                for who in line["people"]:
                    self.sent.pop(who, None)
                    self.triggered.pop(who, None)
        except (KeyError, TypeError, ValueError):
            fix = say("restore the file from a backup: it records who was sent where")
            raise DataError(say("a line of the ledger can't be understood"), where=str(self.place), fix=fix) from None


def ledger_place(folder: Path, order: Push) -> Path:
    """The file of the ledger of an order's list, whatever signs its name has."""
    parts = [order.to, order.connection, order.list or ""]
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:8]
    shown = "-".join(slug for part in parts if (slug := _SLUG.sub("-", part).strip("-")[:40]))
    return folder / f"{_START}-{shown}-{digest}.jsonl"


@contextmanager
def held_ledger(
    folder: Path, order: Push, waiting: Callable[[], None] = lambda: None, patience: float | None = None
) -> Iterator[PushLedger]:
    """The ledger of an order's list, for this push alone; raises what `open_ledger` raises."""
    about = {"kind": _START, "to": order.to, "connection": order.connection, "list": order.list}
    place = ledger_place(folder, order)
    with open_ledger(place, about, waiting, patience) as ledger:
        yield PushLedger(ledger, place)


def seen_ledger(folder: Path, order: Push) -> PushLedger:
    """The same to be looked at only; one with nobody where nothing was pushed yet."""
    place = ledger_place(folder, order)
    return PushLedger(read_ledger(place), place)


def push_ledgers(folder: Path) -> Sequence[Path]:
    """The ledgers of all lists that were pushed to from runs beside this folder."""
    return sorted(folder.glob(f"{_START}-*.jsonl"))
