"""Freed memory is given back where the C library can, and nothing happens where it can't."""

from segtui.libraries import freed_memory


def test_a_library_without_the_call_is_left_alone(monkeypatch):
    freed_memory._trim.cache_clear()
    monkeypatch.setattr(freed_memory.ctypes, "CDLL", lambda name: object())
    freed_memory.give_back()
    assert freed_memory._trim() is None
    freed_memory._trim.cache_clear()
    monkeypatch.undo()
    freed_memory.give_back()
