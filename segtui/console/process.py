"""The process around a command: its signals, its streams, and how it ends."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from segtui.console import chatter
from segtui.console.observing import log_lines
from segtui.data.connections.secrets import has_password
from segtui.errors import SegtuiError, UsageError
from segtui.language.interface import VARIABLE, interface_language, languages, unknown_language
from segtui.language.sentences import in_language, row_of, say
from segtui.language.translation import Language, _, speaking

_UNTIL_TOLD_AGAIN = 0.3
"""Seconds after which an interruption that an import or a library swallowed is sent again."""


def listen_for_interruptions() -> None:
    """Ctrl-C, `kill` and a lost terminal end a run cleanly; signals ignored by `nohup` or a shell stay ignored."""
    for known in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        if signal.getsignal(known) != signal.SIG_IGN:
            signal.signal(known, _interrupt)


def interrupted() -> bool:
    """Whether this process was asked to end: then any error is a consequence of that, whatever it looks like."""
    return bool(_heard)


_heard: list[int] = []


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End what is running, once: Polars raises the interruption itself, before Python does, during the cleanup."""
    _heard.append(number)
    error = sys.exc_info()[1]
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    if not error:
        signal.setitimer(signal.ITIMER_REAL, _UNTIL_TOLD_AGAIN)
        raise KeyboardInterrupt


def speak_any_text() -> None:
    """Data in a pipe or file is UTF-8; a terminal gets its own encoding, with escapes for characters it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            piped = stream is sys.stdout and not stream.isatty()
            stream.reconfigure(encoding="utf-8" if piped else None, errors="backslashreplace")


def refuse_undecodable(arguments: list[str]) -> None:
    """Reject arguments that are not text in the shell's encoding: no plan or report could name such a file."""
    for argument in arguments:
        if any("\ud800" <= letter <= "\udfff" for letter in argument):
            raise UsageError(
                say("{argument!a} is not valid {encoding}", argument=argument, encoding=sys.getfilesystemencoding()),
                where=say("the command line"),
                fix=say("rename the file, or set a UTF-8 locale, such as LANG=C.UTF-8"),
            )


def refuse_passwords(arguments: list[str]) -> None:
    """Reject a password in an address: everyone on the machine can read the command lines of processes."""
    if any(map(has_password, arguments)):
        fix = say("name a connection of connections.toml instead: `segtui guide databases`")
        raise UsageError(say("an address has a password in it"), where=say("the command line"), fix=fix)


def refuse_language() -> None:
    """Reject a language in the environment that segtui does not speak; a locale of another language means English."""
    if name := unknown_language():
        what = say('segtui does not speak "{name}"', name=name)
        raise UsageError(what, where=VARIABLE, fix=say("use one of {languages}", languages=row_of(languages())))


def _language() -> Language:
    """That of the interface; a JSON log is in English wherever it is written."""
    return "en" if log_lines.is_json() else interface_language()


def described(error: SegtuiError) -> str:
    """A user's error in the language of the interface."""
    with speaking(_language()):
        return error.describe()


def complaint(error: SegtuiError) -> str:
    """The same as a command ends with it; a JSON log says by its fields that it is an error."""
    with speaking(_language()):
        return error.describe() if log_lines.is_json() else _("error: {error}").format(error=error.describe())


def told(text: str) -> str:
    """A sentence in the language of the interface."""
    with speaking(_language()):
        return in_language(text)


def hang_up() -> NoReturn:
    """End quietly when the reader of our output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    leave(0, "")


def leave(code: int, message: str) -> NoReturn:
    """End at once, without waiting for worker threads."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    with suppress(OSError):
        sys.stdout.flush()
    with suppress(OSError):
        chatter.tell(message, code) if message else None
    os._exit(code)
