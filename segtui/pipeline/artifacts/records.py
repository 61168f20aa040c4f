"""What run.json records about the control group and the log of exports, so that losses are noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from segtui.delivery.export.eligibility.control_group import ControlGroup, recorded
from segtui.errors import SegtuiError
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import read_manifest
from segtui.publishing.staging import Staging, Turn

KEY = "records"


@dataclass(frozen=True)
class Records:
    """How many ids are `held` out, and how many `exports` there were."""

    held: int = 0
    exports: int = 0

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """Those that a manifest names; none where it is of a run without any."""
        known = manifest.get(KEY)
        counts = known if isinstance(known, dict) else {}
        held, exports = (n if isinstance(n := counts.get(name), int) else 0 for name in ("held", "exports"))
        return cls(held, exports)

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Those of the run in a folder; none where its manifest is not there or can't be read."""
        with suppress(SegtuiError):
            if (folder / MANIFEST).is_file():
                return cls.of(read_manifest(folder / MANIFEST))
        return cls()

    def in_manifest(self, manifest: Mapping[str, Any]) -> str:
        """The text of a manifest that remembers these."""
        known = {**manifest, KEY: asdict(self)}
        return json.dumps(known, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def held_of(folder: Path, seed: int, *, remembered: Path | None = None) -> ControlGroup:
    """The control group in the folder of a run; raises DataError where ids are missing that are held out.

    Where the folder is that of a run in the making, the one that it will replace is `remembered`.
    """
    return ControlGroup(folder, seed, Records.at(remembered or folder).held)


def refuse_lost_control(folder: Path) -> None:
    """Raise DataError where the control group of the run in a folder has lost ids."""
    recorded(folder, Records.at(folder).held)


def remember(folder: Path, records: Records, staging: Staging) -> None:
    """Record the control group and the exports in the run's manifest when `staging` is published, after them."""
    text = records.in_manifest(read_manifest(folder / MANIFEST))
    staging.new(folder / MANIFEST, replace=True, turn=Turn.RECORD).write_text(text, encoding="utf-8")
