"""The lists of platforms that a person was pushed to, and the deletions that are still to be asked for there.

A person's files may be gone before a platform can be reached. So what a platform needs to find the person is kept in
one private file beside the ledgers, from before anything is erased until the platform has been asked, and no longer.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from segtui.data.connections.connections_file import connection_named
from segtui.delivery.ledger.ledger import FOLDER, open_ledger, read_ledger
from segtui.delivery.push.known_as import known_as
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Audience, platforms
from segtui.delivery.push.push_ledger import PushLedger, push_ledgers
from segtui.delivery.push.side import PlatformSide
from segtui.errors import DataError, SegtuiError, UsageError
from segtui.language.sentences import Sentence, say
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.person import Person
from segtui.publishing.private import FILE, create, private_folder

WAITING = "deletions.json"
"""The file of what is still to be asked for, beside the ledgers."""
_VERSION = 1


@dataclass(frozen=True)
class PlatformDeletion:
    """A person to be deleted at a platform: from which list, by which connection, and how they are known there."""

    ledger: str
    to: str
    connection: str
    list: str
    kind: str
    who: str
    header: str

    def member(self) -> Member:
        """The person as a push made them."""
        return Member(self.who, self.kind, {self.header: self.who})

    def place(self) -> str | Sentence:
        """The platform and its list, for people."""
        title = platforms()[self.to].title if self.to in platforms() else self.to
        return say("{platform}, list {list}", platform=title, list=self.list) if self.list else title


@dataclass(frozen=True)
class DeletionResult:
    """A deletion that was asked for, or why it still has to be; `is_manual` is one that the platform only takes by
    hand."""

    deletion: PlatformDeletion
    error: SegtuiError | None = None
    is_manual: bool = False


def pushed_to(run: RunFiles, person: Person) -> tuple[PlatformDeletion, ...]:
    """The lists that have the person, as the ledgers beside a run say; DataError for a damaged ledger."""
    cells = {str(cell) for frame in person.rows for column in frame for cell in column.drop_nulls().to_list() if cell}
    regions = {order.region for _, order in run.plan.careful() if order.region}
    found = []
    for place in push_ledgers(run.home.parent / FOLDER):
        ledger = read_ledger(place)
        platform = platforms().get(str(ledger.about.get("to"))) if ledger else None
        if ledger is None or platform is None:
            continue
        about, pushed = ledger.about, PushLedger(ledger, place)
        for member in known_as(platform, person.ids, cells, regions):
            if pushed.hashed(member.key()) in pushed.sent:
                header = next(iter(member.fields))
                connection, of = str(about.get("connection") or ""), str(about.get("list") or "")
                found.append(
                    PlatformDeletion(place.name, platform.name, connection, of, member.kind, member.who, header)
                )
    return tuple(found)


def keep_waiting(run: RunFiles, deletions: Collection[PlatformDeletion]) -> None:
    """Have these deletions on the disk until they are asked for."""
    if deletions:
        with _kept(run.home.parent / FOLDER) as known:
            known += [one for one in deletions if one not in known]


def ask_platforms(run: RunFiles, waiting: Callable[[], None]) -> list[DeletionResult]:
    """Ask for every deletion that waits beside a run; what a platform takes is done and no longer kept.

    Whom a push list has had to forget is never pushed there again: its ledger says so. `waiting` hears that another
    push has the ledger.
    """
    folder = run.home.parent / FOLDER
    if not (folder / WAITING).is_file():
        return []
    with _kept(folder) as known:
        results = []
        for one in list(known):
            try:
                done = _ask(folder, one, waiting)
            except SegtuiError as error:
                results.append(DeletionResult(one, error))
                continue
            known.remove(one)
            _write(folder, known)
            results.append(DeletionResult(one, is_manual=not done))
        return results


def _ask(folder: Path, one: PlatformDeletion, waiting: Callable[[], None]) -> bool:
    place = folder / one.ledger
    platform = platforms().get(one.to)
    if platform is None:
        raise UsageError(say('there is no platform "{name}"', name=one.to), where=str(folder / WAITING))
    with open_ledger(place, {}, waiting) as ledger:
        pushed = PushLedger(ledger, place)
        side = PlatformSide(
            str(one.place()),
            connection_named(one.connection, needs_url=False),
            platform.address,
            platform.authorization,
            limits=platform.limits,
            throttled=platform.throttled,
        )
        try:
            done = platform(side, Audience(one.list)).forget(one.member())
        finally:
            side.close()
        pushed.forget([pushed.hashed(one.member().key())])
    return done


@contextmanager
def _kept(folder: Path) -> Iterator[list[PlatformDeletion]]:
    """The deletions that wait, to be changed, while no other process changes them."""
    private_folder(folder)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        known = _read(folder)
        before = list(known)
        yield known
        if known != before or (known == [] and (folder / WAITING).is_file()):
            _write(folder, known)
    finally:
        os.close(handle)


def _read(folder: Path) -> list[PlatformDeletion]:
    place = folder / WAITING
    if not place.is_file():
        return []
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        return [PlatformDeletion(**{name: str(value) for name, value in one.items()}) for one in told["waiting"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        fix = say("restore the file from a backup: it says who is still to be deleted at which platform")
        raise DataError(say("can't be read"), where=str(place), fix=fix) from None


def _write(folder: Path, known: Sequence[PlatformDeletion]) -> None:
    place, part = folder / WAITING, folder / f".{WAITING}.part"
    if not known:
        place.unlink(missing_ok=True)
        return
    part.unlink(missing_ok=True)
    text = json.dumps({"version": _VERSION, "waiting": [asdict(one) for one in known]}, ensure_ascii=False, indent=1)
    with os.fdopen(create(part), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), FILE)
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, place)
