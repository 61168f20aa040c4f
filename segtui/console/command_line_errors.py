"""What the parser of the command line says, as sentences that can be said in the language of the interface.

It has no catalogue of its own and raises finished English. Its sentences are few; one that is not known here stays as
it is.
"""

from __future__ import annotations

import re
from functools import cache

from segtui.language.sentences import say
from segtui.language.translation import to_translate

_FORMS = (
    to_translate("No such option: {option} (Possible options: {options})"),
    to_translate("No such option: {option}"),
    to_translate("Missing argument '{argument}'."),
    to_translate("Missing option '{option}'."),
    to_translate("Option '{option}' requires an argument."),
    to_translate("Option '{option}' requires {number} arguments."),
    to_translate("Option '{option}' does not take a value."),
    to_translate("Argument '{argument}' takes {number} values."),
    to_translate("Got unexpected extra argument(s) ({arguments})"),
    to_translate("Missing command."),
    to_translate("No such command '{command}'."),
    to_translate("Invalid value for {option}: {why}"),
    to_translate("Invalid value: {why}"),
    to_translate("Value error, {why}"),
    to_translate("'{value}' is not one of {values}."),
    to_translate("'{value}' does not match the formats {formats}."),
    to_translate("'{value}' does not match the format {format}."),
    to_translate("Input should be a valid integer, unable to parse string as an integer"),
    to_translate("Input should be a valid number, unable to parse string as a number"),
    to_translate("Input should be a valid boolean, unable to interpret input"),
    to_translate("Input should be a finite number"),
    to_translate("Input should be greater than or equal to {least}"),
    to_translate("Input should be greater than {least}"),
    to_translate("Input should be less than or equal to {most}"),
    to_translate("Input should be less than {most}"),
    to_translate("Path '{path}' does not exist."),
    to_translate("File '{path}' does not exist."),
    to_translate("Directory '{path}' does not exist."),
    to_translate("File '{path}' is a directory."),
    to_translate("Directory '{path}' is a file."),
    to_translate("Path '{path}' is not readable."),
    to_translate("File '{path}' is not readable."),
)
_NAME = re.compile(r"\\\{(\w+)\\\}")


def in_our_words(said: str) -> str:
    """The parser's sentence with what varies in it apart, or the text as it is."""
    for form, pattern in _patterns():
        if found := pattern.fullmatch(said):
            parts = found.groupdict()
            return say(form, **{**parts, **({"why": in_our_words(parts["why"])} if "why" in parts else {})})
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each form with the pattern of what it says; the more special ones come first."""
    return tuple((form, re.compile(_NAME.sub(r"(?P<\1>.+?)", re.escape(form)), re.DOTALL)) for form in _FORMS)
