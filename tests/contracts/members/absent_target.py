"""A target whose library is not installed."""

from dataclasses import replace

from segtui.boundary import Library
from segtui.export.targets import added_ads

TARGET = replace(added_ads.TARGET, name="absent-ads", title="Absent", libraries=(Library("not_there", "not-there"),))
