"""A target whose library is not installed."""

from dataclasses import replace

from segtui.delivery.export.targets import added_ads
from segtui.libraries.boundary import Library

TARGET = replace(added_ads.TARGET, name="absent-ads", title="Absent", libraries=(Library("not_there", "not-there"),))
