"""A cache of the last few results, by what they were computed from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Holds up to `most` values, none where that is 0; the one that was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, if it is there still."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def get_or(self, key: K, make: Callable[[], V]) -> V:
        """The value, made if it is not there."""
        if key not in self._values:
            return self.put(key, make())
        self._values.move_to_end(key)
        return self._values[key]

    def put(self, key: K, value: V) -> V:
        """Hold a value, and give it back."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self.forget_oldest()
        return value

    def forget_oldest(self) -> None:
        """Drop the least recently used value."""
        self._values.popitem(last=False)

    def __iter__(self) -> Iterator[V]:
        return iter(self._values.values())

    def __len__(self) -> int:
        return len(self._values)
