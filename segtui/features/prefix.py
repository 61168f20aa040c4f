"""What the names of a maker's columns begin with, so that those of several tables stay apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from segtui.language.sentences import Sentence, say


def _word(given: object) -> object:
    """A prefix as it is; ValueError where a column's name could not begin with it."""
    if isinstance(given, str) and not re.fullmatch(r"\w*", given):
        raise ValueError(say("should have only letters, digits and _, found {given!r:.60}", given=given))
    return given


Prefix = Annotated[str, Field(pattern=r"^\w*$"), BeforeValidator(_word)]
"""Letters, digits and underscores; empty for none."""


def prefixed(prefix: str, column: str) -> str:
    """The column after the prefix and an underscore, which the prefix may end in already."""
    return f"{prefix}_{column}" if prefix and not prefix.endswith("_") else f"{prefix}{column}"


def prefixed_words(prefix: str, words: str) -> str:
    """What people read of a column after the prefix, where there is one: "shop: recency (days)"."""
    said = prefix.strip("_")
    if not said:
        return words
    return say("{feature}: {note}", feature=said, note=words if isinstance(words, Sentence) else say(words))


def labelled(prefix: str, labels: Mapping[str, str]) -> dict[str, str]:
    """The columns of these labels with the prefix, which their labels begin with too."""
    return {prefixed(prefix, column): prefixed_words(prefix, label) for column, label in labels.items()}
