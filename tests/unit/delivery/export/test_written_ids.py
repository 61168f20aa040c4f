"""The ids that were written, in little memory."""

import polars as pl
import pytest

from segtui.delivery.export import written_ids
from segtui.delivery.export.written_ids import WrittenIds


def test_ids_come_back_as_they_were_whatever_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_ids, "_IN_MEMORY", 10)
    batches = [["a\nb", 'q"', "ü, 1"], [], ["\x00", " 007 ", "\U0001f600"]]
    kept = WrittenIds()
    for batch in batches:
        kept.take(pl.Series(batch, dtype=pl.String))
    assert list(kept.batches()) == batches and len(kept) == 6
    assert list(kept.batches()) == batches
