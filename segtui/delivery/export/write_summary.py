"""Writes the summary beside the files of an export, and clears away what an earlier export left there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from segtui.delivery.export.files.names import SUMMARY, beside
from segtui.delivery.export.files.output_files import Outlets
from segtui.delivery.export.summary import File, Summary
from segtui.delivery.export.target import Target
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.publishing.staging import Staging, Turn


def write_summary(
    summary: Summary, target: Target, place: Path, staging: Staging, outlets: Outlets, parts: int
) -> None:
    """Complete the summary of the export at `place` with its files, now closed, and write it beside them.

    It warns of files that are empty or too small for the platform. `parts` is in how many parts people were sorted
    before a limit of the platform split any of them.
    """
    summary.files = [_file(place, part, staging, rows, segment) for part, rows, segment in outlets.files()]
    summary.shortened = outlets.shortened
    _warn(summary, target, parts)
    _remove_stale(place, staging, summary)
    text = json.dumps(summary.facts(), indent=2, ensure_ascii=False) + "\n"
    staging.new(beside(place, SUMMARY), turn=Turn.COMPANION).write_text(text, encoding="utf-8")


def _file(place: Path, part: Path, staging: Staging, rows: int, segment: str | None) -> File:
    with staging.part(part).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(part.name, rows, staging.part(part).stat().st_size, digest, segment)


def _warn(summary: Summary, target: Target, parts: int) -> None:
    if not summary.written:
        summary.warnings.append(say("no rows were written: the file has only a header"))
    for file in summary.files:
        if file.rows < target.fewest_rows and summary.written:
            summary.warnings.append(
                say_counted(
                    "{file} has {count:,} row, but {platform} needs at least {least:,}",
                    "{file} has {count:,} rows, but {platform} needs at least {least:,}",
                    file.rows,
                    file=file.path,
                    platform=target.title,
                    least=target.fewest_rows,
                )
            )
    if len(summary.files) > parts * len({f.segment for f in summary.files}):
        told = to_translate("split into {files:,} files because of the limit of {platform}")
        summary.notes.append(say(told, files=len(summary.files), platform=target.title))


def _remove_stale(place: Path, staging: Staging, summary: Summary) -> None:
    """Files of an earlier export of that name are removed: they may hold people who have withdrawn since."""
    earlier = beside(place, SUMMARY)
    if not earlier.is_file():
        return
    try:
        told = json.loads(earlier.read_text(encoding="utf-8"))
        files = [str(f["path"]) for f in told["files"] if told["target"] == summary.target]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in {Path(f).name for f in files} - {f.path for f in summary.files}:
        staging.stale(place.with_name(name))
