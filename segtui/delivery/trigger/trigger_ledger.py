"""Whom a trigger has reached and when, by hashes, beside the runs, so that next month's run goes on from there."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.delivery.ledger.ledger import Ledger, open_ledger, read_ledger
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.once import recorded_at
from segtui.errors import DataError
from segtui.language.sentences import say

START = "trigger"
_FORGOTTEN = "forgotten"
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_SLUG = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Reached:
    """How often somebody was reached, and when last; `forgotten`: whether they must never be again."""

    count: int
    last: dt.datetime
    forgotten: bool = False

    def and_also(self, other: Reached | None) -> Reached:
        """The same of a person with what is known of them under another id."""
        if other is None:
            return self
        return Reached(
            self.count + other.count, max(self.last, other.last), forgotten=self.forgotten or other.forgotten
        )


class TriggerLedger:
    """The state after all lines of a trigger's ledger: who was reached, by hash."""

    def __init__(self, ledger: Ledger | None, place: Path) -> None:
        self.place, self._ledger = place, ledger
        self.reached: dict[str, Reached] = {}
        self.count = 0
        """How many times the trigger has fired, also for people who were forgotten since."""
        self.latest: dt.datetime | None = None
        for line in ledger.lines if ledger else ():
            self._apply(line)
        if ledger:
            ledger.lines.clear()

    @property
    def key(self) -> str:
        """What tells this ledger from every other, such as one that is begun again under the same name."""
        return self._ledger.key if self._ledger else ""

    def hashed(self, id: str) -> str:
        """A person as the ledger has them; one that is not there yet knows nobody."""
        return self._ledger.hashed(id) if self._ledger else id

    def note(self, people: Sequence[str], now: dt.datetime, run: str) -> None:
        """These people, by hash, were reached: on the disk when this returns."""
        assert self._ledger is not None
        at = recorded_at(now, self.latest).isoformat(timespec="seconds")
        lines = [{"at": at, "run": run, "person": person} for person in people]
        self._ledger.append_all(lines)
        self._ledger.lines.clear()
        for line in lines:
            self._apply(line)

    def _apply(self, line: dict[str, Any]) -> None:
        self.count += 1
        if isinstance(forgotten := line.get(_FORGOTTEN), str):
            self.reached[forgotten] = Reached(0, _NEVER, forgotten=True)
            return
        try:
            person, at = str(line["person"]), dt.datetime.fromisoformat(line["at"])
            at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        except (KeyError, TypeError, ValueError):
            fix = say("restore the file from a backup: it records who was sent where")
            raise DataError(say("a line of the ledger can't be understood"), where=str(self.place), fix=fix) from None
        self.reached[person] = Reached(1, at).and_also(self.reached.get(person))
        self.latest = recorded_at(at, self.latest)


def ledger_place(folder: Path, trigger: Trigger) -> Path:
    """The file of a trigger's ledger, whatever signs its name has."""
    digest = hashlib.sha256(trigger.identity.encode(errors="surrogatepass")).hexdigest()[:8]
    slug = _SLUG.sub("-", trigger.name or "").strip("-")[:40]
    return folder / "-".join(part for part in (START, slug, f"{digest}.jsonl") if part)


@contextmanager
def held_ledger(folder: Path, trigger: Trigger, waiting: Callable[[], None] = lambda: None) -> Iterator[TriggerLedger]:
    """The ledger of a trigger, for this process alone; raises what `open_ledger` raises."""
    place = ledger_place(folder, trigger)
    with open_ledger(place, {"kind": START, "name": trigger.identity}, waiting) as ledger:
        yield TriggerLedger(ledger, place)


def seen_ledger(folder: Path, trigger: Trigger) -> TriggerLedger:
    """The same to be looked at only; nobody where it never fired."""
    place = ledger_place(folder, trigger)
    return TriggerLedger(read_ledger(place), place)


def trigger_ledgers(folder: Path) -> list[Path]:
    """The ledgers of all triggers that fired for runs beside this folder."""
    return sorted(folder.glob(f"{START}-*.jsonl"))


def forget_in_ledger(place: Path, ids: Collection[str], *, dry_run: bool) -> int:
    """Have a ledger know no more of the people with these ids than that they must not be reached; how many lines.

    When and by which run they were reached is written over where it stands, so that a process that waits for the
    ledger goes on with the same file. Doing it again does nothing.
    """
    if dry_run:
        seen = read_ledger(place)
        known = {seen.hashed(id) for id in ids} if seen else set()
        return sum(line.get("person") in known for line in seen.lines) if seen else 0
    with open_ledger(place, {"kind": START}) as ledger:
        known = {ledger.hashed(id) for id in ids}
    if not any(line.get("person") in known for line in ledger.lines):
        return 0
    count, at = 0, 0
    with place.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for line in file.read().splitlines(keepends=True):
            person = _person_of(line)
            if person in known:
                struck = json.dumps({_FORGOTTEN: person}, separators=(",", ":")).encode()
                os.pwrite(file.fileno(), struck[:-1].ljust(len(line) - 2) + b"}\n", at)
                count += 1
            at += len(line)
        os.fsync(file.fileno())
    return count


def _person_of(line: bytes) -> str | None:
    try:
        person = json.loads(line).get("person")
    except (ValueError, AttributeError):
        return None
    return person if isinstance(person, str) else None
