"""How standard error tells what happens: in text, or as one JSON object a line, for programs that gather logs.

An object has `at` (UTC), `level` (info, warning or error) and `event`; where they are known also `command`, `run` (the
id that its lineage has too), `stage`, `seconds` and `rows`. Whatever else is printed there is a `message`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TextIO

from segtui.language.sentences import Sentence
from widgets.plain.visible import HIDDEN

VARIABLE = "SEGTUI_LOG"


class LogForm(StrEnum):
    """What standard error holds."""

    TEXT = "text"
    JSON = "json"


class _Log:
    """What is known of this process: the form that was asked for, that of the plan, and what each line has."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing yet."""
        self.asked: LogForm | None = None
        self.planned = LogForm.TEXT
        self.about: dict[str, str] = {}


_log = _Log()


def begin(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Take the form from the command line, else from the environment, before anything can go wrong there."""
    _log.forget()
    words = [word for first, second in pairwise([*arguments, ""]) for word in _value(first, second)]
    choose(next((form for form in LogForm if form in [*words, environment.get(VARIABLE, "")][:1]), None))


def _value(first: str, second: str) -> list[str]:
    if first == "--log":
        return [second]
    return [first.removeprefix("--log=")] if first.startswith("--log=") else []


def choose(form: LogForm | None) -> None:
    """The form that the command line or the environment asks for, if any."""
    _log.asked = form


def plan_says(form: str | None) -> None:
    """The form that the plan asks for, where nobody else does."""
    _log.planned = LogForm(form or "text")


def is_json() -> bool:
    """Whether lines are objects."""
    return (_log.asked or _log.planned) is LogForm.JSON


def tell_of(**about: str) -> None:
    """What each line from here on has: the command, and the id of its run."""
    _log.about = about


def line(event: str, level: str = "info", **facts: Any) -> str:
    """One object, in English, with its line end; what is None is left out."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    known = {"at": at, "level": level, "event": event, **_log.about, **facts}
    text = json.dumps({name: _plain(each) for name, each in known.items() if each is not None}, ensure_ascii=False)
    return HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def _plain(value: Any) -> Any:
    """Sentences as English text, and numbers that JSON has not as null."""
    if isinstance(value, Sentence):
        return str(value)
    return None if isinstance(value, float) and not -1e308 <= value <= 1e308 else value


class MessageLines(io.TextIOBase):
    """A stream that makes an object of each line that is printed on it, for all that knows of no log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._begun = stream, ""

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def isatty(self) -> bool:
        """No person reads it."""
        return False

    def write(self, text: str) -> int:
        """Keep the text until its line ends."""
        *whole, self._begun = (self._begun + text).split("\n")
        for each in whole:
            if message := each.strip():
                self._stream.write(line("note", message=message))
        return len(text)

    def flush(self) -> None:
        """Send what is complete."""
        self._stream.flush()
