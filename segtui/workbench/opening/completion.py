"""Completes a name while a query or a path is typed: as far as it is certain, and what it can become."""

from __future__ import annotations

import re
from collections.abc import Sequence

KEYWORDS = (
    "and", "as", "between", "by", "case", "cast", "count", "desc", "distinct", "else", "end", "from", "group", "having",
    "in", "inner", "is", "join", "left", "like", "limit", "max", "min", "not", "null", "on", "or", "order", "select",
    "sum", "then", "union", "when", "where", "with",
)  # fmt: skip
_WORD = re.compile(r'[\w.$"]+$')


def word_before(text: str) -> str:
    """The name that ends where the text ends; empty after a blank or an operator."""
    found = _WORD.search(text)
    return found[0] if found else ""


def matches(word: str, names: Sequence[str]) -> list[str]:
    """What a word may become: the names that begin so, else those whose last part does, else these behind an alias.

    The shortest come first.
    """
    low = word.casefold()
    alias, dot, rest = word.rpartition(".")
    whole = {name for name in names if name.casefold().startswith(low)}
    part = {name for name in names if _last(name).startswith(low.strip('"'))}
    aliased = {f"{alias}.{name}" for name in names if dot and "." not in name and _last(name).startswith(_last(rest))}
    return sorted(whole or part or aliased, key=lambda name: (len(name), name)) if word else []


def _last(name: str) -> str:
    return name.rpartition(".")[2].strip('"').casefold()


def certain(word: str, options: Sequence[str]) -> str:
    """The word extended as far as all of its options agree."""
    first, last = min(options), max(options)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same] if same > len(word) or len(options) == 1 else word


def tables_in(text: str, addresses: dict[str, str]) -> list[str]:
    """The addresses of the tables that a query names, from those by name."""
    words = {word.replace('"', "").casefold() for word in re.findall(r"[\w.$\"]+", text)}
    return [address for name, address in addresses.items() if {name.replace('"', "").casefold(), _last(name)} & words]
