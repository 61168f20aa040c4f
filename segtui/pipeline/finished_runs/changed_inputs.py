"""Says which tables of a run are not as they were, also where its plan can't run with them any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segtui.data.addresses import STANDARD_INPUT, is_address
from segtui.data.files.find_files import find_files
from segtui.data.reading.source_paths import fingerprints
from segtui.data.table import ReadReport
from segtui.errors import SegtuiError
from segtui.pipeline.artifacts.manifest import has_changed, name_of, sha256
from segtui.pipeline.artifacts.run_reader import RunFiles


def changed_inputs(run: RunFiles, read: Sequence[ReadReport]) -> list[str]:
    """Sentences on the inputs that have changed since a run, of those that were `read` and of the run's source."""
    found = list(_of_source(run).items())
    for reading in read:
        found += [(file, sha256(Path(file))) for file in reading.files] + list(reading.fingerprints.items())
    before = {(name_of(path), digest) for path, digest in run.manifest["inputs"].items()}
    names = {name for name, _ in before}
    changed = [name for path, digest in found if (name := name_of(path)) in names and (name, digest) not in before]
    return [has_changed(name) for name in dict.fromkeys(changed)]


def _of_source(run: RunFiles) -> dict[str, str]:
    """What the run's own table holds now; nothing where it can't be read or was given by standard input."""
    source = run.plan.source
    if source is None or source.path == STANDARD_INPUT:
        return {}
    try:
        if is_address(source.path):
            return fingerprints(source, run.path)
        return {str(file): sha256(file) for file in find_files(source.path, run.path)}
    except (SegtuiError, OSError):
        return {}
