"""Error answers, worded like on the command line, in the language of the interface."""

from __future__ import annotations

import itertools
import traceback
from pathlib import Path

from segtui.engine.transport.messages import Failed
from segtui.engine.transport.messages.payloads import PlanFault
from segtui.errors import PlanError, ResourceError, SegtuiError, no_room, system_number
from segtui.language.interface import interface_language
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking

_AGAIN = say("free some space, then try again")
_OURS = 1
_NOTHING_CHOSEN = 1


def failed(ticket: int, error: BaseException, session: Path) -> Failed:
    """The answer for any error; an internal error leaves its traceback in the session's folder."""
    with speaking(interface_language()):
        return _failed(ticket, error, session)


def _failed(ticket: int, error: BaseException, session: Path) -> Failed:
    if isinstance(error, SegtuiError):
        return Failed(ticket, error.describe(), error.exit_code, _faults(error))
    if isinstance(error, MemoryError):
        ended = ResourceError(say("memory ran out"), fix=say("use a smaller grid, fewer rows or a larger machine"))
        return Failed(ticket, ended.describe(), ended.exit_code)
    named = getattr(error, "filename", None)
    place = Path(named) if isinstance(named, str) else session
    if full := no_room(system_number(error), place, where=str(place), fix=_AGAIN):
        return Failed(ticket, full.describe(), full.exit_code)
    what = str(error).strip().partition("\n")[0]
    error_line = f"{type(error).__name__}: {what}" if what else type(error).__name__
    inside = _("something went wrong inside segtui: {error}").format(error=error_line)
    return Failed(ticket, inside + _traceback(error, session), _OURS)


def nothing_chosen(ticket: int, closest: str) -> Failed:
    """The answer where a search has no candidate that meets the conditions; `closest` tells which came nearest."""
    with speaking(interface_language()):
        what = _("no candidate met the conditions. Closest: {closest}").format(closest=in_language(closest))
    return Failed(ticket, what, _NOTHING_CHOSEN)


def _faults(error: SegtuiError) -> list[PlanFault]:
    """All that is wrong, each at its key: those of a plan, or the one of any other error."""
    if isinstance(error, PlanError):
        return [_fault(fault.key, fault.what, fault.fix) for fault in error.faults]
    return [_fault(error.where, error.what, error.fix)]


def _fault(key: str, what: str, fix: str) -> PlanFault:
    return {"key": str(key), "what": in_language(what), "fix": in_language(fix)}


def _traceback(error: BaseException, session: Path) -> str:
    """The path of the traceback, as the second line of the message; empty if it can't be written."""
    for number in itertools.count(1):
        place = session / f"traceback-{number}.txt"
        try:
            with place.open("x", encoding="utf-8") as file:
                traceback.print_exception(error, file=file)
        except FileExistsError:
            continue
        except OSError:
            return ""
        return "\n  " + _("{place} has the details; please report it").format(place=place)
    return ""
