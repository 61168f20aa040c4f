"""By what rows were compared, and what too many of them share, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segtui.cleaning.matching.blocking import Candidates
from segtui.language.listings import some_names
from segtui.language.sentences import Sentence, say, say_counted


def keys_told(compared: Candidates, names: Sequence[str]) -> Iterator[Sentence]:
    """Which columns (by their `names`) gave pairs, and for each how many values too many rows have."""
    alone = [block for block in compared.blocks if len(block.columns) == 1]
    both = [block for block in compared.blocks if len(block.columns) > 1]
    used = [names[block.columns[0]] for block in alone if block.found]
    if used:
        yield say("rows are compared that share a value of one of: {columns}", columns=some_names(used))
    if any(block.found for block in both):
        yield say("rows are compared that share a value and the beginning of another")
    for block in alone:
        if block.dropped:
            yield say_counted(
                "{count:,} value of {column} finds no pairs: more than {largest} rows have it ({most:,})",
                "{count:,} values of {column} find no pairs: more than {largest} rows have each (up to {most:,})",
                block.dropped,
                column=names[block.columns[0]],
                largest=compared.largest,
                most=block.most,
            )
    if dropped := sum(block.dropped for block in both):
        yield say_counted(
            "{count:,} value and beginning of another find no pairs: more than {largest} rows have both ({most:,})",
            "{count:,} values and beginnings of others find no pairs: more than {largest} rows have both (to {most:,})",
            dropped,
            largest=compared.largest,
            most=max(block.most for block in both),
        )
