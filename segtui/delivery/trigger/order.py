"""A trigger as the gate sees it: the same care as an export of id, segment and the columns that are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segtui.delivery.export.care import Channel
from segtui.delivery.export.target import SEGMENT_COLUMNS, Target
from segtui.delivery.trigger.condition import OWN
from segtui.delivery.trigger.config import Trigger

TARGET = Target(name="trigger", title="trigger", plain=True)


@dataclass(frozen=True)
class TriggerOrder:
    """An `CareOrder`: `segments` are all that the run has, noise too, because the condition chooses."""

    trigger: Trigger
    segments: tuple[int, ...] | None = None

    @property
    def consent(self) -> str | dict[Channel, str] | None:
        """The key."""
        return self.trigger.consent

    @property
    def eea_consent(self) -> str | None:
        """None: that is for advertising."""
        return None

    @property
    def suppress(self) -> Sequence[str]:
        """The key."""
        return self.trigger.suppress

    @property
    def suppress_may_miss(self) -> bool:
        """The key."""
        return self.trigger.suppress_may_miss

    @property
    def holdout(self) -> float | None:
        """The key."""
        return self.trigger.holdout

    @property
    def allow(self) -> Sequence[str] | None:
        """The key."""
        return self.trigger.allow

    @property
    def min_size(self) -> int:
        """The key."""
        return self.trigger.min_size

    @property
    def pseudonym(self) -> bool:
        """The key."""
        return self.trigger.pseudonym

    @property
    def columns(self) -> Mapping[str, str]:
        """None: what is sent has no other names."""
        return {}

    @property
    def attributes(self) -> Sequence[str]:
        """The columns of the data that are sent."""
        return tuple(name for name in self.trigger.columns if name not in (*OWN, *SEGMENT_COLUMNS))

    @property
    def region(self) -> str | None:
        """The key."""
        return self.trigger.region

    def target(self) -> Target:
        """No columns but those that are named."""
        return TARGET

    def channels(self) -> dict[str, str]:
        """The consent column of each named channel."""
        return self.trigger.channels()

    def columns_asked(self) -> tuple[str, ...]:
        """The consent columns of the data."""
        return self.trigger.columns_asked()
